"""Corrections (更正): what open queries had changed in a submitted report and nobody has handed in yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.domain.actors import Actor
from reports.domain.entries import Said
from reports.domain.threads import ANSWER
from reports.domain.workflow import QueryStatus
from reports.models import Explanation, Fact, Query, Value
from reports.queries.reports import Head
from targets.domain.exact import plain


@dataclass(frozen=True, slots=True)
class Correction:
    """An open query with its value: as it counts (declared) and as it stands now; None where nothing is said.

    ``words`` say why, and were written for just what stands now and what was asked last;
    else they are empty and ``earlier_words`` may hold those for another value or question.
    """

    query_id: int
    code: str
    bureau_id: int
    asked_at: datetime
    asked_as: str
    before: Said | None
    after: Said | None
    words: str
    earlier_words: str
    by: str

    @property
    def is_changed(self) -> bool:
        """Whether another value stands there than the one that counts."""
        return self.before != self.after

    @property
    def is_one(self) -> bool:
        """Whether there is something to hand in: another value, or words for the old one."""
        return self.is_changed or bool(self.words)


def of_queries(head: Head, actor: Actor) -> tuple[Correction, ...]:
    """Return every open query of a report with its value, as far as the actor sees values; five queries."""
    if head.id is None or head.counted is None:
        return ()
    rows = Query.objects.visible_to(actor).filter(report=head.id, status=QueryStatus.OPEN)
    queries = list(rows.select_related("quantity"))
    if not queries:
        return ()
    codes = [query.quantity_id for query in queries]
    facts = Fact.objects.visible_to(actor).filter(snapshot=head.counted.snapshot_id, quantity__in=codes)
    values = Value.objects.visible_to(actor).filter(report=head.id, quantity__in=codes)
    before = {fact.quantity_id: fact.declared for fact in facts}
    after = {value.quantity_id: value.said for value in values}
    written = answers(head.id, actor)
    found = []
    for query in queries:
        now, answer = after.get(query.quantity_id), written.get(query.quantity_id)
        holds = answer is not None and answer.saw == told(now, query)
        found.append(
            Correction(
                query_id=query.pk,
                code=query.quantity.code,
                bureau_id=query.bureau_id,
                asked_at=query.asked_at,
                asked_as=query.asked_as,
                before=before.get(query.quantity_id),
                after=now,
                words=answer.reason if answer and holds else "",
                earlier_words=answer.reason if answer and not holds else "",
                by=answer.changed_by.full_name if answer and answer.changed_by else "",
            )
        )
    return tuple(found)


def answers(report_id: int, actor: Actor) -> dict[int, Explanation]:
    """Return the words that were written for queried values, by quantity."""
    rows = Explanation.objects.visible_to(actor).filter(report=report_id, code=ANSWER)
    return {row.quantity_id: row for row in rows.select_related("changed_by")}


def told(said: Said | None, query: Query) -> Mapping[str, str]:
    """Return what words for a value were written for, as an explanation keeps it (plain strings).

    A query that is asked again has another version: words for the first time answer no second.

    >>> from decimal import Decimal
    >>> from reports.domain.words import State
    >>> told(Said(State.REPORTED, Decimal("7.50")), Query(pk=4, version=3))
    {'query': '4/3', 'state': 'reported', 'value': '7.5'}
    """
    asked = {"query": f"{query.pk}/{query.version}"}
    if said is None:
        return asked | {"state": ""}
    seen = asked | {"state": said.state.value, "value": plain(said.number) or "", "text": said.text, "why": said.reason}
    seen |= {"note": said.note, "unit": said.typed_unit}
    return {name: word for name, word in seen.items() if word}
