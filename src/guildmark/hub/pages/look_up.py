"""Looking up by example, and the searches that stand."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guildmark.hub.cases.private_parts import blank_unsent
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.members.wall import one, one_of, seen
from guildmark.hub.pages.acting import acting
from guildmark.hub.registry.models import Right
from guildmark.hub.searches.examples import give_example
from guildmark.hub.searches.likeness import WAYS
from guildmark.hub.searches.look_up import Answers, answers, answers_of, work_out
from guildmark.hub.searches.models import Example, Hit, Search
from guildmark.hub.searches.question import ITSELF, WAYS_SHOWN, Question
from guildmark.hub.searches.standing import MOST_SEARCHES, end_search, keep_search, question_of
from guildmark.pictures import MOST_BYTES

OF_A_WAY, ON_A_PAGE = 8, 50
MOST_RIGHTS = 500
TITLES = {
    "itself": _("The listing"),
    "picture": _("With the same picture"),
    "near": _("With nearly the same picture"),
    "official": _("With a copy of the same official picture"),
    "contact": _("With the same telephone number or e-mail address"),
    "seller": _("From the same seller"),
    "words": _("With these words in the title"),
    "all": pgettext_lazy("cases", "All"),
}


@require_http_methods(["GET", "POST"])
def look_up(request: ActorRequest) -> HttpResponse:
    """What answers a question, by what it has in common with it; a picture is given by POST."""
    actor = acting(request, "cases.see")
    if request.method == "POST":
        return _with_picture(request, actor)
    question, example = Question.of(request.GET), _example(request, actor)
    way, after = request.GET.get("way", ""), request.GET.get("after", "")
    groups: list[Answers] = []
    is_known = True
    if example or not question.is_empty:
        asked = work_out(question, example, actor)
        if way in WAYS_SHOWN:
            groups = [one for one in (answers_of(way, asked, actor, ON_A_PAGE, after),) if one.cases or one.cut]
        else:
            groups = answers(asked, actor, OF_A_WAY)
        blank_unsent(case for group in groups for case in group.cases)
        is_known = asked.like is not None or set(asked.ways) != {ITSELF}
    return render(
        request,
        "pages/search/look_up.html",
        {
            "question": question,
            "example": example,
            "groups": groups,
            "is_known": is_known,
            "titles": TITLES,
            "way": way if way in WAYS_SHOWN else "",
            "asked": _query(question, example.pk if example else None),
            "rights": seen(Right, actor).order_by("mark")[:MOST_RIGHTS],
            "likenesses": WAYS,
            "may_keep": actor.may("searches.keep"),
        },
    )


def _with_picture(request: ActorRequest, actor: Actor) -> HttpResponse:
    question = Question.of(request.POST)
    file = request.FILES.get("file")
    if file is None:
        return redirect(f"{request.path}?{_query(question)}")
    try:
        example = give_example(file.read(MOST_BYTES + 1), by=actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(f"{request.path}?{_query(question)}")
    return redirect(f"{request.path}?{_query(question, example.pk)}")


def _example(request: ActorRequest, actor: Actor) -> Example | None:
    asked = request.GET.get("picture") or request.POST.get("picture")
    return one(Example, actor, pk=asked) if asked else None


def _query(question: Question, picture: object = None) -> str:
    """A question, and the picture that was given with it, as an address carries them."""
    return urlencode(question.told() | ({"picture": str(picture)} if picture else {}))


@cache_control(private=True, max_age=86_400, immutable=True)
@require_GET
def picture(request: ActorRequest, example: str) -> HttpResponse:
    """A picture that was given, small."""
    own = one(Example, acting(request, "cases.see"), pk=example)
    return HttpResponse(bytes(own.jpeg), content_type="image/jpeg")


@require_http_methods(["GET", "POST"])
def searches(request: ActorRequest) -> HttpResponse:
    """The searches of one's organisation; a question is kept by POST."""
    actor = acting(request, "cases.see")
    if request.method == "POST":
        question = Question.of(request.POST)
        try:
            search = keep_search(
                request.POST.get("name", ""), question, by=actor, example=_example(request, actor),
                by_mail="by_mail" in request.POST,
            )  # fmt: skip
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(f"{reverse('lookup')}?{_query(question, request.POST.get('picture'))}")
        messages.success(request, _("The search is kept: new findings are compared with it."))
        return redirect("lookup-search", search.pk)
    rows = seen(Search, actor).select_related("example").order_by("-made_at")
    stand = list(rows.filter(ended_at__isnull=True)[:MOST_SEARCHES])
    newest = seen(Hit, actor).filter(search__in=stand).values("search").annotate(newest=Max("at"))
    found_at = dict(newest.values_list("search", "newest"))
    standing = [(search, found_at.get(search.pk)) for search in stand]
    ended = rows.filter(ended_at__isnull=False)[:ON_A_PAGE]
    shown = {"standing": standing, "ended": ended, "may_keep": actor.may("searches.keep")}
    return render(request, "pages/search/searches.html", shown)


@require_GET
def search(request: ActorRequest, search: str) -> HttpResponse:
    """What a search found, the newest first."""
    actor = acting(request, "cases.see")
    own = one_of(seen(Search, actor).select_related("example"), pk=search)
    rows = seen(Hit, actor).filter(search=own)
    if after := request.GET.get("after"):
        last = one(Hit, actor, search=own, case__key=after)
        rows = rows.filter(pk__lt=last.pk)
    hits = rows.select_related("case__right", "case__organisation").order_by("-id")
    page = [hit.case for hit in hits[: ON_A_PAGE + 1]]
    blank_unsent(page)
    question = question_of(own)
    return render(
        request,
        "pages/search/search.html",
        {
            "search": own,
            "question": question,
            "likenesses": WAYS,
            "cases": page[:ON_A_PAGE],
            "next": page[ON_A_PAGE - 1].key if len(page) > ON_A_PAGE else None,
            "after": after,
            "right": seen(Right, actor).filter(code=question.right).first(),
            "may_keep": actor.may("searches.keep"),
        },
    )


@require_POST
def end(request: ActorRequest, search: str) -> HttpResponse:
    """Let a search stand no longer."""
    actor = acting(request, "cases.see")
    end_search(one(Search, actor, pk=search), by=actor)
    messages.success(request, _("The search has ended. What it found is kept."))
    return redirect("lookup-searches")
