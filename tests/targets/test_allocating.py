"""A version of an allocation on its way: drafted, put forward, returned, approved by somebody else, copied, undone."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError

from accounts.domain.actors import ANONYMOUS, system
from accounts.models import Area, JournalRecord
from accounts.queries import actors
from targets.domain.allocation_states import State
from targets.models import Allocation, AllocationLine, AllocationStep, AllocationVersion, PlanEvent, PlanMark
from targets.queries import allocating as shown
from targets.services import allocating, deciding
from targets.services.allocating import Content
from targets.services.refusals import PlanRefused
from tests.factories import LIANGSHAN, SISHUI, change_user, make_actor, make_user

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
CODE = "retrofitted-area"
WORDS = {"basis": "济建节科字〔2026〕9号", "reason": "按人口分解"}


class Desk:
    """A plan manager and a reviewer at one indicator's allocation."""

    def __init__(self, plan, acting_as):
        self.plan, self.acting_as = plan, acting_as
        self.manager, self.reviewer = make_actor("plan_manager"), make_actor("reviewer")

    def start(self, **more):
        with self.acting_as(self.manager):
            return allocating.start(plan_id=self.plan.pk, code=CODE, actor=self.manager, now=AT, **more)

    def save(self, row, lines, seen=None, years=(2024, 2027), **words):
        content = Content(years, {key: Decimal(value) for key, value in lines.items()}, **(WORDS | words))
        seen = row.revision if seen is None else seen
        with self.acting_as(self.manager):
            return allocating.save(version_id=row.pk, seen=seen, content=content, actor=self.manager, now=AT)

    def propose(self, row, unproven=()):
        with self.acting_as(self.manager):
            return allocating.propose(
                version_id=row.pk, seen=row.revision, unproven=unproven, actor=self.manager, now=AT
            )

    def proposed(self, lines, **words):
        return self.propose(self.save(self.start(), lines, **words))

    def approve(self, row, actor=None, now=LATER, mark=None):
        actor = actor or self.reviewer
        with self.acting_as(actor):
            mark = shown.mark_of(shown.lines_in_force(self.plan, CODE)) if mark is None else mark
            return deciding.approve(version_id=row.pk, seen=row.revision, seen_in_force=mark, actor=actor, now=now)

    def approved(self, lines, now=LATER):
        return self.approve(self.proposed(lines), now=now)

    def in_force(self):
        with self.acting_as(system("test")):
            return {key: str(value) for key, value in shown.lines_in_force(self.plan, CODE).items()}


@pytest.fixture
def desk(plan, acting_as):
    return Desk(plan, acting_as)


def test_nothing_is_in_force_before_the_approval_and_everything_after(desk):
    row = desk.proposed({(SISHUI, 2027): "20.5", (LIANGSHAN, 2027): "30"})
    marks = PlanMark.objects.count()
    assert desk.in_force() == {}
    desk.approve(row)
    assert desk.in_force() == {(SISHUI, 2027): "20.5", (LIANGSHAN, 2027): "30"}
    event = PlanEvent.objects.latest("id")
    assert (event.kind, event.actor, event.at) == ("allocations", desk.reviewer.name, LATER)
    assert event.summary == {
        "indicator": CODE, "version": 1, "basis": WORDS["basis"], "reason": WORDS["reason"],
        "added": 2, "changed": 0, "removed": 0,
    }  # fmt: skip
    assert PlanMark.objects.count() == marks + 1


def test_a_second_version_supersedes_what_it_changes_and_ends_what_it_leaves_out(desk):
    desk.approved({(SISHUI, 2024): "5", (SISHUI, 2027): "20", (LIANGSHAN, 2027): "30"})
    desk.approved({(SISHUI, 2024): "5", (SISHUI, 2027): "21"}, now=datetime(2026, 11, 22, tzinfo=UTC))
    assert desk.in_force() == {(SISHUI, 2024): "5", (SISHUI, 2027): "21"}
    with desk.acting_as(desk.reviewer):
        rows = Allocation.objects.filter(indicator__code=CODE).order_by("area__code", "year", "edition")
        editions = [(one.area.code, one.year, one.edition, one.superseded_at is None) for one in rows]
    assert editions == [
        (SISHUI, 2024, 1, True), (SISHUI, 2027, 1, False), (SISHUI, 2027, 2, True), (LIANGSHAN, 2027, 1, False)
    ]  # fmt: skip


def test_going_back_is_a_new_version_copied_from_an_earlier_one(desk):
    desk.approved({(SISHUI, 2027): "20"})
    desk.approved({(SISHUI, 2027): "25"}, now=datetime(2026, 11, 22, tzinfo=UTC))
    row = desk.start(copied=1)
    row = desk.save(row, {(SISHUI, 2027): "20"}, reason="改回第一版")
    desk.approve(desk.propose(row), now=datetime(2026, 11, 23, tzinfo=UTC))
    assert desk.in_force() == {(SISHUI, 2027): "20"}
    with desk.acting_as(desk.manager):
        found = shown.versions(desk.plan, desk.manager, code=CODE)
    assert [(one.number, one.state, one.copied_from) for one in found] == [
        (3, State.APPROVED, 1), (2, State.APPROVED, None), (1, State.APPROVED, None)
    ]  # fmt: skip


