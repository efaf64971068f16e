"""Several processes share one run (pytest-xdist): each has databases and a cache of its own.

The databases are named after the process (``tests.databases``). The cache is a numbered
database of the one Valkey; the number has to be in the environment before the settings are
read, so pytest loads this module first (``-p tests.sharing`` in pyproject.toml).
"""

import os

NAME = os.environ.get("PYTEST_XDIST_WORKER", "")

if NAME:
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL']}?db={int(NAME.removeprefix('gw')) + 1}"
