"""Which role an account may be given (trust.md, 15): one, of its place, and never one's own."""

from accounts.domain.roles import ADMINISTRATORS, BUSINESS, MUNICIPAL, Role


def fault_of(role: str, *, has_organisation: bool, is_of_the_city: bool) -> str:
    """Return why an account may not have ``role``, else an empty string.

    Args:
        role: a ``Role``; empty takes the role away.
        has_organisation: whether the account belongs to an office.
        is_of_the_city: whether that is the city's own.

    >>> fault_of("reviewer", has_organisation=True, is_of_the_city=False)
    'municipal_role'
    >>> fault_of("", has_organisation=False, is_of_the_city=False)
    ''
    """
    if role == "":
        return ""
    if role not in set(Role):
        return "role"
    if role in ADMINISTRATORS and has_organisation:
        return "administrator_without_organisation"
    if role in BUSINESS and not has_organisation:
        return "organisation_needed"
    if role in MUNICIPAL and not is_of_the_city:
        return "municipal_role"
    return ""
