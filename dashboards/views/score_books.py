"""Scores as a workbook: the table of areas and every line of every sheet, marked as an internal reference."""

from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dashboards.figures import scoring, wording
from dashboards.queries.scores import Row, ScoreBoard
from dashboards.views.downloads import basis_lines
from progress.domain.readings import to_decimal
from reports.documents.books import Book, Content, Page
from reports.forms.naming import sample_words
from targets.domain.exact import exact


def title_of(board: ScoreBoard) -> str:
    """Name the scores of a year, as the sheet and the file are called."""
    return _("Scores %(year)d (internal reference)") % {"year": board.scope.year}


def book_of(board: ScoreBoard, *, is_demo: bool) -> Book:
    """Word the scores of a year for a workbook, in the language of the page; points are unrounded."""
    title = title_of(board)
    assert board.kept is not None  # without a scheme there is nothing to write
    reference = _("Internal reference only, no part of the plan. Scheme: %(name)s") % {"name": board.kept.name}
    lines = (reference, *basis_lines(board.scope))
    table = Page(_("Scores"), title, lines, _headings(), tuple(map(_row, board.rows)))
    sheets = tuple(line for row in board.rows for line in _lines(row, board))
    sample = sample_words(is_demo=is_demo)
    return Book(sample, (table, Page(_("Every point"), title, lines, _line_headings(), sheets)))


def _headings() -> tuple[str, ...]:
    own = (_("Rank"), _("Area"), _("Points"), _("Attainable"), _("Share (%)"), _("Earned"))
    return (*own, _("Deducted"), _("Added"), _("Cut"), _("Not reported (lines)"), _("Taken out (lines)"))


def _row(row: Row) -> tuple[Content, ...]:
    score = row.scored.score
    return (
        row.scored.rank,
        row.place.name,
        _number(score.total),
        _number(score.attainable),
        _number(None if score.share is None else 100 * score.share),
        _number(score.earned),
        _number(score.deducted),
        _number(score.added),
        _number(score.cut),
        len(score.silent),
        len(score.outside),
    )


def _line_headings() -> tuple[str, ...]:
    own = (_("Area"), _("Item"), _("Light"), _("Figure"), _("Held against"), _("Completion (%)"))
    return (*own, pgettext("score", "Weight"), _("Points"), _("Why"))


def _lines(row: Row, board: ScoreBoard) -> list[tuple[Content, ...]]:
    known, found = board.scope.catalogue.indicators, []
    for one in row.scored.score.lines:
        judged, definition = one.judged, known.get(one.line.indicator)
        how = scoring.way_words(one, definition.decimals) if definition else ""
        found.append(
            (
                row.place.name,
                definition.name if definition else one.line.indicator,
                str(wording.STATUS[judged.status]) if judged else "",
                exact(judged.value) if judged else None,
                exact(one.reference),
                _number(None if one.completion is None else 100 * one.completion),
                one.line.weight,
                _number(one.points) if one.is_scored else None,
                f"{scoring.why_words(one)} {how}".rstrip(),
            )
        )
    for change in row.scored.score.adjustments:
        about = scoring.about_words(change, board.scope.catalogue)
        words = f"{change.count} × {scoring.points(change.rule.points)}" + (f" {about}" if about else "")
        name = str(scoring.RULES[change.kind])
        found.append((row.place.name, name, "", None, None, None, None, _number(change.points), words))
    return found


def _number(number: Fraction | None) -> Content:
    return None if number is None else exact(to_decimal(number))
