"""Pages on which tactics and advice are written, looked over, shared and taken back."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from guildmark.hub.cases.models import Case
from guildmark.hub.exchange import content, drafts, from_cases, sharing
from guildmark.hub.exchange.look_over import look_over
from guildmark.hub.exchange.models import TLP, Circle, Item, ItemVersion
from guildmark.hub.exchange.sharing import UnusualError
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.members.wall import one, one_of, seen
from guildmark.hub.pages.acting import acting, told_in
from guildmark.tactics.begin import begun
from guildmark.tactics.explain import cost_told, explained

MOST_FILES, MOST_FILE_BYTES = 10, 16 << 20


class TacticForm(forms.Form):
    """A tactic as text."""

    text = forms.CharField(
        label=gettext_lazy("Tactic"),
        strip=False,
        widget=forms.Textarea({"rows": 30, "class": "code", "spellcheck": "false"}),
    )


class ManyFiles(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class AdviceForm(forms.Form):
    """Advice in prose."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    text = forms.CharField(label=gettext_lazy("How they are sold"), widget=forms.Textarea({"rows": 16}))


class ShareForm(forms.Form):
    """With whom something is shared."""

    tlp = forms.ChoiceField(label=gettext_lazy("Marking"), choices=TLP, initial="AMBER")
    circles: "forms.ModelMultipleChoiceField[Circle]" = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Circles"), queryset=None, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    anonymous = forms.BooleanField(label=gettext_lazy("Without our name, through the secretariat"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["circles"].queryset = seen(Circle, actor).filter(  # type: ignore[attr-defined]
            memberships__organisation=actor.organisation, memberships__left_at__isnull=True, ended_at__isnull=True
        )


@require_http_methods(["GET", "POST"])
def write(request: ActorRequest) -> HttpResponse:
    """Begin a tactic."""
    actor = acting(request, drafts.WRITE)
    return _written(request, actor, begun(_("A title"), actor.organisation.name, timezone.now().date()))


@require_http_methods(["GET", "POST"])
def rewrite(request: ActorRequest, key: str) -> HttpResponse:
    """Write the next version of one's own, or begin one's own from another's."""
    actor = acting(request, drafts.WRITE)
    item = one_of(seen(Item, actor), pk=key)
    versions = seen(ItemVersion, actor).filter(item=item)
    if item.owner_id != actor.organisation.pk:
        if request.method != "POST":
            return redirect("tactics-item", item.pk)  # a look makes nothing
        version = one_of(versions.filter(item__kind="tactic"), pk=item.current_id)
        return redirect("tactics-rewrite", drafts.copy_tactic(version, by=actor).item_id)
    newest = versions.order_by("-number").first()
    text = newest.content if newest else ""
    if item.kind == "indicator":
        return redirect("tactics-tell")  # telling a value again is its next version
    if item.kind == "advice":
        return _advised(request, actor, item, {"title": item.title, "text": text})
    return _written(request, actor, text, item)


@require_http_methods(["GET", "POST"])
def advise(request: ActorRequest) -> HttpResponse:
    """Write advice in prose, with files beside it."""
    return _advised(request, acting(request, drafts.WRITE), None, {})


@require_POST
def begin_from_cases(request: ActorRequest) -> HttpResponse:
    """Begin a tactic from decided cases."""
    actor = acting(request, drafts.WRITE)
    cases = list(seen(Case, actor).filter(key__in=_keys(request)))
    try:
        version = drafts.draft_tactic(from_cases.tactic_from(cases, by=actor), by=actor)
        return redirect("tactics-rewrite", version.item_id)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("cases")


@require_POST
def look(request: ActorRequest) -> HttpResponse:
    """What the text of a tactic says now: its faults, when it fires, its examples, and which listings it would hit."""
    actor = acting(request, drafts.WRITE)
    text = request.POST.get("text", "").replace("\r\n", "\n")
    told: dict[str, Any] = {}
    try:
        checked = content.checked(text, timezone.now().date())
        told = {"checked": checked, "explained": explained(checked.tactic), "cost": cost_told(checked.tactic)}
        told["over"] = look_over(checked.tactic, actor)
    except ValidationError as error:
        told["faults"] = error.messages
    return render(request, "pages/shared/parts/looked_over.html", told)


