"""How people sign in: no open sign-up, and OpenID Connect only for those who were invited."""

import logging
from collections.abc import Callable
from typing import Any

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from guildmark.guard.for_requests import guarded_session

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from invitations alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No: an invitation's own page makes the account."""
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Another site may say who someone is, never that they are a member."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """No: the address must be that of someone who joined."""
        return False

    def get_requests_session(self) -> requests.Session:
        """The site's way out: through the guard."""
        return guarded_session(settings.OUTWARD_POLICY)


class ElsewhereMiddleware:
    """Where the other site cannot be reached, people are told so and sign in here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing of its own."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page to sign in, with a message; None for any other error."""
        if not isinstance(error, requests.RequestException):
            return None
        logger.warning("sign-in by another site: %s", error)
        messages.error(request, _("The other site does not answer. Sign in here, or try again later."))
        return redirect("account_login")
