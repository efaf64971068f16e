"""The weekly digest in words: names of weeks, and the mail as plain text and as a small page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from dashboards.domain.news import Digest, News, PlaceNews, Told, TurnCounts
from dashboards.figures.turns import TURN
from dashboards.figures.wording import FIRMNESS, FLAG, STATUS
from progress.domain.digests import Letter, Week
from progress.domain.judgement import Flag
from progress.domain.turns import Stand, Turn

REFUSED: dict[str, Promise] = {
    "digest_set_meanwhile": gettext_lazy("Somebody else set the schedule meanwhile. Look at it again, then decide."),
}

# So many changes of each firmness are told one by one in a mail; its page has all of them.
MOST_IN_MAIL = 15


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a mail, with the plan's own words for it and an address, where there are any."""

    words: str
    quote: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Lines of a mail under a heading, and a word about those left out."""

    heading: str
    items: tuple[Item, ...]
    rest: str = ""


@dataclass(frozen=True, slots=True)
class _Said:
    """What both forms of a mail say."""

    name: str
    lead: str
    sections: tuple[Section, ...]
    notes: tuple[Item, ...]
    title: str
    language: str


def week_name(week: Week) -> str:
    """Name a week by its number."""
    return _("Week %(number)d of %(year)d") % {"number": week.number, "year": week.year}


def week_days(week: Week) -> str:
    """Say from which day to which a week goes."""
    return _("%(monday)s to %(sunday)s") % {"monday": week.monday.isoformat(), "sunday": week.sunday.isoformat()}


def letter(digest: Digest, *, name: str, site: str, sample: str) -> Letter:
    """Write a digest as a mail, in the language that is active.

    Args:
        digest: what changed; something did.
        name: the reader's.
        site: the product's address without a path; empty: the mail has no links.
        sample: what marks sample data, which the subject then says, too; empty: the figures are real.
    """
    about = {"place": digest.place.name, "week": week_name(digest.week), "days": week_days(digest.week)}
    title = _("%(place)s, weekly digest, %(week)s") % about
    said = _Said(
        name=name,
        lead=_("What changed in %(place)s from %(days)s, by approved reports, estimates included.") % about,
        sections=tuple(_sections(digest, site.rstrip("/"))),
        notes=tuple(_notes(digest, site.rstrip("/"), sample)),
        title=title,
        language="en" if get_language() == "en" else "zh-Hans",
    )
    subject = _("%(title)s: %(counts)s") % {"title": title, "counts": _headline(digest)}
    if sample:
        subject = _("[Sample data 示例数据] %(subject)s") % {"subject": subject}
    return Letter(subject, _plain(said), render_to_string("dashboards/digest_mail.html", {"letter": said}))


def _headline(digest: Digest) -> str:
    """Return the gravest that there is to say in a line."""
    own = digest.shown.own
    if own.binding.news:
        return _counts(_telling(own.binding.counts))
    if own.softer.news:
        return _("no binding target; others: %(counts)s") % {"counts": _counts(_telling(own.softer.counts))}
    n = len(digest.stirred)
    return ngettext("changes in %(n)d area only", "changes in %(n)d areas only", n) % {"n": n}


def _telling(counts: TurnCounts) -> TurnCounts:
    """Leave out what is neither good news nor bad, unless it is all there is."""
    return tuple(one for one in counts if one[0] is not Turn.OTHER) or counts


def _sections(digest: Digest, site: str) -> Iterator[Section]:
    for heading, told in (
        (_("Binding targets"), digest.shown.own.binding),
        (_("To strive for, encouraged or in principle"), digest.shown.own.softer),
    ):
        if told.news:
            yield _section(_("%(title)s: %(counts)s") % {"title": heading, "counts": _counts(told.counts)}, told, site)
    if digest.stirred:
        yield Section(_("In the areas"), tuple(_of_area(one, digest, site) for one in digest.stirred))


def _section(heading: str, told: Told, site: str) -> Section:
    news = [one for one in told.news if one.change.turn is not Turn.OTHER]
    left = len(told.news) - len(news[:MOST_IN_MAIL])
    rest = ngettext("%(n)d more change stands on the page.", "%(n)d more changes stand on the page.", left)
    items = tuple(_item(one, site) for one in news[:MOST_IN_MAIL])
    return Section(heading, items, rest % {"n": left} if left else "")


def _item(news: News, site: str) -> Item:
    about = {"turn": TURN[news.change.turn], "indicator": news.definition.name, "lights": _lights(news)}
    words = _("%(turn)s: %(indicator)s (%(lights)s)") % about
    link = f"{site}{reverse('indicator', args=[news.definition.code])}?{news.why_query}#why" if site else ""
    return Item(words, news.quote, link)


def _lights(news: News) -> str:
    change = news.change
    lights = " → ".join(_stand(stand) for stand in (change.before, change.after) if stand is not None)
    firmness = [] if news.binds else [str(FIRMNESS[news.firmness])]
    return _(", ").join([*([news.year] if news.year else []), *firmness, lights])


def _stand(stand: Stand) -> str:
    words = [str(STATUS[stand.status]), *([str(FLAG[Flag.LATE])] if Flag.LATE in stand.flags else [])]
    return " · ".join(words)


def _of_area(one: PlaceNews, digest: Digest, site: str) -> Item:
    parts = [_counts(one.binding.counts)] if one.binding.news else []
    if one.softer.news:
        parts.append(_("not binding: %(counts)s") % {"counts": _counts(one.softer.counts)})
    link = f"{_page(digest, site)}?area={one.place.code}" if site else ""
    return Item(_("%(area)s: %(counts)s") % {"area": one.place.name, "counts": _("; ").join(parts)}, link=link)


def _notes(digest: Digest, site: str, sample: str) -> Iterator[Item]:
    if site:
        yield Item(_("The whole digest, and why each light is as it is"), link=_page(digest, site))
    if sample:
        yield Item(sample)
    yield Item(_("Who does not want this mail switches it off on the page of the digest."))
    yield Item(_("This mail was sent automatically; please do not answer it."))


def _page(digest: Digest, site: str) -> str:
    return site + reverse("digest-week", args=[digest.week.code])


def _counts(counts: TurnCounts) -> str:
    return _(", ").join(f"{TURN[turn]} {number}" for turn, number in counts)


def _plain(said: _Said) -> str:
    lines = [_("To %(name)s:") % {"name": said.name}, "", said.lead, ""]
    for section in said.sections:
        lines += [section.heading, *_of_items(section.items), *([section.rest] if section.rest else []), ""]
    for note in said.notes:
        lines += [note.words, *([note.link] if note.link else [])]
    return "\n".join(lines)


def _of_items(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        yield f"- {item.words}"
        if item.quote:
            yield f"  “{item.quote}”"
        if item.link:
            yield f"  {item.link}"
