"""Everything that one study's futures can say about its charters, in one frozen value.

    found = judge(futures, inputs_of(worlds, setting, pairs, basis), "civilian_deaths", cut_off)

The slower judgements are made for the leading contrasts (``choices.leading``); the table of all pairs is ``compare``'s.
``jackknife``, ``moved`` and ``caution`` need runs of their own, so they are made apart and put in with
``dataclasses.replace``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
import xarray as xr

from tether.evidence.calendar import Month
from tether.judgement.choices import leading
from tether.judgement.communities import CommunityPlaces, losses
from tether.judgement.compare import Contrast
from tether.judgement.discovery import Box, discover
from tether.judgement.information import value_of_information
from tether.judgement.inputs import Drawn
from tether.judgement.jackknife import LeaveOneOut
from tether.judgement.moved import BeliefEffect
from tether.judgement.permutation import Permutation, permuted
from tether.judgement.regret import Regret, Threshold, regret
from tether.judgement.resources import Resources
from tether.judgement.shares import sensitivity
from tether.judgement.signposts import Signpost, SignpostSeries, signposts
from tether.judgement.stability import stability


@dataclass(frozen=True)
class Judgement:
    """The judgements on the leading ``outcome``; tables as described where each is made."""

    outcome: str
    contrasts: tuple[Contrast, ...]
    regret: Regret
    boxes: tuple[Box, ...]
    information: pd.DataFrame
    shares: pd.DataFrame
    signposts: tuple[Signpost, ...]
    permutation: Permutation
    stability: pd.DataFrame
    jackknife: LeaveOneOut | None = None
    caution: pd.DataFrame = field(default_factory=pd.DataFrame)  # of charters in phases; empty where there are none
    losses: pd.DataFrame = field(default_factory=pd.DataFrame)  # by community of the place, apart
    resources: Resources | None = None  # money and time
    moved: BeliefEffect | None = None  # what the user's own beliefs moved


def judge(
    futures: xr.Dataset,
    drawn: Mapping[str, Drawn],
    outcome: str,
    cut_off: Month,
    thresholds: Sequence[Threshold] = (),
    series: Sequence[SignpostSeries] = (),
    seed: int = 0,
    people: Sequence[CommunityPlaces] = (),
) -> Judgement:
    """Judge the leading contrasts of ``futures``; ``seed`` sets resamples and shuffles.

    ``people`` sorts places by their communities.
    """
    chosen = leading(futures)
    return Judgement(
        outcome,
        chosen,
        regret(futures, outcome, thresholds),
        discover(futures, drawn, chosen, outcome),
        value_of_information(futures, drawn, chosen, outcome, seed),
        sensitivity(futures, drawn, chosen, outcome, seed),
        signposts(futures, chosen, outcome, cut_off, series),
        permuted(futures, chosen, seed=seed),
        stability(futures, chosen, seed=seed),
        losses=losses(futures, chosen, outcome, people),
    )
