"""Roles: what an account is for. One account, one role (product.md, "Who uses it")."""

from enum import StrEnum


class Role(StrEnum):
    """What an account may do; three administrators hold nothing but administration.

    An area's ``CLERK`` fills the quantities of their own bureau; its ``LEAD`` (the
    housing bureau of the county, or of the city for municipal figures) sees the area's
    whole and submits it.
    """

    CLERK = "clerk"
    LEAD = "lead"
    CHECKER = "checker"
    REVIEWER = "reviewer"
    LEADER = "leader"
    PLAN_MANAGER = "plan_manager"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"


FILERS = frozenset({Role.CLERK, Role.LEAD})
MUNICIPAL = frozenset({Role.CHECKER, Role.REVIEWER, Role.LEADER, Role.PLAN_MANAGER})
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
BUSINESS = FILERS | MUNICIPAL
EVERYONE = frozenset(Role)
