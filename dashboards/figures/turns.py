"""The words for what changed since last week."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from progress.domain.turns import Turn

TURN: dict[Turn, Promise] = {
    Turn.RED: pgettext_lazy("turn", "turned red"),
    Turn.BEHIND: pgettext_lazy("turn", "fell behind"),
    Turn.LATE: pgettext_lazy("turn", "reached late"),
    Turn.GREEN: pgettext_lazy("turn", "turned green"),
    Turn.OTHER: pgettext_lazy("turn", "changed otherwise"),
}
