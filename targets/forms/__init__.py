"""What is typed on the plan manager's pages, and how refusals are worded."""
