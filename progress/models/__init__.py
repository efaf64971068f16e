"""What the reports add up to, which may be rebuilt; what stays: publications, notes, scoring, the carbon account."""

from progress.models.carbon import AreaSize, Scenario, ScenarioLine
from progress.models.compiled import Counted, Sentence, Weight
from progress.models.digests import DigestMail, DigestPreference, DigestSchedule
from progress.models.figures import AsOf, Judgement, Rollup
from progress.models.notes import IndicatorNote
from progress.models.publications import Publication, PublishedFigure
from progress.models.pulse import Pulse
from progress.models.scoring import SchemeLine, SchemeRule, ScoringScheme, ScoringSwitch
from progress.models.snapshots import Snapshot, SnapshotLights

__all__ = [
    "AreaSize",
    "AsOf",
    "Counted",
    "DigestMail",
    "DigestPreference",
    "DigestSchedule",
    "IndicatorNote",
    "Judgement",
    "Publication",
    "PublishedFigure",
    "Pulse",
    "Rollup",
    "Scenario",
    "ScenarioLine",
    "SchemeLine",
    "SchemeRule",
    "ScoringScheme",
    "ScoringSwitch",
    "Sentence",
    "Snapshot",
    "SnapshotLights",
    "Weight",
]
