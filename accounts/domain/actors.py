"""The actor: who does something, as plain facts that rules and row filters read."""

from dataclasses import dataclass

from accounts.domain.roles import ADMINISTRATORS, FILERS, MUNICIPAL, Role

SYSTEM = "system"
WAITING = "waiting"
"""The role of an actor whose account has none yet: somebody, who may do nothing but wait."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account, or the system itself for commands and the worker.

    ``area_id`` and ``bureau_id`` are primary keys of the account's organisation; both
    are None for the anonymous visitor and for the system.
    """

    user_id: int | None
    name: str
    role: str
    area_id: int | None = None
    bureau_id: int | None = None
    area_code: str = ""
    bureau_code: str = ""
    area_is_city: bool = False
    coordinates: bool = False
    address: str = ""
    username: str = ""

    @property
    def is_system(self) -> bool:
        """Whether this is the system itself (a command or the worker), not a person."""
        return self.role == SYSTEM

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody is logged in."""
        return self.role == ""

    @property
    def is_filer(self) -> bool:
        """Whether they file figures for their own area."""
        return self.role in FILERS

    @property
    def is_municipal(self) -> bool:
        """Whether they see every area of the city."""
        return self.role in MUNICIPAL or self.is_system

    @property
    def is_administrator(self) -> bool:
        """Whether they hold one of the three administrations and hence no business data."""
        return self.role in ADMINISTRATORS

    def has(self, role: Role) -> bool:
        """Whether they hold ``role``."""
        return self.role == role


ANONYMOUS = Actor(user_id=None, name="", role="")


def system(name: str) -> Actor:
    """The system acting under the name of a command or task."""
    return Actor(user_id=None, name=name, role=SYSTEM)
