"""Pages of the plan manager."""
