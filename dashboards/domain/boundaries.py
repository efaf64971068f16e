"""Boundaries of areas from an administrator's GeoJSON file, as outlines to be drawn.

Publishing administrative boundaries needs a map review number (审图号); this module only
reads shapes, and whoever draws them shows the number beside them.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from math import cos, radians

WIDTH = 600
EDGE = 6
# Properties of a feature that may hold the area's code, the first one found.
CODES = ("code", "adcode", "id")
Ring = tuple[tuple[float, float], ...]


class NotBoundaries(Exception):
    """The file is no GeoJSON collection of polygons with codes; the words say what is wrong."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One area: its code, an SVG path, and where its name stands; in pixels of a picture ``WIDTH`` wide."""

    code: str
    path: str
    label: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Boundaries:
    """The outlines of all areas of the file, and how high the picture is."""

    outlines: tuple[Outline, ...]
    height: int


def read_boundaries(text: str) -> Boundaries:
    """Return the outlines, north up, in one scale (degrees of longitude shortened as at the middle latitude).

    Args:
        text: GeoJSON: a FeatureCollection of Polygons or MultiPolygons whose properties hold
            the area's code under ``code``, ``adcode`` or ``id``.

    Raises:
        NotBoundaries: it is something else.

    >>> square = [[[116.0, 35.0], [117.0, 35.0], [117.0, 36.0], [116.0, 35.0]]]
    >>> shape = {"type": "Polygon", "coordinates": square}
    >>> one = {"type": "Feature", "properties": {"code": 370811}, "geometry": shape}
    >>> read_boundaries(json.dumps({"type": "FeatureCollection", "features": [one]})).outlines[0].code
    '370811'
    """
    shapes = dict(_shapes(text))
    points = [point for rings in shapes.values() for ring in rings for point in ring]
    if not points:
        raise NotBoundaries("no polygon in the file")
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    shorter = cos(radians((south + north) / 2))
    if west == east or south == north or shorter <= 0:
        raise NotBoundaries("the polygons have no extent")
    scale = (WIDTH - 2 * EDGE) / ((east - west) * shorter)

    def placed(point: tuple[float, float]) -> tuple[float, float]:
        return EDGE + (point[0] - west) * shorter * scale, EDGE + (north - point[1]) * scale

    outlines = []
    for code, rings in shapes.items():
        drawn = [[placed(point) for point in ring] for ring in rings]
        path = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in drawn)
        largest = max(drawn, key=_extent)
        outlines.append(Outline(code, path, _middle(largest)))
    return Boundaries(tuple(outlines), round((north - south) * scale) + 2 * EDGE)


def _shapes(text: str) -> Iterator[tuple[str, tuple[Ring, ...]]]:
    try:
        content = json.loads(text)
    except ValueError as problem:
        raise NotBoundaries("not JSON") from problem
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise NotBoundaries("no FeatureCollection")
    for feature in features:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        if not isinstance(properties, Mapping) or not isinstance(geometry, Mapping):
            raise NotBoundaries("a feature without properties or geometry")
        code = next((str(properties[name]) for name in CODES if properties.get(name)), "")
        if code:
            yield code, tuple(_rings(geometry))


def _rings(geometry: Mapping[str, object]) -> Iterator[Ring]:
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if geometry.get("type") == "Polygon" else coordinates
    if geometry.get("type") not in ("Polygon", "MultiPolygon") or not isinstance(polygons, list):
        raise NotBoundaries("a shape that is no polygon")
    for polygon in polygons:
        if not isinstance(polygon, list):
            raise NotBoundaries("a polygon without rings")
        for ring in polygon:
            yield _ring(ring)


def _ring(ring: object) -> Ring:
    if not isinstance(ring, list) or len(ring) < 3:
        raise NotBoundaries("a ring of fewer than three points")
    try:
        points = tuple((float(Decimal(str(point[0]))), float(Decimal(str(point[1])))) for point in ring)
    except (InvalidOperation, IndexError, TypeError, KeyError) as problem:
        raise NotBoundaries("a point that is no longitude and latitude") from problem
    if not all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in points):
        raise NotBoundaries("a point beyond the earth")
    return points


def _extent(ring: list[tuple[float, float]]) -> float:
    """The area of a ring, whichever way round."""
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs))


def _middle(ring: list[tuple[float, float]]) -> tuple[float, float]:
    xs, ys = [x for x, _y in ring], [y for _x, y in ring]
    return round((min(xs) + max(xs)) / 2, 1), round((min(ys) + max(ys)) / 2, 1)
