"""Evidence as it stands: what was uploaded for which quantity and task, and the stamped page."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from accounts.domain.actors import Actor
from reports.models import Annex, Evidence, Revision
from reports.queries.sheets import Section
from targets.domain.algebra import Kind
from targets.models import QuantityVersion


@dataclass(frozen=True, slots=True)
class Attached:
    """One uploaded file. ``size`` is in bytes, ``kind`` the media type found in its content."""

    id: UUID
    name: str
    kind: str
    size: int
    sha256: str
    uploaded_at: datetime
    uploaded_as: str
    area_id: int
    bureau_id: int
    stored_as: str

    @property
    def short_digest(self) -> str:
        """The first eight characters of the SHA-256: enough to tell files apart by eye."""
        return self.sha256[:8]


@dataclass(frozen=True, slots=True)
class Group:
    """The files of one quantity or task, with its names; of the stamped page without any."""

    code: str
    name_zh: str
    name_en: str
    files: tuple[Attached, ...]


@dataclass(frozen=True, slots=True)
class Grouped:
    """A report's files by code of quantity and of task, as far as one may see them."""

    quantities: dict[str, Group] = field(default_factory=dict)
    tasks: dict[str, Group] = field(default_factory=dict)
    stamp: Attached | None = None

    def of_quantity(self, code: str, bureau_id: int | None = None) -> tuple[Attached, ...]:
        """Return the files of a quantity; with ``bureau_id`` only that bureau's."""
        return _of(self.quantities.get(code), bureau_id)

    def of_task(self, code: str, bureau_id: int | None = None) -> tuple[Attached, ...]:
        """Return the files of a task; with ``bureau_id`` only that bureau's."""
        return _of(self.tasks.get(code), bureau_id)

    @property
    def groups(self) -> tuple[Group, ...]:
        """Tasks, then quantities, for a list to read."""
        return (*self.tasks.values(), *self.quantities.values())


@dataclass(frozen=True, slots=True)
class Slot:
    """A place on the page where files of one quantity or task belong.

    ``about`` is what an upload says it is for. A milestone that is done needs a file.
    """

    about: str
    name_zh: str
    name_en: str
    files: tuple[Attached, ...]
    is_milestone: bool = False
    is_done: bool = False

    @property
    def is_missing(self) -> bool:
        """Whether a file is owed and there is none."""
        return self.is_done and not self.files

    @property
    def anchor(self) -> str:
        """Its place on the page of evidence."""
        return self.about.replace(":", "-")


@dataclass(frozen=True, slots=True)
class TaskSlots:
    """The slots under one task: the task's own, and those of its quantities that are no milestones."""

    clause: str
    title_zh: str
    title_en: str
    own: Slot
    quantities: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Slots:
    """A bureau's slots: milestones first, for they need a file, then by task."""

    milestones: tuple[Slot, ...]
    tasks: tuple[TaskSlots, ...]

    @property
    def missing(self) -> int:
        """How many milestones are done and have no file."""
        return sum(slot.is_missing for slot in self.milestones)


def slots_of(section: Section, found: Grouped) -> Slots:
    """Return where a bureau's files belong, with those that are there."""
    milestones, tasks = [], []
    for task in section.tasks:
        plain = []
        for line in task.lines:
            is_milestone = line.rule.kind is Kind.MILESTONE
            is_done = is_milestone and line.said is not None and line.said.number == 1
            files = found.of_quantity(line.code)
            slot = Slot(f"quantity:{line.code}", line.name_zh, line.name_en, files, is_milestone, is_done)
            (milestones if is_milestone else plain).append(slot)
        files = found.of_task(task.code, section.office.bureau_id)
        own = Slot(f"task:{task.code}", task.title_zh, task.title_en, files)
        tasks.append(TaskSlots(task.clause, task.title_zh, task.title_en, own, tuple(plain)))
    milestones.sort(key=lambda slot: (not slot.is_missing, not slot.is_done))
    return Slots(tuple(milestones), tuple(tasks))


def of_report(report_id: int | None, actor: Actor, *, snapshot_id: int | None = None) -> Grouped:
    """Return a report's files: as they stand for those who file, as submitted for the city.

    ``snapshot_id`` is the submission that the city looks at, the last one unless told.
    Three queries at most; of a report that does not exist yet (None), nothing and no query.
    """
    if report_id is None:
        return Grouped()
    rows = list(_present(report_id, actor, snapshot_id).select_related("quantity", "task"))
    names = _names(row.quantity_id for row in rows if row.quantity_id)
    tasks: dict[str, tuple[str, str, list[Attached]]] = {}
    quantities: dict[str, tuple[str, str, list[Attached]]] = {}
    stamp = None
    for row in rows:
        if row.task:
            tasks.setdefault(row.task.code, (row.task.title_zh, row.task.title_en, []))[2].append(_attached(row))
        elif row.quantity:
            quantities.setdefault(row.quantity.code, (*names[row.quantity_id], []))[2].append(_attached(row))
        else:
            stamp = _attached(row)
    return Grouped(_groups(quantities), _groups(tasks), stamp)


def counts(report_id: int | None, actor: Actor) -> dict[str, int]:
    """Return how many files each quantity has, by its code; one that has none is not named."""
    if report_id is None:
        return {}
    rows = _present(report_id, actor).filter(quantity__isnull=False)
    return dict(Counter(rows.values_list("quantity__code", flat=True)))


def one(evidence_id: UUID, actor: Actor) -> Attached:
    """Return a file that the actor may download: present, or named by a submitted report.

    Raises:
        Evidence.DoesNotExist: there is none for them.
    """
    row = Evidence.objects.visible_to(actor).get(pk=evidence_id)
    if row.removed_at and not Annex.objects.visible_to(actor).filter(subject=str(evidence_id)).exists():
        raise Evidence.DoesNotExist
    return _attached(row)


def _present(report_id: int, actor: Actor, snapshot_id: int | None = None) -> QuerySet[Evidence]:
    rows = Evidence.objects.visible_to(actor).filter(report=report_id)
    if actor.is_system or not actor.is_municipal:
        # A stamped page is the report's while its lock lives; older ones are history.
        own = rows.filter(is_of_review=False, removed_at__isnull=True)
        return own.filter(Q(is_stamp=False) | Q(pk=F("report__stamp")))
    last = Revision.objects.visible_to(actor).filter(report=report_id).order_by("-number").values("snapshot")[:1]
    return rows.filter(_named(Annex.objects.visible_to(actor).filter(snapshot=snapshot_id or last)))


def _named(annexes: QuerySet[Annex]) -> Exists:
    return Exists(annexes.filter(subject=Cast(OuterRef("pk"), CharField())))


def _names(quantity_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return the latest names of quantities."""
    versions = QuantityVersion.objects.filter(quantity__in=set(quantity_ids)).order_by("effective_from")
    return {quantity: (zh, en) for quantity, zh, en in versions.values_list("quantity", "name_zh", "name_en")}


def _of(group: Group | None, bureau_id: int | None) -> tuple[Attached, ...]:
    files = group.files if group else ()
    return tuple(file for file in files if bureau_id is None or file.bureau_id == bureau_id)


def _groups(found: dict[str, tuple[str, str, list[Attached]]]) -> dict[str, Group]:
    return {code: Group(code, zh, en, tuple(files)) for code, (zh, en, files) in found.items()}


def _attached(row: Evidence) -> Attached:
    columns = ("name", "kind", "size", "sha256", "uploaded_at", "uploaded_as", "area_id", "bureau_id", "stored_as")
    return Attached(row.pk, *(getattr(row, column) for column in columns))
