"""A boundary map with the lights of its areas, drawn on the server."""

from collections.abc import Iterable
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dashboards.domain.boundaries import WIDTH, Boundaries, Outline
from dashboards.domain.lines import Line
from dashboards.figures import phrases, wording
from dashboards.figures.heat import SHORT


def boundary_map(boundaries: Boundaries, lines: Iterable[tuple[Line, str]], query: str) -> SafeString:
    """Return the map: each area in the colour of its class, with its name; outlines that are none of ours are bare.

    Args:
        boundaries: of the supplied file.
        lines: each area's line with the class of its colour.
        query: what the areas' addresses keep.
    """
    known = {line.place.code: (line, look) for line, look in lines}
    parts = [_shape(one.path, *known[one.code], query) for one in boundaries.outlines if one.code in known]
    bare = [f'<path class="shape" d="{one.path}"/>' for one in boundaries.outlines if one.code not in known]
    names = [_name(one, known[one.code][0]) for one in boundaries.outlines if one.code in known]
    content = "".join([*bare, *parts, *names])
    box = f'viewBox="0 0 {WIDTH} {boundaries.height}" role="group" aria-label="{escape(_("Map of the areas"))}"'
    return SafeString(f'<svg class="boundary-map" {box}>{content}</svg>')


def _shape(path: str, line: Line, look: str, query: str) -> str:
    word = wording.STATUS[line.verdict.status] if line.verdict else ""
    said = f"{line.place.name}: {phrases.with_unit(line.definition, line.figure, line.verdict) or '—'} {word}"
    shape = f'<path class="shape {look}" d="{path}"><title>{escape(said)}</title></path>'
    address = f"{reverse('area', args=[line.place.code])}?{query}"
    return f'<a href="{escape(address)}" aria-label="{escape(said)}">{shape}</a>'


def _name(outline: Outline, line: Line) -> str:
    """The area's name and, below it, its light in a short word."""
    x, y = outline.label
    word = SHORT[line.verdict.status] if line.verdict else ""
    light = f'<tspan class="shape__light" x="{x}" dy="1.25em">{escape(str(word))}</tspan>'
    return f'<text class="shape__name" x="{x}" y="{y}">{escape(line.place.short)}{light}</text>'
