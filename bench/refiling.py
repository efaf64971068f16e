"""Hand a report in once more, with other figures: what a bench needs to give the engine something to count."""

from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from accounts.domain.actors import Actor, system
from accounts.models import Organisation, User
from accounts.queries import actors
from accounts.services.acting import acting_as
from reports.models import Report

CHANGED = 45
"""How many figures of a report change; the others are handed in again as they were."""
BENCH = system("bench")

RETURNED = """
UPDATE reports_report SET status = 'returned', return_reason = 'bench', version = version + 1,
    submitted_revision_id = approved_revision_id
WHERE id = %(report)s AND status <> 'returned'
"""
SUBMITTED = """
WITH former AS (
    SELECT id, report_id, digest FROM reports_snapshot WHERE report_id = %(report)s ORDER BY id DESC LIMIT 1
),
frozen AS (
    INSERT INTO reports_snapshot (report_id, taken_at, digest)
    SELECT report_id, %(now)s, md5(id::text || digest) || md5(digest) FROM former RETURNING id, report_id, digest
),
said AS (
    SELECT f.*, row_number() OVER (ORDER BY f.state = 'reported' AND q.kind <> 'milestone' DESC, f.quantity_id) AS place
    FROM reports_fact f JOIN former o ON o.id = f.snapshot_id JOIN targets_quantity q ON q.id = f.quantity_id
),
facts AS (
    INSERT INTO reports_fact ({columns})
    SELECT {values} FROM said s CROSS JOIN frozen z
    RETURNING 1
)
SELECT id, digest, (SELECT count(*) FROM facts) FROM frozen
"""
REVISED = """
WITH made AS (
    INSERT INTO reports_revision (report_id, number, step, snapshot_id, digest, at, actor)
    SELECT %(report)s, 1 + (SELECT max(number) FROM reports_revision WHERE report_id = %(report)s), 'submit',
        %(snapshot)s, %(digest)s, %(now)s, 'bench' RETURNING id
)
UPDATE reports_report SET status = 'submitted', submitted_at = %(now)s, return_reason = '', version = version + 1,
    submitted_revision_id = (SELECT id FROM made)
WHERE id = %(report)s RETURNING submitted_revision_id
"""
TOLD = """
WITH event AS (
    INSERT INTO reports_reportevent (report_id, area_id, step, revision_id, reason, at, actor)
    SELECT id, area_id, 'submit', %(revision)s, '', %(now)s, 'bench' FROM reports_report WHERE id = %(report)s
    RETURNING id
)
INSERT INTO reports_reportmark (event_id) SELECT id FROM event RETURNING event_id
"""


@dataclass(frozen=True, slots=True)
class Handed:
    """A report that was handed in again: the version a reviewer now sees, and the event to count."""

    report_id: int
    version: int
    event_id: int


def hand_in(report_id: int, *, changed: int = CHANGED) -> Handed:
    """Return the report to its area, and submit it again with ``changed`` other numbers, as a new revision."""
    parameters: dict[str, object] = {"report": report_id, "now": timezone.now(), "changed": changed}
    with acting_as(BENCH), connection.cursor() as cursor:
        cursor.execute("SELECT attname FROM pg_attribute WHERE attrelid = 'reports_fact'::regclass AND attnum > 0"
                       " AND NOT attisdropped AND attname <> 'id'")  # fmt: skip
        columns = [name for (name,) in cursor.fetchall()]
        values = {
            "snapshot_id": "z.id",
            "number": "CASE WHEN s.place <= %(changed)s THEN s.number + 0.01 ELSE s.number END",
        }
        cursor.execute(RETURNED, parameters)
        cursor.execute(
            SUBMITTED.format(
                columns=", ".join(columns), values=", ".join(values.get(name, f"s.{name}") for name in columns)
            ),
            parameters,
        )
        snapshot, digest, _ = cursor.fetchone()
        cursor.execute(REVISED, parameters | {"snapshot": snapshot, "digest": digest})
        (revision,) = cursor.fetchone()
        cursor.execute(TOLD, parameters | {"revision": revision})
        (event,) = cursor.fetchone()
        version = Report.objects.values_list("version", flat=True).get(pk=report_id)
    return Handed(report_id, version, event)


def reports_of(*, year: int, stage: str, areas: tuple[int, ...] | None = None) -> list[int]:
    """Return the reports that were filed for a year and stage, of all or of some areas."""
    with acting_as(BENCH):
        found = Report.objects.filter(filing_year__year=year, stage=stage).exclude(submitted_at=None)
        found = found if areas is None else found.filter(area__in=areas)
        return list(found.order_by("pk").values_list("pk", flat=True))


def reviewer(number: int = 0) -> tuple[User, Actor]:
    """Return a reviewer of the plan's own city, made at the first call."""
    with acting_as(BENCH):
        office = Organisation.objects.get(area__code="370800", bureau__coordinates=True)
        made, _ = User.objects.get_or_create(
            username=f"bench{number}",
            defaults={
                "full_name": f"审核员{number}",
                "role": "reviewer",
                "organisation": office,
                "must_change_password": False,
                "created_at": timezone.now(),
                "password": "!",
            },
        )
        user = User.objects.select_related("organisation__area", "organisation__bureau").get(pk=made.pk)
        return user, actors.of_user(user)
