"""What the reports add up to. Everything here is derived: any row may be deleted and rebuilt."""

from progress.models.figures import AsOf, Judgement, Rollup

__all__ = ["AsOf", "Judgement", "Rollup"]
