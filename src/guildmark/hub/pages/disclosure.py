"""Figures in the open: the page that anybody may read, the same as files, and the secretariat's desk for them."""

from datetime import UTC
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods

from guildmark.hub.disclosure.documents import calendar_json, figures_csv, figures_json
from guildmark.hub.disclosure.periods import Period, due
from guildmark.hub.disclosure.publish import LONGEST_REASON, correct, publish_missed
from guildmark.hub.disclosure.published import calendar as told_calendar
from guildmark.hub.disclosure.told import Month
from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.pages.acting import acting, told_in
from guildmark.hub.pages.figures_shown import month_name, shown

KEPT_SECONDS = 300  # by whoever is between the site and its readers
kept = cache_control(public=True, max_age=KEPT_SECONDS)


@login_not_required
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """What was published, by month; nothing is counted here."""
    now = timezone.now()
    links = {name: reverse(f"disclosure-{name}") for name in ("csv", "json", "calendar")}
    return render(
        request,
        "pages/disclosure/figures.html",
        shown(told_calendar(now), now.astimezone(UTC).date()) | {"links": links},
    )


@login_not_required
@require_GET
@kept
def csv(request: HttpRequest) -> HttpResponse:
    """All versions of all months, for spreadsheets."""
    return _file(figures_csv(told_calendar(timezone.now())), "text/csv; charset=utf-8", "figures.csv")


@login_not_required
@require_GET
@kept
def json(request: HttpRequest) -> HttpResponse:
    """All versions of all months with their definitions, for programs."""
    return _file(figures_json(told_calendar(timezone.now())), "application/json", "figures.json")


@login_not_required
@require_GET
@kept
def calendar(request: HttpRequest) -> HttpResponse:
    """Which months are published, late, missed or to come."""
    now = timezone.now()
    return _file(calendar_json(told_calendar(now), now.astimezone(UTC).date()), "application/json", "calendar.json")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'inline; filename="{name}"'})


class CorrectionForm(forms.Form):
    """A correction: which month, and why."""

    period = forms.ChoiceField(label=gettext_lazy("Month"))
    reason = forms.CharField(
        label=gettext_lazy("What was wrong"),
        help_text=gettext_lazy("Everybody can read it beside the figures. Name nobody."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_REASON,
    )

    def __init__(self, published: list[Month], *given: Any) -> None:
        super().__init__(*given)
        choices = [(str(month.period), month_name(month.period)) for month in reversed(published)]
        self.fields["period"] = forms.ChoiceField(label=gettext_lazy("Month"), choices=choices)


@require_http_methods(["GET", "POST"])
def desk(request: ActorRequest) -> HttpResponse:
    """What the secretariat publishes by hand: a month that was missed, and corrections."""
    actor = acting(request, "disclosure.publish")
    told = told_calendar(timezone.now())
    published = [month for month in told if month.told]
    form = CorrectionForm(published)
    if request.method == "POST" and request.POST.get("do") == "correct":
        form = CorrectionForm(published, request.POST)
        if form.is_valid():
            try:
                correct(Period.read(form.cleaned_data["period"]), form.cleaned_data["reason"], by=actor)
            except ValidationError as error:
                told_in(form, error)
            else:
                messages.success(request, _("The correction is published beside what it corrects."))
                return redirect("disclosure-desk")
    elif request.method == "POST":
        _publish(request)
        return redirect("disclosure-desk")
    waiting = [month for month in told if month.state in ("missed", "due")]
    given = {"waiting": waiting, "published": published, "form": form, "due_day": due().day}
    return render(request, "pages/disclosure/desk.html", given)


def _publish(request: ActorRequest) -> None:
    """Publish the month that was asked for; what a command refused is told on the next page."""
    try:
        period = Period.read(request.POST.get("period", ""))
        publish_missed(period, by=acting(request, "disclosure.publish"))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except ValueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The figures of %(month)s are published.") % {"month": month_name(period)})