def test_a_new_version_begins_with_what_is_in_force(desk):
    desk.approved({(SISHUI, 2027): "20"})
    row = desk.start()
    with desk.acting_as(desk.manager):
        begun = shown.version(row.pk, desk.manager)
    assert (begun.lines, begun.years, begun.number) == ({(SISHUI, 2027): Decimal(20)}, (2024, 2027), 2)


def test_a_returned_version_changes_nothing_in_force_and_can_be_put_forward_again(desk):
    row = desk.proposed({(SISHUI, 2027): "20"})
    with desk.acting_as(desk.reviewer):
        row = deciding.send_back(
            version_id=row.pk, seen=row.revision, reason="泗水偏低", actor=desk.reviewer, now=LATER
        )
    assert (row.state, desk.in_force()) == ("returned", {})
    row = desk.propose(desk.save(row, {(SISHUI, 2027): "22"}))
    desk.approve(row)
    assert desk.in_force() == {(SISHUI, 2027): "22"}


def test_a_proposal_taken_back_is_a_draft_that_nobody_approves(desk):
    row = desk.proposed({(SISHUI, 2027): "20"})
    seen = row.revision
    with desk.acting_as(desk.manager):
        allocating.take_back(version_id=row.pk, seen=row.revision, actor=desk.manager, now=AT)
    row.revision = seen
    with pytest.raises(PlanRefused) as refused:
        desk.approve(row)
    assert refused.value.code == "gone"


def test_a_version_given_up_stays_to_be_read_and_makes_room(desk):
    row = desk.start()
    with desk.acting_as(desk.manager):
        allocating.withdraw(version_id=row.pk, seen=row.revision, reason="口径有变", actor=desk.manager, now=AT)
    assert desk.start().number == 2


@pytest.mark.parametrize(
    ("code", "act"),
    [
        ("open_already", lambda d: (d.start(), d.start())),
        ("gone", lambda d: d.start(copied=7)),
        ("stale", lambda d: d.save(d.start(), {}, seen=9)),
        ("year_outside_promise", lambda d: d.save(d.start(), {}, years=(2020,))),
        ("year_outside_promise", lambda d: d.save(d.start(), {}, years=(2028,))),
        ("year_outside_promise", lambda d: d.save(d.start(), {(SISHUI, 2025): "1"})),
        ("not_its_indicator", lambda d: d.save(d.start(), {("370800", 2027): "1"})),
        ("value_not_possible", lambda d: d.save(d.start(), {(SISHUI, 2027): "-1"})),
        ("words_out_of_range", lambda d: d.save(d.start(), {}, basis="号" * 201)),
        ("reason_missing", lambda d: d.proposed({(SISHUI, 2027): "1"}, reason=" ")),
        ("nothing_changed", lambda d: d.proposed({})),
        ("gap_unexplained", lambda d: d.propose(d.save(d.start(), {(SISHUI, 2027): "1"}), unproven=(2027,))),
        ("not_proposed", lambda d: d.approve(d.approved({(SISHUI, 2027): "1"}))),
        ("stale", lambda d: d.approve(d.proposed({(SISHUI, 2027): "1"}), mark="x")),
        ("wrong_role", lambda d: d.approve(d.proposed({(SISHUI, 2027): "1"}), actor=d.manager)),
        ("wrong_role", lambda d: d.approve(d.proposed({(SISHUI, 2027): "1"}), actor=make_actor("lead"))),
    ],
)
def test_refused(desk, code, act):
    with pytest.raises(PlanRefused) as refused:
        act(desk)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("energy-data-sharing", "each"),
        ("green-space-ratio", "city"),
        ("green-standard-compliance", "standing"),
        ("greenway-built", "not_judged"),
    ],
)
def test_what_cannot_be_allocated_says_why(plan, acting_as, code, why):
    manager = make_actor("plan_manager")
    with acting_as(manager), pytest.raises(PlanRefused) as refused:
        allocating.start(plan_id=plan.pk, code=code, actor=manager, now=AT)
    assert (refused.value.code, refused.value.about) == ("not_allocatable", why)


def test_a_gap_with_a_reason_can_be_put_forward(desk):
    row = desk.save(desk.start(), {(SISHUI, 2027): "1"}, gap_reason="其余指标另行分解")
    assert desk.propose(row, unproven=(2027,)).state == "proposed"


