"""The page of a hindcast: misses first, then scores against every simple history, by origin, lead and unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from jinja2 import Environment

from tether.randomness.noise import Noise
from tether.scorecard import paired
from tether.scorecard.core_forecast import SMALLEST
from tether.scorecard.series import Series

if TYPE_CHECKING:
    from tether.scorecard.hindcast import Task

SCORES = {
    "crps": "CRPS", "ign": "IGN (bits)", "mis": "MIS 90", "crps_log1p": "CRPS of log(1+x)", "twcrps": "CRPS above 25",
    "cover50": "in 50 %", "cover80": "in 80 %", "cover90": "in 90 %",
}  # fmt: skip
SIMPLE = ("nb-12", "nb-24", "conflictology-12", "change-120", "boot240-own")

_TEMPLATE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Hindcast: {{ name }}</title><style>
body{font:15px/1.45 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b}
table{border-collapse:collapse;margin:.6rem 0}td,th{padding:.15rem .6rem;text-align:right;border-bottom:1px solid #ddd}
td:first-child,th:first-child{text-align:left}caption{text-align:left;font-weight:600;padding:.3rem 0}.bar{fill:#4a6f8a}
</style></head><body><h1>Hindcast: {{ name }}</h1>
<p><b>{{ label }}</b> {{ verdict }}</p>
<p>{{ units }} units, {{ origins|length }} origins ({{ origins|join(', ') }}: last month of data),
leads {{ leads }} months, {{ draws }} draws. Deaths per unit and month. Lower is better in every score but coverage.</p>
{% for n in notes %}<p>{{ n }}</p>{% endfor %}
<h2>The largest misses</h2>{{ misses }}
<h2>Scores</h2>{{ table }}
<h2>By origin (CRPS)</h2>{{ by_origin }}<h2>By lead (CRPS)</h2>{{ by_lead }}
<h2>By unit (CRPS, the 25 largest)</h2>{{ by_unit }}
<h2>Calibration</h2><p>Randomised PIT of the published forecast on units with NB-12's CRPS above .15:
even bars are right.</p>
<svg viewBox="0 0 400 120" width="400" role="img" aria-label="PIT histogram">{% for h in pit %}<rect class="bar"
x="{{ loop.index0 * 40 + 2 }}" width="36" y="{{ 110 - h * 300 }}" height="{{ h * 300 }}"/>{% endfor %}
<line x1="0" x2="400" y1="80" y2="80" stroke="#a33" stroke-dasharray="4"/></svg>
<h2>The filter</h2>{% for n in filter %}<p>{{ n }}</p>{% endfor %}{{ weakest }}
{% if learned %}<h2>Hyper-parameters: prior and posterior</h2><p>{{ learned_said }}</p>
<p>The prior is the pool's, the posterior this record's. Overlap 1: nothing was learned; .2: all weight lies in one
fifth of the prior. The forecast from it is scored above as core-posterior and is not the one published.</p>
{{ learned }}
{% endif %}</body></html>"""


def page(series: Series, task: Task, scores: pd.DataFrame, notes: list[dict[str, Any]]) -> str:
    """Return the HTML page of finished scores; ``notes`` are the origins' own (left out, diagnoses)."""
    core, bar = _of(scores, "core"), _of(scores, "nb-12")
    label, verdict = verdict_of(scores)
    lively = paired.lively_units(bar.dropna(subset=["crps"]))
    pit = core[core["unit"].isin(lively)]["pit"].dropna()
    shares = np.histogram(pit, 10, (0, 1))[0] / max(len(pit), 1)
    return (
        Environment(autoescape=True)
        .from_string(_TEMPLATE)
        .render(
            name=series.name,
            label=label,
            verdict=verdict,
            units=scores["unit"].nunique(),
            origins=task.origins,
            leads=f"{task.leads[0]}–{task.leads[-1]}",
            draws=task.draws,
            notes=[*series.notes, *_left_out(notes)],
            misses=_html(misses(core)),
            table=_html(summary(scores)),
            by_origin=_html(_by(scores, "origin")),
            by_lead=_html(_by(scores, "lead")),
            by_unit=_html(_by(scores, "unit").sort_values("core", ascending=False).head(25)),
            pit=[float(s) for s in shares],
            filter=_filter_says(notes),
            weakest=_html(weakest(notes)),
            **_learned(notes),
        )
    )


