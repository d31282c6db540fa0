"""Every number of a study with its label: the order's parameters by theory, starting sizes, codings, the core."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd

from tether.case.study import Study
from tether.inference.published import find_basis
from tether.order.setting import Spread
from tether.order.theories import THEORIES, parameters

ALL = "all"
DECLARED = ("nat",)  # core parameters that no fit has moved


def assumptions(study: Study) -> pd.DataFrame:
    """Return one row per symbol and theory ("all" where the same): meaning, range, source, label."""
    rows = [*_core(study)]
    if study.futures is not None:
        rows += [*_order(), *_sizes(study), *_codings()]
    return pd.DataFrame(rows, columns=["symbol", "unit", "meaning", "theory", "lo", "hi", "source", "label"])


def _order() -> list[tuple[Any, ...]]:
    rows = []
    for row in parameters().values():
        same = not row.overrides
        for theory in [ALL] if same else [t.id for t in THEORIES]:
            low, high = row.quantiles(theory)[1], row.quantiles(theory)[3]
            rows.append((row.symbol, row.unit, row.meaning, theory, low, high, row.source, row.label))
    return rows


def _sizes(study: Study) -> list[tuple[Any, ...]]:
    setting = study.case.setting
    names = {a.id: a.name for a in study.case.theatre.actors}
    rows = [
        _interval(f"size.{g}", "heads", f"men of {names.get(g, g)} in the field", s) for g, s in setting.sizes.items()
    ]
    held = {g: s for g, s in setting.patron.items() if s.high > 0}
    return rows + [
        _interval(f"patron.{g}", "strength", f"a foreign patron's hold on {names.get(g, g)}", s)
        for g, s in held.items()
    ]


def _interval(symbol: str, unit: str, meaning: str, spread: Spread) -> tuple[Any, ...]:
    source = "claims, recalled: check before use" if spread.recalled else "claims (section 10)"
    label = "assumption" if spread.recalled else "literature range"
    return symbol, unit, meaning, ALL, spread.low, spread.high, source, label


def _codings() -> list[tuple[Any, ...]]:
    text = (files("tether.futures") / "codings.csv").read_text("utf-8").splitlines()
    return [
        (
            f"{r['field']}={r['word']}",
            "lever",
            r["meaning"] or f"{r['word']} in a charter's text",
            ALL,
            float(r["value"]),
            float(r["value"]),
            "authors' coding of words",
            r["label"],
        )
        for r in csv.DictReader(text)
    ]


def _core(study: Study) -> list[tuple[Any, ...]]:
    said = find_basis(study.case.spec.cut_off, "adm1").said
    text = (files("tether.core") / "registry.csv").read_text("utf-8").splitlines()
    used = study.posterior.parameters
    rows = []
    for entry in csv.DictReader(text):
        values = np.asarray(getattr(used, entry["symbol"]), dtype=float).ravel()
        low, high = np.quantile(values, (0.05, 0.95))
        declared = entry["symbol"] in DECLARED
        source = "declared, not fitted" if declared else said
        label = "assumption" if declared else "estimated"
        rows.append((f"core.{entry['symbol']}", entry["unit"], entry["meaning"], ALL, low, high, source, label))
    return rows
