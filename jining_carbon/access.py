"""Who may use which route: the one table. A route that is not listed is refused, and fails the tests.

Keys are route names as ``reverse`` takes them; values are sets of roles, or ``PUBLIC``
for what needs no login. Object permissions come on top: ``visible_to`` and row-level
security decide *which* rows, this table decides *whether at all*.
"""

from accounts.domain.roles import BUSINESS, EVERYONE, FILERS, MUNICIPAL, Role

PUBLIC: frozenset[str] = frozenset({"public"})

ROUTE_ACCESS: dict[str, frozenset[str]] = {
    "healthz": PUBLIC,
    "login": PUBLIC,
    "set-language": PUBLIC,
    "logout": EVERYONE,
    "password": EVERYONE,
    "home": EVERYONE,
    "api-session": EVERYONE,
    "api-schema": EVERYONE,
}
__all__ = ["BUSINESS", "EVERYONE", "FILERS", "MUNICIPAL", "PUBLIC", "ROUTE_ACCESS", "Role"]
