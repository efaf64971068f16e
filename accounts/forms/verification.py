"""The outcome of a verification of the journal, as a sentence."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.queries.verification import Outcome

FAULTS: dict[str, Promise] = {
    "content": _("Record %(where)d is not as it was written: somebody edited it."),
    "order": _("Record %(where)d does not follow the one before: a record was removed, inserted or moved."),
    "rewritten": _("Record %(where)d is not the one that was anchored: it, or records before it, were written anew."),
    "gone": _("Record %(where)d was anchored and is gone: the journal was cut or written anew."),
    "anchors": _("Line %(where)d of the file of anchored heads is damaged or does not follow the one before."),
    "no_anchors": _("The chain holds, but there is no file of anchored heads to hold it against."),
    "unguarded": _("The chain holds, but the database's guard of the journal is switched off."),
}


def sentence(outcome: Outcome) -> str:
    """Return what was found, naming the first wrong record or line."""
    if outcome.fault:
        return str(FAULTS[outcome.fault]) % {"where": outcome.where}
    return str(_("The chain holds up to record %(number)d.")) % {"number": outcome.walk.number}
