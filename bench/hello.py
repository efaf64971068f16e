"""The bare server that pages are held against: Django saying hello, without middleware, on the same gunicorn.

    gunicorn bench.hello:application

It also serves the page of charts that the overview's drawing is held against.
"""

import gzip
from functools import cache
from pathlib import Path

import plotly
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

WORDS = b"hello"
CHARTS = 12
"""How many charts the page draws: the overview has more than a hundred."""
LIBRARY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
SCRIPT = f"""
const chart = number => Plotly.newPlot("chart-" + number, [
  {{type: "scatter", x: [2020, 2021, 2022, 2023, 2024, 2025, 2026], y: [3, 4, 4, 6, 7, 9, 9 + number]}},
  {{type: "scatter", mode: "markers", x: [2025, 2030], y: [8, 12]}}], {{width: 300, height: 160}});
window.drawn = Promise.all([...Array({CHARTS}).keys()].map(chart)).then(() => performance.now());
"""
BOXES = "".join(f'<div id="chart-{number}"></div>' for number in range(CHARTS))
PAGE = f'<!doctype html><meta charset="utf-8"><body>{BOXES}<script src="plotly.js"></script><script>{SCRIPT}</script>'


def hello(request: HttpRequest) -> HttpResponse:
    """Answer a word."""
    return HttpResponse(WORDS, headers={"Content-Length": str(len(WORDS))})


def charts(request: HttpRequest) -> HttpResponse:
    """Answer a page whose charts are drawn by plotly.js."""
    return HttpResponse(PAGE)


def library(request: HttpRequest) -> HttpResponse:
    """Answer plotly.js as a whole, compressed as the product compresses what it serves."""
    return HttpResponse(_packed(), headers={"Content-Encoding": "gzip", "Content-Type": "text/javascript"})


@cache
def _packed() -> bytes:
    return gzip.compress(LIBRARY.read_bytes())


urlpatterns = [path("", hello), path("healthz", hello), path("charts/", charts), path("charts/plotly.js", library)]
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="bench", USE_I18N=False)
application = get_wsgi_application()
