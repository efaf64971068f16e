"""The filing board as a workbook: its words and numbers, row by row."""

from datetime import datetime

from django.utils.translation import gettext as _

from reports.documents.books import Book, Content, Page
from reports.domain.deadlines import ZONE
from reports.domain.slips import Count
from reports.domain.words import Stage
from reports.forms import naming
from reports.forms.boarding import slip_word, standing_word
from reports.forms.reminding import STAGES
from reports.queries.board import Board, Chronicle, Moment, Row


def book_of(board: Board, chronicle: Chronicle, *, now: datetime, is_demo: bool) -> Book:
    """Word both views of the board for a workbook, in the language of the page."""
    lines = [
        _("As of %(time)s (Beijing time)") % {"time": _moment_words(now)},
        _("Due before: %(due)s") % {"due": naming.due_words(board.deadline)},
        _("Rates are sums over sums; “not applicable” is an answer."),
    ]
    title = title_of(board.year, board.stage)
    years = _("Filing board, %(first)d–%(last)d") % {"first": chronicle.years[0], "last": chronicle.years[-1]}
    return Book(
        sample=naming.sample_words(is_demo=is_demo),
        pages=(
            Page(
                _("Areas and bureaus"), title, tuple(lines), _headings(board), tuple(map(_row, board.rows)), _sum(board)
            ),
            Page(
                _("Areas and years"),
                years,
                (lines[0],),
                _year_headings(chronicle),
                _year_rows(chronicle),
                _year_sum(chronicle),
            ),
        ),
    )


def title_of(year: int, stage: Stage) -> str:
    """Name the board of a year and stage, as its sheet and its file are called."""
    return _("Filing board, %(year)d %(stage)s") % {"year": year, "stage": _(STAGES[stage])}


def _headings(board: Board) -> tuple[str, ...]:
    own = [_("Area"), _("State"), _("Slip"), _("Due before"), _("Received"), _("Days late"), _("Revisions")]
    own += [_("Queries not closed"), _("Items filled in"), _("Items owed"), _("Completeness (%)"), _("In time")]
    for column in board.columns:
        name = naming.name_of(column)
        own += [f"{name} {_('State')}", f"{name} {_('Items filled in')}", f"{name} {_('Items owed')}"]
    return tuple(own)


def _sum(board: Board) -> tuple[Content, ...]:
    complete, timely = board.complete, board.timely
    totals: list[Content] = [_("All areas"), "", "", "", "", None, None, sum(row.open_queries for row in board.rows)]
    totals += [complete.part, complete.whole, complete.percent, _rate(timely)]
    for count in board.of_columns:
        totals += ["", count.part, count.whole]
    return tuple(totals)


def _row(row: Row) -> tuple[Content, ...]:
    received = _moment_words(row.received_at) if row.received_at else ""
    told: list[Content] = [naming.name_of(row.area), standing_word(row.standing), slip_word(row.slip)]
    told += [naming.due_words(row.deadline), received, row.days_late, row.revision, row.open_queries]
    told += [row.count.part, row.count.whole, row.count.percent, _in_time(row.in_time)]
    for cell in row.cells:
        if cell is None:
            told += [_("Not involved"), None, None]
        else:
            told += [standing_word(cell.standing), cell.count.part, cell.count.whole]
    return tuple(told)


def _year_headings(chronicle: Chronicle) -> tuple[str, ...]:
    heads = [_("Area")]
    for year in chronicle.years:
        heads += [f"{year} {_(word)}" for word in STAGES.values()]
    return (*heads, _("Reports in time"), _("Reports due"), _("Timeliness (%)"))


def _year_rows(chronicle: Chronicle) -> tuple[tuple[Content, ...], ...]:
    rows: list[tuple[Content, ...]] = []
    for past in chronicle.pasts:
        told: list[Content] = [naming.name_of(past.area)]
        told += [_of_moment(moment) for pair in past.years for moment in pair]
        rows.append((*told, past.timely.part, past.timely.whole, past.timely.percent))
    return tuple(rows)


def _year_sum(chronicle: Chronicle) -> tuple[Content, ...]:
    blank, timely = [""] * (2 * len(chronicle.years)), chronicle.timely
    return _("All areas"), *blank, timely.part, timely.whole, timely.percent


def _of_moment(moment: Moment) -> str:
    if moment.standing is None:
        return "–"
    word = standing_word(moment.standing)
    return f"{word} ({_('Late')})" if moment.is_late and moment.standing != "late" else word


def _in_time(in_time: bool | None) -> str:
    return "" if in_time is None else _("In time") if in_time else _("Late")


def _rate(count: Count) -> str:
    return f"{count.part} / {count.whole}"


def _moment_words(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"
