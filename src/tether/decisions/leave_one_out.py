"""Jackknife: which conclusions hang on one source, on what is recalled, or on one mechanism?

Leave one thing out, run a small study again on the same points, and list each conclusion that is no longer the same:

    found = leave_one_out(drops_of(setting.claims_used, mechanisms), run)   # run(None): the small study as it stands
    found.changes                                                     # printed first: what a single opponent can topple

A *conclusion* about a contrast and an outcome is one of: "lower" or "higher" (distinguishable), "opposite"
(distinguishable, by theory), "leans lower" or "leans higher" (open, but in more than half of the worlds under every
theory), "open". Tukey 1958 for the name; for sources, Heuer 1999 (which single item carries the argument?).

The room below cannot open a case, so ``run`` is given: from what is left out to futures, or None where nothing is left
to compare. Leaving a source out may take a group's size with it: the group then plays no part, which the change shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import xarray as xr

from tether.decisions.differences import Contrast, Means, contrasts, named, outcomes_of, paired_draws, unseen
from tether.decisions.stability import verdict
from tether.evidence.claims import Claim, Claims


@dataclass(frozen=True)
class Drop:
    """One thing left out.

    A source (``id`` its id), all recalled claims, a mechanism (its name), a belief (its symbol), the ranges of coded
    words, or the ties between inputs that share a cause.
    """

    kind: Literal["source", "recalled", "mechanism", "belief", "words", "ties"]
    id: str
    title: str
    claims: int  # how many claims in use go with it; 0 for what is no claim

    def of(self, claims: Claims) -> Claims:
        """Return the claims without it; unchanged for what is no claim."""
        if self.kind == "source":
            return claims.without(source=self.id)
        return claims.without(recalled=True) if self.kind == "recalled" else claims


WORDS = Drop("words", "words", "the ranges of charters' words (each read at its middle)", 0)
TIES = Drop("ties", "ties", "the ties between inputs that share a cause (each drawn alone)", 0)


@dataclass(frozen=True)
class LeaveOneOut:
    """What was left out, one after another, and what changed.

    changes: kind, dropped (id), title, sponsor, host, against_sponsor, against_host, outcome, before, after.
    conclusions: how many conclusions were compared each time. ``points``, ``particles``: size of the small study.
    ``emptied``: what leaves nothing to compare when it is left out.
    """

    drops: tuple[Drop, ...]
    changes: pd.DataFrame
    conclusions: int
    points: int
    particles: int
    emptied: tuple[Drop, ...] = ()

    @property
    def hanging(self) -> pd.DataFrame:
        """Return the changes by which a distinguishable conclusion comes, goes or turns, mechanisms left aside."""
        rows, apart = self.changes, ["lower", "higher", "opposite"]
        return rows[(rows["kind"] != "mechanism") & (rows["before"].isin(apart) | rows["after"].isin(apart))]


COLUMNS = [
    "kind",
    "dropped",
    "title",
    "sponsor",
    "host",
    "against_sponsor",
    "against_host",
    "outcome",
    "before",
    "after",
]


def drops_of(used: Iterable[Claim], mechanisms: Iterable[str] = ()) -> tuple[Drop, ...]:
    """Return one drop per source in use (in order of use), one for all that is recalled, one per mechanism."""
    claims = list(dict.fromkeys(used))
    sources = {c.source.id: c.source for c in claims}
    drops = [Drop("source", s.id, s.title, sum(c.source.id == s.id for c in claims)) for s in sources.values()]
    recalled = sum(not c.seen for c in claims)
    if recalled:
        drops.append(
            Drop("recalled", "recalled", "everything that nobody read: facts recalled, and judgements", recalled)
        )
    return (*drops, *(Drop("mechanism", m, f"the mechanism '{m}'", 0) for m in mechanisms))


def leave_one_out(
    drops: Sequence[Drop],
    run: Callable[[Drop | None], xr.Dataset | None],
    outcomes: Sequence[str] | None = None,
    on_drop: Callable[[], None] = lambda: None,
) -> LeaveOneOut:
    """Run the small study as it stands and once without each drop; ``outcomes`` default to all."""
    base = run(None)
    if base is None:
        raise ValueError("the study as it stands compares nothing")
    before = conclusions(base, outcomes)
    rows, emptied = [], []
    for drop in drops:
        futures = run(drop)
        on_drop()
        if futures is None:
            emptied.append(drop)
            continue
        after = conclusions(futures, outcomes)
        told = {"kind": drop.kind, "dropped": drop.id, "title": drop.title}
        rows += [
            {**told, **dict(key), "before": v, "after": after[key]} for key, v in before.items() if v != after[key]
        ]
    changes = pd.DataFrame(rows, columns=COLUMNS)
    return LeaveOneOut(tuple(drops), changes, len(before), base.sizes["point"], base.sizes["particle"], tuple(emptied))


def conclusions(futures: xr.Dataset, outcomes: Sequence[str] | None = None) -> dict[tuple[tuple[str, str], ...], str]:
    """Return each conclusion by the names of its contrast and its outcome."""
    wanted = outcomes_of(futures) if outcomes is None else outcomes
    return {
        tuple({**named(futures, c), "outcome": o}.items()): conclusion(futures, c, o)
        for c in contrasts(futures)
        for o in wanted
    }


def conclusion(futures: xr.Dataset, contrast: Contrast, outcome: str) -> str:
    """Return the conclusion about one contrast and outcome, in the words above."""
    means = Means.of(paired_draws(futures, contrast, outcome))
    found = str(verdict(means, not unseen(outcome)))
    if found != "open":
        return found
    for side, word in ((means.whole < 0, "leans lower"), (means.whole > 0, "leans higher")):
        if (np.asarray(side).mean(axis=-1) > 0.5).all():
            return word
    return "open"
