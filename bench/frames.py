"""The same figures by a dataframe engine: read what was filed, compute in memory, write the result back.

Year by year and basis by basis, so that the nation fits. Numbers are floats here.
"""

from io import BytesIO

import polars as pl
from django.db import connection

from bench.others import AWAY, BASES, BEST, STAGES, Sentences
from targets.domain.algebra import Accrual, Comparison, Indicator, Pooling

SAID = """COPY (
SELECT f.area_id AS area, q.code AS quantity, y.year AS "then", r.stage AS pick, f.state = '{away}' AS away, f.number
FROM reports_report r JOIN reports_filingyear y ON y.id = r.filing_year_id
JOIN reports_revision v ON v.id = r.{column} JOIN reports_fact f ON f.snapshot_id = v.snapshot_id
JOIN targets_quantity q ON q.id = f.quantity_id WHERE q.kind <> 'text'
) TO STDOUT (FORMAT csv, HEADER)"""
CELL = ["area", "indicator", "pick"]
SUMS = ["numerator", "denominator", "base_numerator", "base_denominator"]
WRITTEN = ["area", "indicator", "year", "pick", "basis", "reported", "expected", *SUMS, "value", "void"]
STORED = "area_id, indicator_id, year, stage, basis, reported, expected, " + ", ".join(SUMS) + ", value, void_reason"


def by_polars(sentences: Sentences) -> int:
    """Compute every figure of every year, and copy it in."""
    tree = sentences.tree
    parts = [(unit, above) for above, units in tree.parts_of.items() for unit in units]
    above = pl.DataFrame(parts, schema=["area", "above"], orient="row")
    written = 0
    for basis in BASES:
        said = _said(sentences, basis)
        for year in sentences.years:
            rows = _figures(sentences, said, above, year).with_columns(year=pl.lit(year), basis=pl.lit(basis))
            _copy_in(rows.select(WRITTEN))
            written += rows.height
    return written


def _said(sentences: Sentences, basis: str) -> pl.DataFrame:
    """What was said on a basis, by stage and as the best of both; milestones that are done stay done."""
    column = "approved_revision_id" if basis == "approved" else "submitted_revision_id"
    stream = BytesIO()
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(SAID.format(away=AWAY, column=column), stream)
    kinds = {"away": pl.String, "number": pl.Float64}
    filed = pl.read_csv(stream.getvalue(), schema_overrides=kinds).with_columns(away=pl.col("away") == "t")
    key = ["area", "quantity", "then"]
    best = filed.sort("pick", descending=True).unique(key, keep="first", maintain_order=True)
    said = pl.concat([filed, best.with_columns(pick=pl.lit(BEST))])
    milestones = [code for code in filed["quantity"].unique() if sentences.is_milestone(code)]
    grid = best.filter(pl.col("quantity").is_in(milestones)).select("area", "quantity").unique()
    years = pl.DataFrame({"then": list(sentences.years)}, schema={"then": pl.Int64})
    grid = grid.join(years, how="cross").join(best.select(*key, "number"), on=key, how="left").sort(key)
    before = pl.col("number").forward_fill().shift(1).over("area", "quantity")
    done = grid.with_columns(number=before).filter(pl.col("number") >= 1)
    done = done.join(pl.DataFrame({"pick": list(STAGES)}), how="cross").with_columns(away=pl.lit(False))
    done = done.join(said, on=[*key, "pick"], how="anti")
    return pl.concat([said, done.select(said.columns)])


def _figures(sentences: Sentences, said: pl.DataFrame, above: pl.DataFrame, year: int) -> pl.DataFrame:
    """Every area's figures of one year on one basis, all stages."""
    picks = pl.DataFrame({"pick": list(STAGES)})
    needed = _needed(sentences, year)
    grid = _applies(sentences).join(needed, on="indicator").join(picks, how="cross")
    grid = grid.with_columns(read=pl.when(pl.col("then") == year).then(pl.col("pick")).otherwise(pl.lit(BEST)))
    on = ["area", "quantity", "then"]
    found = grid.join(said.rename({"pick": "read"}), on=[*on, "read"], how="left")
    moment = [*CELL, "is_base", "then"]
    found = found.with_columns(
        out=pl.col("away").fill_null(False).any().over(moment), lacks=pl.col("away").is_null().any().over(moment)
    )
    base, out, counts = pl.col("is_base"), pl.col("out"), ~pl.col("out")
    product = pl.col("number") * pl.col("weight")
    lacks_factor = pl.col("weight").is_null() & (pl.col("number") != 0) & counts
    sides = {
        name: (pl.col("side") == name.removeprefix("base_")) & (base if name.startswith("base") else ~base)
        for name in SUMS
    }
    cells = found.group_by(CELL).agg(
        outside=~(counts & ~base).any() | (out & base).any(),
        lacking=(pl.col("lacks") & counts).any(),
        **{
            name: pl.when(of.any() & ~(of & lacks_factor).any()).then(product.filter(of & counts).sum())
            for name, of in sides.items()
        },
    )
    counted = ~pl.col("outside") & ~pl.col("lacking")
    cells = cells.with_columns(
        reported=counted.cast(pl.Int32),
        expected=(~pl.col("outside")).cast(pl.Int32),
        **{name: pl.when(counted).then(pl.col(name)) for name in SUMS},
    ).select(*CELL, "reported", "expected", *SUMS)
    return _with_values(sentences, _everywhere(sentences, cells, above, picks, year), year)


