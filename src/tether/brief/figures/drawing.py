"""What every figure shares: a chart on given rows, months on a time axis, and the spec that a page or a file needs."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from tether.brief.figures import style
from tether.brief.numerals import month, spell

Chart = Any  # an Altair chart: its type changes with every layer


def rows(frame: pd.DataFrame) -> alt.Data:
    """Return a table as inline rows: months as ISO dates, missing as null (never 0).

    Months are also spelled out as ``when``, for tooltips: those would format a date by the reader's own clock, and say
    May for June west of Greenwich.
    """
    ready = frame.copy()
    if "month" in ready:
        ready["when"] = ready["month"].map(spell)
    for name in ready.columns:
        if pd.api.types.is_datetime64_any_dtype(ready[name]):
            ready[name] = ready[name].dt.strftime("%Y-%m-%d")
    return alt.Data(values=ready.astype(object).where(ready.notna(), None).to_dict("records"))


def time_axis(years: str = "%Y", **more: Any) -> dict[str, Any]:
    """Return the encoding of months along x, read as UTC so that no reader's clock shifts a month."""
    axis = alt.Axis(title=None, format=years, tickCount=more.pop("ticks", 8), labelFlush=True, grid=False)
    return {"type": "temporal", "scale": alt.Scale(type="utc", **more), "axis": axis}


def cut_off_rule(cut_off: str, label: str = "") -> Chart:
    """Return the dashed line between record and projection, in the middle of the cut-off month."""
    data = rows(pd.DataFrame({"at": [month(cut_off) + pd.Timedelta(days=15)], "label": [label]}))
    base = alt.Chart(data).encode(x=alt.X("at:T", scale=alt.Scale(type="utc")))
    rule = base.mark_rule(color=style.MARK, strokeDash=[4, 3], strokeWidth=1.2)
    if not label:
        return rule
    return rule + base.mark_text(align="right", dx=-5, y=8, color=style.MARK, fontSize=11).encode(text="label:N")


def specification(chart: Chart) -> dict[str, Any]:
    """Return the Vega-Lite spec of a chart, as wide as what holds it, without the configuration (a page carries one).

    The spec is not held against the schema here, which would take most of a page's time; the tests do that.
    """
    spec = chart.to_dict(validate=False) | {"width": "container"}
    datasets: dict[str, Any] = {}
    shared = _share(spec, datasets)
    return {k: v for k, v in shared.items() if k not in ("config", "$schema")} | {"datasets": datasets}


def _share(part: Any, datasets: dict[str, Any]) -> Any:
    """Return the spec with inline rows named, so that layers drawn from one table carry it once."""
    if isinstance(part, list):
        return [_share(p, datasets) for p in part]
    if not isinstance(part, dict):
        return part
    if isinstance(values := part.get("values"), list) and set(part) <= {"values", "name"}:
        name = next((n for n, known in datasets.items() if known == values), f"rows{len(datasets)}")
        datasets[name] = values
        return {"name": name}
    return {k: v if k == "values" else _share(v, datasets) for k, v in part.items()}
