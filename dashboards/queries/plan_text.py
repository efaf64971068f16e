"""The plan as a page: its text as published, every promise marked in its sentence, its light beside it."""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from dashboards.domain.definitions import Place, Task
from dashboards.domain.lights import PROBLEMS, SHOWN_ORDER, Counts
from dashboards.domain.lines import Line
from dashboards.domain.plan_text import ClauseText, Quote
from dashboards.domain.segments import Segment, Span, flattened, segments
from dashboards.queries.figures import Standings, standings
from dashboards.queries.lines import concerns, counted, line_of_target
from dashboards.queries.scopes import Scope
from progress.domain.judgement import Status


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which promises are marked, and which words are sought; nothing stands for all of them.

    ``only_problems``: those that are missed, breached or behind; else those of one ``status``.
    """

    status: Status | None = None
    only_problems: bool = False
    words: str = ""

    @property
    def is_filter(self) -> bool:
        """Whether anything is left out."""
        return self.status is not None or self.only_problems or bool(self.words)

    def holds(self, line: Line) -> bool:
        """Whether a promise is of the status that is asked for."""
        status = line.verdict.status if line.verdict else None
        return status in PROBLEMS if self.only_problems else self.status in (None, status)


@dataclass(frozen=True, slots=True)
class Note:
    """A promise with its light: the ``number``-th of the document, made in its ``quote``-th quote.

    ``concerns``: whether it is asked of the area; the city answers for every promise.
    """

    number: int
    quote: int
    key: str
    line: Line
    concerns: bool

    @property
    def anchor(self) -> str:
        """The id of its words on the page."""
        return anchor_of(self.line.definition.code, self.key)

    @property
    def is_problem(self) -> bool:
        """Whether it is, or may be, broken."""
        return self.line.verdict is not None and self.line.verdict.status in PROBLEMS


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph, ready to be read.

    ``quotes`` are the numbers of the marked quotes that hold it, ``status`` the worst light of the
    shortest of them; ``anchors`` begin here, the promises of ``notes`` end here.
    """

    text: str
    quotes: tuple[int, ...]
    status: Status | None
    anchors: tuple[str, ...]
    notes: tuple[Note, ...]
    is_sought: bool
    is_page_number: bool


Paragraph = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ClausePage:
    """A clause: its text, and its lights counted, what binds apart from what does not (``softer``).

    ``is_open``: it holds something of what is wanted.
    """

    task: Task
    heading: Paragraph
    paragraphs: tuple[Paragraph, ...]
    counts: Counts
    softer: Counts
    is_open: bool


@dataclass(frozen=True, slots=True)
class PartPage:
    """A part of the plan with its clauses."""

    numeral: str
    title: str
    heading: Paragraph
    clauses: tuple[ClausePage, ...]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The whole page for one area; ``front`` is what the document says before its first part.

    ``promised`` promises concern the area, ``troubled`` of them are broken or behind; ``shown`` are marked,
    ``problems`` of these are broken or behind; ``sought`` is how often the words stand in the text.
    """

    scope: Scope
    place: Place
    wanted: Wanted
    front: tuple[Paragraph, ...]
    parts: tuple[PartPage, ...]
    counts: Counts
    softer: Counts
    promised: int
    troubled: int
    shown: int
    problems: int
    sought: int
    is_empty: bool
    is_silent: bool

    @property
    def kept(self) -> dict[str, str]:
        """What a change of year, basis or area leaves as it is."""
        show = "problems" if self.wanted.only_problems else self.wanted.status or ""
        return {"show": show, "q": self.wanted.words}

    @property
    def query(self) -> str:
        """Year, basis and area, for links that change the filter."""
        return f"{self.scope.query}&{urlencode({'area': self.place.code})}"


def plan_page(scope: Scope, place: Place, wanted: Wanted) -> PlanPage:
    """Return the plan's text with an area's lights. Two queries.

    Args:
        scope: plan, year and basis.
        place: an area the actor may read.
        wanted: what the page is filtered by.
    """
    catalogue = scope.catalogue
    found = standings(scope, places=[place], years=[scope.year])
    notes = _notes(scope, place, found, catalogue.indicators)
    writer = _Writer(scope, notes, wanted)
    inside = [note for note in notes.values() if note.concerns]
    shown = [note for note in inside if wanted.holds(note.line)]
    parts = tuple(writer.part(number) for number in range(len(catalogue.text.parts)))
    return PlanPage(
        scope=scope,
        place=place,
        wanted=wanted,
        front=writer.paragraphs(catalogue.text.front),
        parts=parts,
        counts=counted((note.line for note in inside), binds=True),
        softer=counted((note.line for note in inside), binds=False),
        promised=len(inside),
        troubled=sum(note.is_problem for note in inside),
        shown=len(shown),
        problems=sum(note.is_problem for note in shown),
        sought=len(writer.sought),
        is_empty=not found.verdicts,
        is_silent=not any(figure.reported for figure in found.figures.values()),
    )


def clause_page(scope: Scope, place: Place, task: Task, found: Standings) -> ClausePage | None:
    """Return a task's clause with an area's lights; None where the document does not hold its heading.

    Args:
        scope: plan, year and basis.
        place: an area the actor may read.
        task: whose clause.
        found: the standings of the task's indicators in that area and year.
    """
    catalogue = scope.catalogue
    own = [code for code, definition in catalogue.indicators.items() if definition.task == task]
    writer = _Writer(scope, _notes(scope, place, found, own), Wanted())
    return next((writer.clause(clause) for clause in catalogue.text.clauses if clause.code == task.code), None)


def anchor_of(indicator: str, key: str) -> str:
    """Return the id of a promise's words on the page: stable, so that links from elsewhere stay good."""
    return f"quote-{indicator}-{key}"


