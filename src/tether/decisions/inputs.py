"""What was drawn: every uncertain input of a study as one named row of values by theory and point.

    for name, drawn in inputs_of(worlds, setting).items(): drawn.values      # (theory, point)

The rows are the order's parameters, the starting sizes, how much of a group stands away from its home, the patrons'
hold, how each field of charters' words is read, and each lever that a charter leaves open. Discovery, value of
information and shares read these rows and no other; a number that is fixed (a claim without a range) has no row, so no
table built on these rows can say what it carries.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tether.armed_order.beliefs import Belief, believed_parameters
from tether.armed_order.start import OrderSetting
from tether.futures.basis import ProjectionInputs
from tether.futures.worlds import BY_GROUP, Worlds, causes
from tether.levers.codebook import words_in
from tether.levers.compile import CharterPair, coding_ranks

Values = NDArray[np.float64]


@dataclass(frozen=True)
class DrawnInput:
    """One input: ``values`` (theory, point), float64, in ``unit``; ``label`` and ``source`` as the brief prints them.

    ``label`` is "literature range", "assumption" or "estimated"; what is recalled from memory is an assumption.
    """

    symbol: str
    meaning: str
    unit: str
    label: str
    source: str
    values: Values


def inputs_of(
    worlds: Worlds, setting: OrderSetting, pairs: Iterable[CharterPair] = (), basis: ProjectionInputs | None = None
) -> dict[str, DrawnInput]:
    """Return the inputs that vary under at least one theory, by symbol.

    ``pairs`` and ``basis`` add the levers that charters leave open; without them those are left out.
    """
    rows = [*_parameters(worlds), *_sizes(worlds, setting), *_standing(worlds, setting), *_together(worlds)]
    rows += _unstated(worlds, setting)
    if basis is not None:
        kept = tuple(pairs)
        rows += [*_codings(worlds, kept, basis), *_levers(worlds, kept, basis)]
    return {r.symbol: r for r in rows if np.ptp(r.values, axis=1).any()}


def _parameters(worlds: Worlds) -> list[DrawnInput]:
    table = believed_parameters(worlds.beliefs)
    return [
        DrawnInput(s, table[s].meaning, table[s].unit, table[s].label, table[s].source, np.asarray(v, np.float64))
        for s, v in worlds.parameters.items()
    ]


def _sizes(worlds: Worlds, setting: OrderSetting) -> list[DrawnInput]:
    heads = {g: worlds.heads[:, i] for i, g in enumerate(setting.groups)} | {"insurgent": worlds.insurgents}
    return [
        _claimed(worlds, f"size.{g}", f"men of {g} in the field", "heads", setting.sizes[g].recalled, v)
        for g, v in {**heads, "state": worlds.state}.items()
    ]


def _standing(worlds: Worlds, setting: OrderSetting) -> list[DrawnInput]:
    rows = []
    for i, g in enumerate(setting.groups):
        held, away = setting.patron[g].recalled, worlds.away[i].sum(axis=0)
        rows.append(
            _claimed(worlds, f"patron.{g}", f"a foreign patron's hold on {g}", "strength", held, worlds.patron[:, i])
        )
        rows.append(
            _claimed(worlds, f"away.{g}", f"share of the men of {g} who stand away from home", "share", True, away)
        )
    return rows


def _together(worlds: Worlds) -> list[DrawnInput]:
    """Return how closely inputs that share a cause are drawn together."""
    names = {"size": "sizes that share a source", "patron": "holds of one patron's state"}
    return [
        DrawnInput(c.symbol, f"rank correlation of {names[c.inputs]}", "correlation", c.label, c.reason, values)
        for c in causes()
        if c.symbol in worlds.together
        for values in [_everywhere(worlds, worlds.together[c.symbol])]
    ]


def _unstated(worlds: Worlds, setting: OrderSetting) -> list[DrawnInput]:
    """Return what an unstated community leaves open, a row a group where each has its own."""
    rows = []
    for name, (_, ranks) in worlds.unstated.items():
        names = [f"{name}.{g}" for g in setting.groups] if name in BY_GROUP else [name]
        for symbol, values in zip(names, ranks, strict=True):
            meaning = OPEN[name].format(symbol.partition(".")[2])
            where = "nobody states it: drawn between the least and the most that it can be"
            rows.append(DrawnInput(symbol, meaning, "rank", "assumption", where, _everywhere(worlds, values)))
    return rows


OPEN = {
    "outsider": "how far the men of {} are strangers where they stand",
    "kin": "how far the insurgent recruits from the community of {}",
    "constituency": "how far the people of each place are those from whom the insurgent recruits",
    "state_outsider": "how far the state's men are strangers where they stand",
}


def _claimed(
    worlds: Worlds, symbol: str, meaning: str, unit: str, recalled: bool, values: NDArray[np.float32]
) -> DrawnInput:
    label, source = ("assumption", "claims, recalled") if recalled else ("literature range", "claims")
    held = [b for b in worlds.beliefs if b.symbol == symbol]
    if held:
        label, source = "assumption", "; ".join(_of(b, worlds) for b in held)
    spread = np.broadcast_to(np.asarray(values, np.float64), (len(worlds.theories), worlds.points))
    return DrawnInput(symbol, meaning, unit, label, source, spread)


def _of(belief: Belief, worlds: Worlds) -> str:
    where = "" if len(belief.theories) == len(worlds.theories) else f"under {', '.join(belief.theories)} "
    return f"{where}believed by {belief.author} (section 9)"


def _codings(worlds: Worlds, pairs: Iterable[CharterPair], basis: ProjectionInputs) -> list[DrawnInput]:
    """Return the rank at which each field's words are read: one rank for all charters and theories."""
    used: dict[str, list[str]] = {}
    for word in words_in(end for p in pairs for s in p.settings for end in (s.low, s.high)):
        used.setdefault(word.field, []).append(word.word)
    rows = []
    for field, words in used.items():
        ranks = [coding_ranks(field, basis.noise, b, basis.sizes) for b in range(basis.blocks)]
        meaning = f"how high the words of {field} are read ({', '.join(dict.fromkeys(words))})"
        values = _everywhere(worlds, np.concatenate(ranks))
        rows.append(DrawnInput(f"coding.{field}", meaning, "rank", "assumption", "authors' coding of words", values))
    return rows


def _everywhere(worlds: Worlds, ranks: NDArray[np.floating[Any]]) -> Values:
    return np.broadcast_to(ranks.astype(np.float64), (len(worlds.theories), worlds.points))


def _levers(worlds: Worlds, pairs: Iterable[CharterPair], basis: ProjectionInputs) -> list[DrawnInput]:
    """Return the rank of each lever that a charter leaves open: one rank for all charters, as the projection draws."""
    open_ = dict.fromkeys((s.lever, s.group) for p in pairs for s in p.settings if s.drawn)
    rows = []
    for lever, group in open_:
        name, block = f"lever.{lever}.{group}", (basis.sizes.block,)
        ranks = np.concatenate([np.asarray(basis.noise.uniforms(name, 0, b, block)) for b in range(basis.blocks)])
        values = _everywhere(worlds, ranks)
        meaning = f"place of {lever} for {group} in the range that a charter leaves open"
        rows.append(DrawnInput(name, meaning, "rank", "assumption", "left open by a charter", values))
    return rows
