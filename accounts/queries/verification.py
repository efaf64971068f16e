"""Does the journal hold: its chain, the heads kept outside the database, and the database's own guards?"""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from accounts.domain.anchors import Anchor, AnchorsBroken, parsed
from accounts.domain.chain import Break, Walk, walked
from accounts.queries import journal


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a verification found.

    ``fault`` is empty where everything holds, else a kind of ``chain.Break`` at record
    ``where``, ``anchors`` (line ``where`` of their file is not ours), ``no_anchors`` (there
    is no such file) or ``unguarded`` (the trigger or the row security is off).
    """

    walk: Walk
    anchors: int
    last_anchor: Anchor | None
    fault: str = ""
    where: int = 0


def anchors_text() -> str | None:
    """Return the file of anchored heads, or None where there is none; a line being written is left out."""
    try:
        text = Path(settings.JOURNAL_ANCHORS).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return None
    return text[: text.rfind("\n") + 1]


def verified(*, with_anchors: bool = True) -> Outcome:
    """Walk the whole journal; whoever asks must be the auditor or the system.

    Args:
        with_anchors: hold it against the file ``settings.JOURNAL_ANCHORS``, too.
    """
    # Before the records: a head anchored while we walk is not yet among them.
    text = anchors_text() if with_anchors else ""
    anchors: tuple[Anchor, ...] = ()
    broken_line = 0
    try:
        anchors = parsed(text or "")
    except AnchorsBroken as broken:
        broken_line = broken.line
    walk = walked(journal.links(), anchors)
    last = anchors[-1] if anchors else None
    fault, where = _fault(walk.broken, broken_line)
    if not fault and text is None and walk.count:
        fault = "no_anchors"
    if not fault and not _is_guarded():
        fault = "unguarded"
    return Outcome(walk, len(anchors), last, fault, where)


def _fault(broken: Break | None, line: int) -> tuple[str, int]:
    if broken is not None:
        return broken.kind, broken.number
    return ("anchors", line) if line else ("", 0)


def _is_guarded() -> bool:
    """Whether the trigger is on and row security forced (trust.md, 27: disabling them is itself seen)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relrowsecurity AND relforcerowsecurity AND EXISTS (SELECT 1 FROM pg_trigger t"
            " WHERE t.tgrelid = c.oid AND t.tgname = 'journal_is_append_only' AND t.tgenabled = 'O')"
            " FROM pg_class c WHERE oid = 'accounts_journalrecord'::regclass"
        )
        return bool(cursor.fetchone()[0])
