"""Signed links: whoever has one needs no account. They name a statement and prove that the site gave them out."""

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import Http404
from django.utils.translation import gettext_lazy as _

NOTHING_HERE = _("There is nothing here, or it is not yours to see.")
_SIGNER = Signer(salt="guildmark.statement", sep=".")


def statement_link(statement: UUID) -> str:
    """The address under which a seller reads a statement."""
    return f"{settings.PUBLIC_URL}/statements/{_SIGNER.sign(statement.hex)}/"


def statement_of(token: str) -> UUID:
    """The statement that a link names. Errors: Http404 for one that the site never gave out."""
    try:
        return UUID(_SIGNER.unsign(token))
    except (BadSignature, ValueError):
        raise Http404(NOTHING_HERE) from None
