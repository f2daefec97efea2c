"""For those who lead: how well cases are decided, random audits, golden cases, queues."""

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from guildmark.hub.cases import audits, golden, queues
from guildmark.hub.cases.agreement import decided_by_others, figures
from guildmark.hub.cases.choices import review_policy
from guildmark.hub.cases.models import BANDS, OUTCOMES, Draw, Golden, Queue
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.members.models import Person
from guildmark.hub.members.wall import one, seen
from guildmark.hub.pages.acting import acting, told_in
from guildmark.hub.registry.models import Right

SAMPLED = 12  # decisions of others that a lead looks over at a time
SAMPLED_FROM = 2_000  # the newest
SEEDS = 1 << 62


class DrawForm(forms.Form):
    """What to draw an audit from."""

    per_slice = forms.IntegerField(label=gettext_lazy("Sellers per slice and band"), initial=50, min_value=1)
    days = forms.IntegerField(label=gettext_lazy("Found in the last … days"), initial=30, min_value=1)


class ManyToChoose(forms.SelectMultiple):
    """Hundreds of choices, written at once: Django's own takes a template for each, which took half of the page."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The element with its choices."""
        chosen = {str(one) for one in value or ()}
        rows = ((key, mark_safe(" selected") if str(key) in chosen else "", label) for key, label in self.choices)
        options = format_html_join("", '<option value="{}"{}>{}</option>', rows)
        told = flatatt({**self.build_attrs(self.attrs, attrs), "name": name, "multiple": True})
        return format_html("<select{}>{}</select>", told, options)


class QueueForm(forms.Form):
    """The rule of a queue."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    bands = forms.MultipleChoiceField(
        label=gettext_lazy("Bands"), choices=BANDS, required=False, widget=forms.CheckboxSelectMultiple
    )
    rights = forms.MultipleChoiceField(label=gettext_lazy("Rights"), required=False, widget=ManyToChoose)
    categories = forms.CharField(
        label=gettext_lazy("Categories"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("One a line. Categories that begin with it are included."),
    )
    health = forms.BooleanField(label=gettext_lazy("Only health and safety"), required=False)
    least_exposure = forms.FloatField(label=gettext_lazy("Views and sales, at least"), required=False, min_value=0)

    def __init__(self, actor: Actor, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["rights"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(right.pk), right.mark) for right in seen(Right, actor).order_by("mark")[:500]]

    def rule(self) -> dict[str, object]:
        """The rule as it is kept."""
        told = dict(self.cleaned_data)
        told.pop("name")
        told["categories"] = [line.strip() for line in told["categories"].splitlines() if line.strip()]
        return told


@require_GET
def lead(request: ActorRequest) -> HttpResponse:
    """How well cases are decided."""
    return _lead(request)


def _lead(
    request: ActorRequest, draw_form: DrawForm | None = None, queue_form: QueueForm | None = None
) -> HttpResponse:
    actor = acting(request, "cases.lead")
    told = figures(actor)
    names = {person.pk: str(person) for person in seen(Person, actor)}
    return render(
        request,
        "pages/cases/lead.html",
        {
            "figures": told,
            "by_person": sorted((names.get(person, ""), share) for person, share in told.golden_by_person.items()),
            "outcomes": OUTCOMES,
            "days": review_policy().figures.days,
            "second_share": review_policy().second_share,
            "sample": decided_by_others(actor, SAMPLED_FROM, SAMPLED),
            "names": names,
            "draws": [{"draw": one, "judged": one.decisions.count(), "of": one.drawn.count()}
                      for one in seen(Draw, actor).order_by("-made_at")[:10]],
            "goldens": seen(Golden, actor).filter(retired_at__isnull=True).select_related("case__right")[:100],
            "queues": seen(Queue, actor),
            "draw_form": draw_form or DrawForm(),
            "queue_form": queue_form or QueueForm(actor),
        },
    )  # fmt: skip


@require_POST
def draw(request: ActorRequest) -> HttpResponse:
    """Draw a random audit; its seed is made by chance and recorded before anything is drawn."""
    actor = acting(request, "cases.lead")
    form = DrawForm(request.POST)
    if form.is_valid():
        try:
            told = form.cleaned_data
            audits.ask_for_draw(told["per_slice"], told["days"], secrets.randbelow(SEEDS), by=actor)
            messages.success(request, _("The audit is being drawn. It appears below in a moment."))
            return redirect("lead")
        except ValidationError as error:
            told_in(form, error)
    return _lead(request, draw_form=form)


@require_POST
def save_queue(request: ActorRequest) -> HttpResponse:
    """Make a queue."""
    actor = acting(request, "cases.lead")
    form = QueueForm(actor, request.POST)
    if form.is_valid():
        try:
            queues.save_queue(form.cleaned_data["name"], form.rule(), by=actor)
            return redirect("lead")
        except ValidationError as error:
            told_in(form, error)
    return _lead(request, queue_form=form)


@require_POST
def remove_queue(request: ActorRequest, queue: str) -> HttpResponse:
    """Remove a queue; its cases stay."""
    actor = acting(request, "cases.lead")
    queues.remove_queue(one(Queue, actor, pk=queue), by=actor)
    return redirect("lead")


@require_POST
def retire_golden(request: ActorRequest, key: str) -> HttpResponse:
    """Put a golden case before nobody any more."""
    actor = acting(request, "cases.lead")
    golden.retire_golden(one(Golden, actor, pk=key), by=actor)
    return redirect("lead")