@require_http_methods(["GET", "POST"])
def share(request: ActorRequest, key: str) -> HttpResponse:
    """Share a draft; what is unusual is asked about before."""
    actor = acting(request, sharing.SHARE)
    item = one(Item, actor, pk=key, owner=actor.organisation)
    first = {"tlp": item.tlp, "circles": item.circles.all(), "anonymous": item.anonymous}
    form = ShareForm(request.POST or None, initial=first, actor=actor)
    unusual: list[str] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            sharing.share(
                item, given["tlp"], list(given["circles"]), by=actor, anonymous=given["anonymous"],
                meant="meant" in request.POST,
            )  # fmt: skip
            messages.success(request, _("Shared."))
            return redirect("tactics-item", item.pk)
        except UnusualError as error:
            unusual = error.messages
        except ValidationError as error:
            told_in(form, error)
    told = {"item": item, "form": form, "unusual": unusual, "tlp": TLP}
    return render(request, "pages/shared/share.html", told, status=422 if request.method == "POST" else 200)


@require_POST
def act(request: ActorRequest, key: str) -> HttpResponse:
    """Take something back, retire it, let it go on after a false alarm, throw its draft away; relay or give back."""
    actor = acting(request, "exchange.see")
    item = one(Item, actor, pk=key)
    words = request.POST.get("words", "")
    try:
        match request.POST.get("do"):
            case "recall":
                sharing.recall(item, words, by=actor)
            case "retire":
                sharing.retire(item, by=actor)
            case "let go":
                sharing.let_go(item, words, by=actor)
            case "drop":
                drafts.drop_draft(item, by=actor)
            case "relay":
                sharing.relay(item, by=actor)
            case "hand back":
                sharing.hand_back(item, words, by=actor)
            case _:
                messages.error(request, _("Nothing was asked for."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    there = seen(Item, actor).filter(pk=item.pk).exists()
    return redirect("tactics-item", item.pk) if there else redirect("tactics")


def _written(request: ActorRequest, actor: Actor, text: str, item: Item | None = None) -> HttpResponse:
    form = TacticForm(request.POST or None, initial={"text": text})
    if request.method == "POST" and form.is_valid():
        try:
            version = drafts.draft_tactic(form.cleaned_data["text"].replace("\r\n", "\n"), by=actor)
            messages.success(request, _("Kept as a draft. Nobody else reads it until it is shared."))
            return redirect("tactics-item", version.item_id)
        except ValidationError as error:
            told_in(form, error)
    told = {"form": form, "item": item}
    return render(request, "pages/shared/write.html", told, status=422 if form.errors else 200)


def _advised(request: ActorRequest, actor: Actor, item: Item | None, first: dict[str, str]) -> HttpResponse:
    form = AdviceForm(request.POST or None, initial=first)
    files = request.FILES.getlist("files")
    if request.method == "POST" and form.is_valid():
        try:
            if len(files) > MOST_FILES or any((file.size or 0) > MOST_FILE_BYTES for file in files):
                raise ValidationError(
                    _("At most %(files)d files of %(megabytes)d MB each.")
                    % {"files": MOST_FILES, "megabytes": MOST_FILE_BYTES >> 20}
                )
            version = drafts.draft_advice(
                form.cleaned_data["title"], form.cleaned_data["text"], by=actor,
                item=None if item is None else item.pk, files=[(str(file.name), file.read()) for file in files],
            )  # fmt: skip
            messages.success(request, _("Kept as a draft. Nobody else reads it until it is shared."))
            return redirect("tactics-item", version.item_id)
        except ValidationError as error:
            told_in(form, error)
    told = {"form": form, "item": item}
    return render(request, "pages/shared/advise.html", told, status=422 if form.errors else 200)


def _keys(request: ActorRequest) -> list[str]:
    """The keys of the cases that were chosen; what is none is left out, as one that is not there is."""
    found = []
    for key in request.POST.getlist("case")[: from_cases.MOST_CASES]:
        with suppress(ValueError):
            found.append(str(UUID(key)))
    return found
