"""Deliveries: what scans brought in, what was set aside and why, and bringing in a finished run by its files."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from guildmark.hub.cases.intake_files import BroughtFiles, bring_files
from guildmark.hub.cases.models import Intake, SetAside
from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.members.wall import one, seen
from guildmark.hub.pages.acting import acting
from guildmark.records import InputError

SHOWN = 50
FILES = ("findings.parquet", "signals.parquet", "thumbnails.parquet", "run.json")


@require_http_methods(["GET", "POST"])
def deliveries(request: ActorRequest) -> HttpResponse:
    """The newest deliveries; whoever may bring findings in does it here, too."""
    actor = acting(request, "cases.bring", "cases.lead")
    brought: BroughtFiles | None = None
    refusal = ""
    if request.method == "POST":
        files = {name: file for name in FILES if (file := _given(request, name)) is not None}
        try:
            brought = bring_files(files, by=actor)
        except InputError as error:
            refusal = str(error)
    newest = seen(Intake, actor).order_by("-begun_at", "id")[:SHOWN]
    shown = {"intakes": newest, "brought": brought, "refusal": refusal, "files": FILES}
    return render(request, "pages/cases/deliveries.html", shown)


@require_GET
def delivery(request: ActorRequest, intake: str) -> HttpResponse:
    """One delivery, and the rows that were set aside, with their reasons."""
    actor = acting(request, "cases.bring", "cases.lead")
    own = one(Intake, actor, pk=intake)
    rows = seen(SetAside, actor).filter(intake=own).order_by("id")[: SHOWN + 1]
    return render(
        request, "pages/cases/delivery.html", {"intake": own, "rows": rows[:SHOWN], "more": len(rows) > SHOWN}
    )


def _given(request: ActorRequest, name: str) -> "UploadedFile[bytes] | None":
    """The file of this name among those that were sent: their fields are one, as a folder is chosen at once."""
    return next((file for file in request.FILES.getlist("files") if file.name == name), None)
