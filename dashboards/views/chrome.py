"""What frames every page: whose system this is, who looks, where they may go, and what time it is."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.domain.actors import ANONYMOUS, Actor
from accounts.domain.roles import Role
from accounts.forms.actions import ROLE_NAMES
from accounts.queries import clock
from targets.models import Plan

# In the order of a working day; each role sees what the table of routes allows it.
NAVIGATION: tuple[tuple[str, Promise], ...] = (
    ("overview", _("Overview")),
    ("promises", _("The plan")),
    ("carbon", _("Carbon account")),
    ("filing", _("Filing")),
    ("own-targets", _("Our targets")),
    ("rankings", _("Rankings")),
    ("digest", _("Weekly digest")),
    ("screen", _("Big screen")),
    ("scores", _("Scores")),
    ("board", _("Filing board")),
    ("check", _("Checking of figures")),
    ("review", _("Review")),
    ("allocation-reviews", _("Allocations to approve")),
    ("plan", _("Plan desk")),
    ("reminders", _("Reminder settings")),
    ("accounts", _("Accounts")),
    ("roles", _("Roles")),
    ("journal", _("Journal")),
)
# Pages that belong to an entry without carrying its name, as "filing-sheet" does.
BELOW = {
    "value-thread": "check",
    **dict.fromkeys(("account", "account-new", "account-act", "account-reset"), "accounts"),
    "role": "roles",
    "allocation-review": "allocation-reviews",
    **dict.fromkeys(("indicator", "indicator-areas", "matrix"), "overview"),
    "theme": "overview",
    **dict.fromkeys(("task", "bureau", "bureau-filing"), "promises"),
    "area": "overview",
    "ranking": "rankings",
    "ranking-new": "rankings",
    "filing-years": "plan",
    "zones": "plan",
}


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the navigation; ``current`` is ARIA's word: ``page``, ``true`` (a page below it) or empty."""

    route: str
    label: Promise
    address: str
    current: str


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose installation this is, in the language of the page; empty before a plan is loaded."""

    city: str = ""
    plan: str = ""
    document_no: str = ""
    is_scored: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands in a drawing for what is a person's own: the token of forms, the account menu."""

    token: str
    tools: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What ``base.html`` shows around every page; ``again`` is where the choice of a language leads back to.

    ``marks``: the page is drawn for everybody of the same rights (``dashboards.views.shared``).
    """

    actor: Actor
    role_name: Promise | str
    organisation: str
    languages: tuple[tuple[str, str], ...]
    language: str
    again: str
    owner: Owner = Owner()
    links: tuple[Link, ...] = ()
    is_demo: bool = False
    now: datetime | None = None
    marks: Marks | None = None


def page_frame(request: HttpRequest) -> dict[str, Frame]:
    """Context processor: ``frame`` for ``base.html``. Asks nothing of a broken transaction."""
    frame = replace(_of_person(request), marks=getattr(request, "marks", None))
    if not transaction.get_connection().needs_rollback:
        frame = replace(frame, owner=_owner(frame.language == "en"), is_demo=clock.is_demo(), now=clock.now())
    return {"frame": replace(frame, links=_links(request, frame.actor, frame.owner))}


def person_tools(request: HttpRequest, marks: Marks) -> str:
    """Return what stands at the upper right of every page: the languages, and who is logged in. No query."""
    return _tools(_of_person(request), marks.token).replace(marks.token, get_token(request))


@lru_cache(maxsize=1000)
def _tools(person: Frame, token: str) -> str:
    return render_to_string("_tools.html", {"frame": person, "csrf_token": token})


def _of_person(request: HttpRequest) -> Frame:
    actor = getattr(request, "actor", ANONYMOUS)
    organisation = None if actor.is_anonymous else request.user.organisation
    language = get_language()
    return Frame(
        actor=actor,
        role_name="" if actor.is_anonymous else ROLE_NAMES[actor.role],
        organisation=(organisation.name_en if language == "en" else organisation.name_zh) if organisation else "",
        languages=tuple(settings.LANGUAGES),
        language=language,
        again=_again(request),
    )


def _again(request: HttpRequest) -> str:
    """Return where to see this page again in another language: an answer to a form has no address of its own."""
    return request.get_full_path() if request.method in ("GET", "HEAD") else request.headers.get("Referer", "")


def _links(request: HttpRequest, actor: Actor, owner: Owner) -> tuple[Link, ...]:
    if actor.is_anonymous or request.user.must_change_password:
        return ()
    here = request.resolver_match.view_name if request.resolver_match else ""
    return tuple(
        Link(route, label, reverse(route), _current(route, here))
        for route, label in NAVIGATION
        if actor.role in settings.ROUTE_ACCESS.get(route, ()) and (route != "scores" or _is_scored(actor, owner))
    )


def _is_scored(actor: Actor, owner: Owner) -> bool:
    """Whether there is anything about scores to see: while they are off, only the plan manager is told of them."""
    return owner.is_scored or actor.has(Role.PLAN_MANAGER)


def _current(route: str, here: str) -> str:
    if here == route:
        return "page"
    return "true" if BELOW.get(here) == route or here.startswith(f"{route}-") else ""


def _owner(english: bool) -> Owner:
    plan = Plan.objects.select_related("city", "scoring_switch").order_by("pk").first()
    if plan is None:
        return Owner()
    # Row-level security shows the switch only to those who may know of it.
    is_scored = hasattr(plan, "scoring_switch") and plan.scoring_switch.is_on
    if english:
        return Owner(plan.city.name_en, plan.title_en, plan.document_no, is_scored)
    return Owner(plan.city.name_zh, plan.title_zh, plan.document_no, is_scored)
