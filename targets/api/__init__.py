"""Read-only API of what was promised; views parse, call a query, answer."""
