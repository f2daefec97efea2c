"""Pages of a draft: register a right on one page, change what it holds, bring files, submit."""

from typing import IO, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from guildmark.hub.members.actor import Actor
from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.members.wall import one_of, seen
from guildmark.hub.pages.acting import acting
from guildmark.hub.pages.rights_form import WrittenRight
from guildmark.hub.pages.rights_shown import before, compared
from guildmark.hub.registry import approval, drafts, files
from guildmark.hub.registry.acting import holders_to_act_for
from guildmark.hub.registry.content import FaultyError, files_named
from guildmark.hub.registry.files import Added
from guildmark.hub.registry.listing import one_right
from guildmark.hub.registry.models import FILE_ROLES, RightFile, RightVersion

FILES_SHOWN = 200  # of a role


class BringForm(forms.Form):
    """Files to add, and what they are."""

    role = forms.ChoiceField(label=gettext_lazy("What they are"), choices=FILE_ROLES)
    private = forms.BooleanField(
        label=gettext_lazy("Keep these files from marketplaces"),
        required=False,
        help_text=gettext_lazy("Documents and catalogues are never shown to them."),
    )


@require_http_methods(["GET", "POST"])
def register(request: ActorRequest) -> HttpResponse:
    """Register a right on one page."""
    actor = acting(request, "rights.change")
    holders = {str(one.pk): one for one in holders_to_act_for(actor)}
    chosen = request.POST.get("holder", "")
    sent = request.POST if request.method == "POST" else None
    written = WrittenRight({"kind": "trademark"}, sent, new=True)
    if sent is not None and not written.asks_for_rows and written.is_valid():
        try:
            right = drafts.register_right(written.content(), by=actor, holder=holders.get(chosen))
            messages.success(request, _("The draft is saved. Add pictures and documents, then submit it."))
            return redirect("rights-draft", right.code)
        except FaultyError as error:
            written.tell(error)
    told = {"written": written, "holders": list(holders.values()), "chosen": chosen}
    return render(request, "pages/rights/register.html", told, status=_status(sent, written))


@require_http_methods(["GET", "POST"])
def draft(request: ActorRequest, code: str) -> HttpResponse:
    """The draft of a right: its form and its files."""
    actor = acting(request, "rights.change")
    own = _open_draft(actor, code)
    sent = request.POST if request.method == "POST" else None
    written = WrittenRight(own.content, sent)
    if sent is not None and not written.asks_for_rows and written.is_valid():
        try:
            saved = drafts.change_draft(own, written.content(), by=actor)
            if sent.get("then") == "submit":
                approval.submit(saved, by=actor)
                messages.success(request, _("Submitted. Two people of the secretariat verify it now."))
                return redirect("rights-right", code)
            messages.success(request, _("Saved."))
            return redirect("rights-draft", code)
        except FaultyError as error:
            written.tell(error)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return _draft_page(request, actor, own, written=written, status=_status(sent, written))


@require_POST
def bring(request: ActorRequest, code: str) -> HttpResponse:
    """Add files to the draft."""
    actor = acting(request, "rights.change")
    own = _open_draft(actor, code)
    form = BringForm(request.POST)
    brought: list[tuple[str, IO[bytes]]] = [(file.name or "", file) for file in request.FILES.getlist("files")]
    if not form.is_valid() or not brought:
        messages.error(request, _("Choose files, and say what they are."))
        return redirect("rights-draft", code)
    try:
        added = files.add_files(own, form.cleaned_data["role"], brought, by=actor, private=form.cleaned_data["private"])
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("rights-draft", code)
    if not added.set_aside and not _trimmed(added):
        messages.success(request, _told(added))
        return redirect("rights-draft", code)
    own.refresh_from_db()
    return _draft_page(request, actor, own, added=added)


@require_POST
def change_file(request: ActorRequest, code: str, file: str) -> HttpResponse:
    """Let the draft use a file or not, or keep it private or not."""
    actor = acting(request, "rights.change")
    own = one_right(actor, code)
    kept = one_of(seen(RightFile, actor).select_related("right__holder", "right__current"), right=own, pk=file)
    do = request.POST.get("do", "")
    try:
        if do in ("use", "leave out"):
            files.use_file(_open_draft(actor, code), kept, used=do == "use", by=actor)
        elif do in ("private", "public"):
            files.set_private(kept, private=do == "private", by=actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("rights-draft", code)


def _open_draft(actor: Actor, code: str) -> RightVersion:
    versions = seen(RightVersion, actor).select_related("right__holder", "right__current")
    return one_of(versions.filter(state="draft"), right=one_right(actor, code))


def _draft_page(
    request: ActorRequest,
    actor: Actor,
    own: RightVersion,
    *,
    written: WrittenRight | None = None,
    added: Added | None = None,
    status: int = 200,
) -> HttpResponse:
    named = files_named(own.content)
    rows = seen(RightFile, actor).select_related("blob").filter(right=own.right).order_by("role", "-added_at", "pk")
    listed = [
        {"file": file, "used": file.blob_id in named[file.role]} for file in rows[: FILES_SHOWN * len(FILE_ROLES)]
    ]
    told = {
        "right": own.right,
        "version": own,
        "written": written or WrittenRight(own.content),
        "bring": BringForm(auto_id="bring_%s"),
        "listed": listed,
        "added": added,
        "told": _told(added) if added else "",
        "reports": [file.report for file in added.added if file.report] if added else [],
        "compared": compared(before(own, actor), own, actor),
    }
    return render(request, "pages/rights/draft.html", told, status=status)


def _status(sent: Any, written: WrittenRight) -> int:
    """What was refused answers as such; what only asked for another row does not."""
    return 422 if sent is not None and not written.asks_for_rows else 200


def _trimmed(added: Added) -> bool:
    return any(file.report.get("problems") for file in added.added)


def _told(added: Added) -> str:
    told = ngettext("%(number)d file added.", "%(number)d files added.", len(added.added)) % {
        "number": len(added.added)
    }
    if added.known:
        told += " " + ngettext("%(number)d was there already.", "%(number)d were there already.", added.known) % {
            "number": added.known
        }
    if added.set_aside:
        told += " " + _("%(number)d set aside.") % {"number": added.set_aside}
    return told