def _notes(scope: Scope, place: Place, found: Standings, wanted: Container[str]) -> dict[tuple[str, str], Note]:
    """Every promise of the indicators wanted (by code), numbered as in the whole document."""
    catalogue = scope.catalogue
    made = [(at, *promise) for at, quote in enumerate(catalogue.text.quotes) for promise in quote.promises]
    return {
        (code, key): Note(
            number=number,
            quote=at,
            key=key,
            line=line_of_target(found, catalogue.indicators[code], place, scope.year, key),
            concerns=concerns(catalogue.indicators[code], place, catalogue.city),
        )
        for number, (at, code, key) in enumerate(made, start=1)
        if code in wanted
    }


class _Writer:
    """Writes stretches of the text as paragraphs of pieces."""

    def __init__(self, scope: Scope, notes: Mapping[tuple[str, str], Note], wanted: Wanted) -> None:
        self.catalogue, self.text, self.wanted = scope.catalogue, scope.catalogue.text, wanted
        self.sought = self.text.flat.all(flattened(wanted.words).text)
        self.notes = [self._shown(quote, notes) for quote in self.text.quotes]
        self.tasks = {task.code: task for task in self.catalogue.tasks}
        spans = [quote.span for quote in self.text.quotes]
        # Numbers from ``first_sought`` on are the words sought, those from ``first_number`` on page numbers.
        self.first_sought, self.first_number = len(spans), len(spans) + len(self.sought)
        found = segments(self.text.text, [*spans, *self.sought, *self.text.page_numbers], self.text.breaks)
        self.by_paragraph: dict[int, list[Segment]] = defaultdict(list)
        begin = 0
        breaks = frozenset(self.text.breaks)
        for segment in found:
            begin = segment.start if segment.start in breaks else begin
            self.by_paragraph[begin].append(segment)

    def _shown(self, quote: Quote, notes: Mapping[tuple[str, str], Note]) -> tuple[Note, ...]:
        known = (notes[promise] for promise in quote.promises if promise in notes)
        return tuple(note for note in known if self.wanted.holds(note.line))

    def part(self, number: int) -> PartPage:
        """Write one part."""
        part = self.text.parts[number]
        clauses = tuple(self.clause(clause) for clause in part.clauses)
        heading = self.paragraphs(part.heading)
        return PartPage(part.numeral, clauses[0].task.part_title, heading[0], clauses)

    def clause(self, clause: ClauseText) -> ClausePage:
        """Write one clause."""
        whole = Span(clause.heading.start, clause.body.stop)
        numbers = [number for number, quote in enumerate(self.text.quotes) if _holds(whole, quote.span)]
        notes = [note for number in numbers for note in self.notes[number] if note.concerns]
        is_found = any(_holds(whole, span) for span in self.sought) if self.wanted.words else bool(notes)
        return ClausePage(
            task=self.tasks[clause.code],
            heading=self.paragraphs(clause.heading)[0],
            paragraphs=self.paragraphs(clause.body),
            counts=counted((note.line for note in notes), binds=True),
            softer=counted((note.line for note in notes), binds=False),
            is_open=is_found or not self.wanted.is_filter,
        )

    def paragraphs(self, span: Span) -> tuple[Paragraph, ...]:
        """Write the paragraphs of a stretch, leaving out those without a letter."""
        starts = [begin for begin in self.by_paragraph if span.start <= begin < span.stop]
        written = (tuple(self._piece(segment) for segment in self.by_paragraph[begin]) for begin in starts)
        return tuple(paragraph for paragraph in written if any(piece.text.strip() for piece in paragraph))

    def _piece(self, segment: Segment) -> Piece:
        quotes = [number for number in segment.within if number < self.first_sought and self.notes[number]]
        opened = [number for number in segment.opens if number < self.first_sought]
        closed = [number for number in segment.closes if number < self.first_sought]
        return Piece(
            text=self.text.readable(Span(segment.start, segment.start + len(segment.text))),
            quotes=tuple(quotes),
            status=_worst(self.notes[quotes[0]]) if quotes else None,
            anchors=tuple(anchor_of(*promise) for number in opened for promise in self.text.quotes[number].promises),
            notes=tuple(note for number in closed for note in self.notes[number]),
            is_sought=any(self.first_sought <= number < self.first_number for number in segment.within),
            is_page_number=any(number >= self.first_number for number in segment.within),
        )


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.stop <= outer.stop


def _worst(notes: Sequence[Note]) -> Status | None:
    known = {note.line.verdict.status for note in notes if note.line.verdict}
    return next((status for status in SHOWN_ORDER if status in known), None)
