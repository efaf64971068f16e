"""Acting: what the database knows of the actor, and when it forgets."""

import pytest
from django.db import DatabaseError, connection

from accounts.domain.actors import ANONYMOUS, system
from accounts.services.acting import acting_as as acting
from accounts.services.acting import current_actor
from tests.factories import CITY, make_actor


def told():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('app.role', true), current_setting('app.user_id', true),"
            " current_setting('app.area_id', true), current_setting('app.bureau_id', true)"
        )
        return cursor.fetchone()


def test_the_database_is_told_role_user_area_and_bureau(db):
    lead = make_actor("lead")
    with acting(lead):
        assert told() == ("lead", str(lead.user_id), str(lead.area_id), str(lead.bureau_id))


def test_the_visitor_is_nobody_and_the_system_is_the_system(db):
    with acting(ANONYMOUS):
        assert told() == ("", "", "", "")
    with acting(system("tests")):
        assert told() == ("system", "", "", "")


def test_a_nested_actor_gives_way_to_the_outer_one(db):
    lead, reviewer = make_actor("lead"), make_actor("reviewer")
    with acting(lead):
        with acting(reviewer):
            assert (told()[0], current_actor()) == ("reviewer", reviewer)
        assert (told()[0], current_actor()) == ("lead", lead)


def test_a_failing_nested_actor_gives_way_as_well(db):
    with acting(make_actor("lead")):
        with pytest.raises(DatabaseError), acting(make_actor("reviewer", area=CITY)), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        assert told()[0] == "lead"


def test_after_a_real_commit_the_connection_is_nobodys(committed_db):
    with acting(make_actor("lead")):
        assert told()[0] == "lead"
    assert set(told()) <= {None, ""}
    assert current_actor() == ANONYMOUS


def test_after_a_real_rollback_the_connection_is_nobodys(committed_db):
    with pytest.raises(ZeroDivisionError), acting(make_actor("lead")):
        raise ZeroDivisionError
    assert set(told()) <= {None, ""}
