"""What is typed into a report, and what it says once it has been read."""

from dataclasses import dataclass
from decimal import Decimal

from reports.domain.words import Provenance, Stage, State
from targets.domain.exact import plain


@dataclass(frozen=True, slots=True)
class ReportKey:
    """Which report: a plan's slug, a year, an area's code, a stage."""

    plan: str
    year: int
    area: str
    stage: Stage

    @property
    def subject(self) -> str:
        """The report as the journal names it.

        >>> ReportKey("jining-2024", 2026, "370826", Stage.FINAL).subject
        'report jining-2024/2026/370826/final'
        """
        return f"report {self.plan}/{self.year}/{self.area}/{self.stage.value}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One field as it was sent: unread, so that nothing typed is lost when it is refused.

    ``state`` None with nothing else clears the value. ``typed`` is a number as text or
    Decimal; ``text`` answers a text quantity. ``seen_version`` is the version of the
    stored value on which the sender decided; 0 when there was none. ``unit`` names the unit
    it was typed in, where that is not the quantity's own.
    """

    state: State | None
    typed: str | Decimal = ""
    text: str = ""
    reason: str = ""
    note: str = ""
    seen_version: int = 0
    provenance: Provenance = Provenance.TYPED
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What an organisation says of one quantity; silence is None, never a Said.

    ``number`` is in the quantity's unit. Where another unit was chosen, ``typed_unit``
    names it and ``typed_number`` is what was typed in it.
    """

    state: State
    number: Decimal | None = None
    text: str = ""
    reason: str = ""
    note: str = ""
    typed_number: Decimal | None = None
    typed_unit: str = ""


def words(said: Said | None) -> dict[str, str] | None:
    """Return what is said as plain strings, as records keep it; None where nothing is.

    >>> words(Said(State.REPORTED, Decimal("12.50")))
    {'state': 'reported', 'number': '12.5'}
    """
    if said is None:
        return None
    told = {
        "state": said.state.value,
        "number": "" if said.number is None else plain(said.number),
        "text": said.text,
        "typed": f"{plain(said.typed_number)} {said.typed_unit}" if said.typed_number is not None else "",
        "reason": said.reason,
        "note": said.note,
    }
    return {name: word for name, word in told.items() if word}