def test_whoever_worked_on_a_version_does_not_approve_it_even_as_a_reviewer_later(desk, acting_as):
    user = make_user("plan_manager")
    desk.manager = make_actor_of(user)
    row = desk.proposed({(SISHUI, 2027): "20"})
    change_user(user, role="reviewer")
    user.refresh_from_db()
    turned = make_actor_of(user)
    with pytest.raises(PlanRefused) as refused:
        desk.approve(row, actor=turned)
    assert refused.value.code == "own_work"
    with acting_as(turned), pytest.raises(IntegrityError) as caught, transaction.atomic():
        AllocationVersion.objects.filter(pk=row.pk).update(
            state="approved", revision=row.revision + 1, decided_at=LATER, decided_by=user, proposed_by=None
        )
    assert caught.value.__cause__.diag.constraint_name == "allocation_version_is_approved_by_somebody_else"


def make_actor_of(user):
    return actors.of_user(user)


def test_the_same_again_changes_nothing(desk):
    row = desk.save(desk.start(), {(SISHUI, 2027): "20"})
    assert desk.save(row, {(SISHUI, 2027): "20.00"}).revision == row.revision


def test_every_step_is_kept_and_in_the_journal(desk):
    desk.approved({(SISHUI, 2027): "20"})
    with desk.acting_as(desk.reviewer):
        acts = list(AllocationStep.objects.order_by("id").values_list("act", "actor"))
    me, they = desk.manager.name, desk.reviewer.name
    assert acts == [("start", me), ("save", me), ("propose", me), ("approve", they)]
    with desk.acting_as(make_actor("audit_admin")):
        found = JournalRecord.objects.filter(action__startswith="allocation.").order_by("id")
        assert [one.action for one in found] == [
            "allocation.start", "allocation.save", "allocation.propose", "allocation.approve"
        ]  # fmt: skip
        assert {one.subject for one in found} == {"allocation retrofitted-area 1"}
        assert "20" not in str([one.detail.get("lines") for one in found])


def test_the_reviewer_sees_what_was_put_forward_and_no_draft_and_nobody_else_sees_any(desk, acting_as):
    desk.approved({(SISHUI, 2027): "20"})
    desk.save(desk.start(), {(SISHUI, 2027): "33"})
    for role, numbers in {"plan_manager": [2, 1], "reviewer": [1], "clerk": [], "lead": [], "leader": []}.items():
        actor = make_actor(role)
        with acting_as(actor):
            bare = list(AllocationVersion.objects.order_by("-number").values_list("number", flat=True))
            filtered = AllocationVersion.objects.visible_to(actor).order_by("-number")
            assert (bare, [one.number for one in filtered]) == (numbers, numbers)
            lines = AllocationLine.objects.count(), AllocationStep.objects.values("version").distinct().count()
            assert lines == (len(numbers), len(numbers))
    with acting_as(ANONYMOUS):
        assert AllocationVersion.objects.count() == 0


def test_a_county_sees_its_own_target_and_its_document_and_not_its_neighbours(desk, acting_as):
    desk.approved({(SISHUI, 2027): "20", (LIANGSHAN, 2027): "30"})
    for role in ("clerk", "lead"):
        with acting_as(make_actor(role, area=SISHUI)):
            assert list(Allocation.objects.values_list("area__code", "value", "basis")) == [
                (SISHUI, Decimal(20), WORDS["basis"])
            ]


def test_the_database_writes_no_allocation_that_no_approved_version_says(desk, acting_as):
    row = desk.approved({(SISHUI, 2027): "20"})
    area = Area.objects.get(code=SISHUI)
    made = {"area": area, "indicator_id": row.indicator_id, "version": row, "recorded_at": LATER, "edition": 2}
    for more in ({"year": 2027, "value": 21}, {"year": 2024, "value": 20}):
        with acting_as(desk.reviewer), pytest.raises(ProgrammingError), transaction.atomic():
            Allocation.objects.create(**made, **more, superseded_at=LATER)
    with acting_as(make_actor("reviewer")), pytest.raises(ProgrammingError), transaction.atomic():
        Allocation.objects.create(**made, year=2027, value=20, superseded_at=LATER)


def test_the_database_keeps_what_was_put_forward_as_it_is(desk, acting_as):
    row = desk.proposed({(SISHUI, 2027): "20"})
    with acting_as(desk.manager):
        for change, name in (
            (lambda: AllocationLine.objects.filter(version=row).delete(), "allocation_lines_are_a_drafts"),
            (
                lambda: AllocationVersion.objects.filter(pk=row.pk).update(reason="x", revision=99),
                "allocation_version_goes_its_way",
            ),
            (
                lambda: AllocationVersion.objects.filter(pk=row.pk).update(state="draft", reason="x", revision=99),
                "allocation_version_put_forward_stays",
            ),
        ):
            with pytest.raises(IntegrityError) as caught, transaction.atomic():
                change()
            assert caught.value.__cause__.diag.constraint_name == name