def _everywhere(
    sentences: Sentences, cells: pl.DataFrame, above: pl.DataFrame, picks: pl.DataFrame, year: int
) -> pl.DataFrame:
    """The cells of the reporting areas, their sums above, and nothing where nothing applies."""
    one = dict(sentences.indicators(year))
    pooled = [pk for pk, said in one.items() if said.pooling is not Pooling.CITY]
    counted = pl.col("reported") > 0
    sums = cells.join(above, on="area").filter(pl.col("indicator").is_in(pooled)).drop("area").rename({"above": "area"})
    sums = sums.group_by(CELL).agg(
        pl.col("reported").sum(),
        pl.col("expected").sum(),
        **{
            name: pl.when(~(counted & pl.col(name).is_null()).any() & counted.any()).then(
                pl.col(name).filter(counted).sum()
            )
            for name in SUMS
        },
    )
    is_above = pl.col("area").is_in(above["above"].unique().to_list())
    own = cells.filter(~is_above | ~pl.col("indicator").is_in(pooled))
    everyone = pl.DataFrame({"area": sorted(sentences.tree.codes)}).join(
        pl.DataFrame({"indicator": sorted(one)}), how="cross"
    )
    rows = everyone.join(picks, how="cross").join(pl.concat([own, sums.select(own.columns)]), on=CELL, how="left")
    return rows.with_columns(pl.col("reported").fill_null(0), pl.col("expected").fill_null(0))


def _with_values(sentences: Sentences, rows: pl.DataFrame, year: int) -> pl.DataFrame:
    """Divide once."""
    about = [
        (pk, float(one.measure.scale), one.measure.denominator is not None, str(one.comparison))
        for pk, one in sentences.indicators(year)
    ]
    kinds = pl.DataFrame(about, schema=["indicator", "scale", "divides", "comparison"], orient="row")
    rows = rows.join(kinds, on="indicator")

    def quotient(prefix: str) -> pl.Expr:
        top, bottom = pl.col(f"{prefix}numerator"), pl.col(f"{prefix}denominator")
        return pl.col("scale") * pl.when(pl.col("divides")).then(top / pl.when(bottom != 0).then(bottom)).otherwise(top)

    now, base = quotient(""), quotient("base_")
    drop = pl.when(pl.col("comparison") == Comparison.DROP_POINTS.value).then(base - now)
    drop = drop.otherwise(100 * (base - now) / pl.when(base != 0).then(base))
    value = pl.when(pl.col("comparison") == Comparison.VALUE.value).then(now).otherwise(drop)
    rows = rows.with_columns(value=pl.when(pl.col("reported") > 0).then(value))
    return rows.with_columns(void=pl.when(pl.col("value").is_null()).then(pl.lit("none")).otherwise(pl.lit("")))


def _needed(sentences: Sentences, year: int) -> pl.DataFrame:
    """What each indicator needs for a year: quantities of years, with their weights."""
    rows = [row for pk, one in sentences.indicators(year) for row in _terms(sentences, pk, one, year)]
    names = ["indicator", "then", "is_base", "side", "quantity", "weight"]
    kinds = [pl.Int64, pl.Int64, pl.Boolean, pl.String, pl.String, pl.Float64]
    return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")


def _terms(sentences: Sentences, pk: int, one: Indicator, year: int) -> list[tuple[object, ...]]:
    cumulative = one.accrual is Accrual.CUMULATIVE and one.count_from is not None
    moments = [(then, False, year) for then in range(one.count_from if cumulative else year, year + 1)]
    base_year = sentences.plan.base_year
    if moments and one.comparison is not Comparison.VALUE:
        moments.append((base_year, True, base_year))
    factors = sentences.by_year[year].factors
    rows = []
    for then, is_base, of in moments:
        for side, terms in (("numerator", one.measure.numerator), ("denominator", one.measure.denominator or ())):
            for term in terms:
                weight = term.coefficient if term.factor is None else factors[term.factor].value_in(of)
                rows.append((pk, then, is_base, side, term.quantity, None if weight is None else float(weight)))
    return rows


def _applies(sentences: Sentences) -> pl.DataFrame:
    ids = {code: pk for pk, code in sentences.codes.items()}
    areas = sentences.tree.ids
    rows = [(ids[code], areas[area]) for code, said in sentences.applies.items() for area in said if area in areas]
    return pl.DataFrame(rows, schema=["indicator", "area"], orient="row")


def _copy_in(rows: pl.DataFrame) -> None:
    stream = BytesIO()
    rows.write_csv(stream, include_header=False)
    stream.seek(0)
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(
            f"COPY bench_rollup ({STORED}) FROM STDIN (FORMAT csv, FORCE_NOT_NULL (void_reason))", stream
        )
