"""Who: areas, bureaus, organisations, people, and the journal of what they did."""

from accounts.models.areas import Area, Bureau, Organisation, ZoneSwitch
from accounts.models.journal import Installation, JournalRecord
from accounts.models.people import ApiToken, User

__all__ = ["ApiToken", "Area", "Bureau", "Installation", "JournalRecord", "Organisation", "User", "ZoneSwitch"]
