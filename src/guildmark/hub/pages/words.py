"""The words in which sellers are written to: which languages there are, and reading and approving one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from guildmark.hub.enforcement.reviewed import approve_words, subject_of
from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.members.models import Person
from guildmark.hub.members.wall import seen
from guildmark.hub.pages.acting import acting
from guildmark.hub.registry.approval import EYES, approvals_by_subject, approvals_of
from guildmark.hub.wording import languages, wording


@require_GET
def words(request: ActorRequest) -> HttpResponse:
    """The languages, and how many people approved each."""
    actor = acting(request, "cases.decide")
    subjects = {wording(one): subject_of(wording(one), actor.organisation.pk) for one in languages()}
    yes = approvals_by_subject(subjects.values())
    told = [{"words": one, "yes": len(yes[subject])} for one, subject in subjects.items()]
    return render(request, "pages/policy/words.html", {"languages": told, "eyes": EYES})


@require_http_methods(["GET", "POST"])
def read(request: ActorRequest, language: str) -> HttpResponse:
    """One language beside English; who knows it says that it is right."""
    actor = acting(request, "cases.decide")
    if language not in languages():
        raise Http404
    if request.method == "POST":
        try:
            approve_words(language, by=actor)
            messages.success(request, _("Approved."))
            return redirect("lead-words")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    own, english = wording(language), wording("en")
    yes = approvals_of(subject_of(own, actor.organisation.pk))
    told = {
        "words": own,
        "rows": [(key, english.texts[key], text) for key, text in own.texts.items()],
        "yes": seen(Person, actor).filter(pk__in=yes),
        "mine": actor.id in yes,
        "eyes": EYES,
    }
    return render(request, "pages/policy/words_read.html", told)
