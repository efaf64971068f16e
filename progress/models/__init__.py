"""What the reports add up to, which may be deleted and rebuilt; and what was published of it, which stays."""

from progress.models.figures import AsOf, Judgement, Rollup
from progress.models.publications import Publication, PublishedFigure

__all__ = ["AsOf", "Judgement", "Publication", "PublishedFigure", "Rollup"]
