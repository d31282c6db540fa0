"""Every number of a study with its label: the order's parameters by theory, starting sizes, codings, the core."""

from __future__ import annotations

import csv
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd

from tether.armed_order.beliefs import Belief, belief_about, believed_parameters, believed_spread
from tether.armed_order.start import Spread
from tether.armed_order.theories import THEORIES, parameters
from tether.forecast.posterior import find_weights
from tether.futures.worlds import correlations
from tether.levers.codebook import codings
from tether.study.futures import CaseFutures

ALL = "all"
MEN, HOLD = "men of {} in the field", "a foreign patron's hold on {}"
DECLARED = ("nat",)  # core parameters that no fit has moved


def assumptions(study: CaseFutures) -> pd.DataFrame:
    """Return one row per symbol and theory ("all" where the same): meaning, range, source, label."""
    rows = [*_core(study)] if study.record is not None else []
    if study.projected is not None:
        rows += [*_order(study.case.beliefs), *_sizes(study), *_together(study), *_codings(study.case.beliefs)]
    return pd.DataFrame(rows, columns=["symbol", "unit", "meaning", "theory", "lo", "hi", "source", "label"])


def belief_ranges(study: CaseFutures) -> pd.DataFrame:
    """Return what the user believes beside what was authored or claimed, one row per belief and theory."""
    rows = []
    for belief in study.case.beliefs:
        meaning, unit, authored = _as_authored(study, belief.symbol)
        for theory in belief.theories:
            span = (*belief.quantiles[1:4:2], *authored(theory))
            rows.append((belief.symbol, meaning, unit, theory, *span, belief.author, belief.reason))
    names = ["symbol", "meaning", "unit", "theory", "lo", "hi", "authored_lo", "authored_hi", "author", "reason"]
    return pd.DataFrame(rows, columns=names)


def _as_authored(study: CaseFutures, symbol: str) -> tuple[str, str, Callable[[str], tuple[float, float]]]:
    if symbol in parameters():
        row = parameters()[symbol]
        return row.meaning, row.unit, row.span
    if "=" in symbol:
        coding = codings()[tuple(symbol.split("=", 1))]  # type: ignore[index]
        return coding.meaning, "lever", lambda theory: (coding.low, coding.high)
    kind, _, group = symbol.partition(".")
    name = next((a.name for a in study.case.theatre.actors if a.id == group), group)
    setting = study.case.setting
    spread = setting.sizes[group] if kind == "size" else setting.patron[group]
    meaning, unit = (MEN, "heads") if kind == "size" else (HOLD, "strength")
    return meaning.format(name), unit, lambda theory: (spread.low, spread.high)


def _order(beliefs: tuple[Belief, ...]) -> list[tuple[Any, ...]]:
    rows = []
    for row in believed_parameters(beliefs).values():
        for theory in [t.id for t in THEORIES] if row.overrides else [ALL]:
            belief = belief_about(row.symbol, theory, beliefs)
            low, high = row.span(theory)
            known = parameters()[row.symbol]
            source, label = (belief.source, row.label) if belief else (known.source, known.label)
            rows.append((row.symbol, row.unit, row.meaning, theory, low, high, source, label))
    return rows


def _sizes(study: CaseFutures) -> list[tuple[Any, ...]]:
    setting, beliefs = study.case.setting, study.case.beliefs
    names = {a.id: a.name for a in study.case.theatre.actors}
    rows = []
    for g, spread in setting.sizes.items():
        rows += _interval(f"size.{g}", "heads", MEN.format(names.get(g, g)), spread, beliefs)
    for g, spread in setting.patron.items():
        if spread.high > 0 or any(b.symbol == f"patron.{g}" for b in beliefs):
            rows += _interval(f"patron.{g}", "strength", HOLD.format(names.get(g, g)), spread, beliefs)
    return rows


def _interval(
    symbol: str, unit: str, meaning: str, spread: Spread, beliefs: tuple[Belief, ...]
) -> list[tuple[Any, ...]]:
    rows = []
    for theory in [t.id for t in THEORIES] if any(b.symbol == symbol for b in beliefs) else [ALL]:
        held, s = belief_about(symbol, theory, beliefs), believed_spread(symbol, spread, theory, beliefs)
        claims = "claims, recalled or judged: check before use" if s.recalled else "claims (section 10)"
        label = "assumption" if s.recalled else "literature range"
        rows.append((symbol, unit, meaning, theory, s.low, s.high, held.source if held else claims, label))
    return rows


def _together(study: CaseFutures) -> list[tuple[Any, ...]]:
    return [
        (
            *(
                t.cause.symbol,
                "correlation",
                f"rank correlation of {', '.join(t.symbols)} where they share a cause",
                ALL,
            ),
            *(t.cause.low, t.cause.high, t.cause.reason, t.cause.label),
        )
        for t in correlations(study.case.setting)
    ]


def _codings(beliefs: tuple[Belief, ...]) -> list[tuple[Any, ...]]:
    rows = []
    for row in codings().values():
        symbol = f"{row.field}={row.word}"
        belief = belief_about(symbol, THEORIES[0].id, beliefs)
        low, high = (belief.quantiles[1], belief.quantiles[3]) if belief else (row.low, row.high)
        source = belief.source if belief else f"authors' coding of words: {row.reason}"
        rows.append((symbol, "lever", row.meaning, ALL, low, high, source, row.label))
    return rows


def _core(study: CaseFutures) -> list[tuple[Any, ...]]:
    said = find_weights(study.case.spec.cut_off, "adm1").source
    text = (files("tether.forecast") / "registry.csv").read_text("utf-8").splitlines()
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