def verdict_of(scores: pd.DataFrame) -> tuple[str, str]:
    """Return the label ("beats simple history here" or not) and the sentence that gives its figures.

    The core beats simple history where its mean CRPS is below that of the best of ``SIMPLE`` and its ignorance too.
    """
    table = scores.dropna(subset=["crps"]).groupby("forecaster")[["crps", "ign"]].mean()
    if "core" not in table.index:
        return "Nothing to score.", "No month after an origin lies inside the data."
    crps, bits = ({str(n): float(v) for n, v in table[s].items()} for s in ("crps", "ign"))
    bar, bar_bits = min(SIMPLE, key=crps.__getitem__), min(SIMPLE, key=bits.__getitem__)
    won = crps["core"] < crps[bar] and bits["core"] < bits[bar_bits]
    gap = paired.difference_by_origin(_of(scores, "core"), _of(scores, bar), Noise(0))
    said = (
        f"CRPS {crps['core']:.3g} against {crps[bar]:.3g} ({bar}, the best simple history); difference {gap} "
        f"(95 %, origins resampled); ignorance {bits['core']:.3f} against {bits[bar_bits]:.3f} bits ({bar_bits})."
    )
    return ("Beats simple history here." if won else "Does not beat simple history here."), said


def summary(scores: pd.DataFrame) -> pd.DataFrame:
    """Return mean scores per forecaster, best CRPS first, and the share of origins, leads and units won over NB-12."""
    table = scores.groupby("forecaster")[list(SCORES)].mean().sort_values("crps")
    for by in ("origin", "lead", "unit"):
        table[f"{by}s won"] = [
            paired.wins(_of(scores, str(n)), _of(scores, "nb-12"), by)["won"].mean() for n in table.index
        ]
    return table.rename(columns=SCORES).reset_index()


def misses(core: pd.DataFrame, most: int = 12) -> pd.DataFrame:
    """Return the cells with the largest CRPS: what was recorded, what had been expected."""
    worst = core.sort_values("crps", ascending=False).head(most)
    return worst[["unit", "month", "origin", "lead", "observed", "mean", "crps"]]


def weakest(notes: list[dict[str, Any]], most: int = 40) -> pd.DataFrame:
    """Return per unit the smallest effective share over all origins and members, and its month, smallest first."""
    rows = [(d["unit"], d["month"], d["smallest"]) for note in notes for d in note["diagnoses"]]
    table = pd.DataFrame(rows, columns=["unit", "month", "smallest share"]).sort_values("smallest share")
    return table.drop_duplicates("unit").head(most)


def _of(scores: pd.DataFrame, name: str) -> pd.DataFrame:
    return scores[scores["forecaster"] == name]


def _by(scores: pd.DataFrame, key: str) -> pd.DataFrame:
    wide = scores.pivot_table(index=key, columns="forecaster", values="crps", aggfunc="mean")
    return wide.reindex(columns=["core", "core-model", *SIMPLE]).reset_index()


def _html(table: pd.DataFrame) -> Any:
    from markupsafe import Markup

    return Markup(table.to_html(index=False, border=0, float_format=lambda v: f"{v:.3f}", na_rep="–"))


def _learned(notes: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the prior–posterior report of the last origin, where one was asked for."""
    found = notes[-1].get("posterior")
    if not found:
        return {}
    return {
        "learned": _html(pd.DataFrame(found["report"])),
        "learned_said": f"At {notes[-1]['origin']}: {found['said']}",
    }


def _left_out(notes: list[dict[str, Any]]) -> list[str]:
    out = []
    for note in notes:
        for key, why in (("no_history", "no known month yet"), ("named_later", "first named after it")):
            if note[key]:
                out.append(
                    f"At {note['origin']} {len(note[key])} units were left out ({why}): {', '.join(note[key][:8])}."
                )
    return out


def _filter_says(notes: list[dict[str, Any]]) -> list[str]:
    rows = [(d["smallest"], d["unit"], d["month"]) for note in notes for d in note["diagnoses"]]
    smallest = min(rows)
    weak = sum(share < SMALLEST for share, _, _ in rows)
    said = sorted({d["said"] for note in notes for d in note["diagnoses"]})
    return [
        *said,
        f"The smallest effective share of the particles was {smallest[0]:.2%} ({smallest[1]}, {smallest[2]}).",
        f"In {weak} of {len(rows)} unit-origins it fell below {SMALLEST:.0%} at some month: the filter degenerated "
        "there and recovered from few particles; mostly the first months of a war.",
    ]
