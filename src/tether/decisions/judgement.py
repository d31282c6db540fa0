"""Everything that one study's futures can say about its charters, in one frozen value.

    found = judge(futures, inputs_of(worlds, setting, pairs, basis), "civilian_deaths", cut_off)

The slower judgements are made for the leading contrasts (``differences.leading``); the table of all pairs is
``compare``'s. ``leave_one_out``, ``effect_of_beliefs`` and ``cost_of_staging`` need runs of their own, so they are made
apart and put in with ``dataclasses.replace``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
import xarray as xr

from tether.decisions.communities import CommunityPlaces, losses
from tether.decisions.costs import Resources
from tether.decisions.differences import Contrast, leading
from tether.decisions.effect_of_beliefs import BeliefEffect
from tether.decisions.inputs import DrawnInput
from tether.decisions.leave_one_out import LeaveOneOut
from tether.decisions.regret import Regret, Threshold, regret
from tether.decisions.scenario_discovery import Box, discover
from tether.decisions.sensitivity import sensitivity
from tether.decisions.signposts import Signpost, SignpostSeries, signposts
from tether.decisions.stability import Permutation, permuted, stability
from tether.decisions.value_of_information import value_of_information
from tether.evidence.calendar import Month


@dataclass(frozen=True)
class Judgement:
    """The judgements on the leading ``outcome``; tables as described where each is made."""

    outcome: str
    contrasts: tuple[Contrast, ...]
    regret: Regret
    boxes: tuple[Box, ...]
    value_of_information: pd.DataFrame
    sensitivity: pd.DataFrame
    signposts: tuple[Signpost, ...]
    permutation: Permutation
    stability: pd.DataFrame
    leave_one_out: LeaveOneOut | None = None
    cost_of_staging: pd.DataFrame = field(
        default_factory=pd.DataFrame
    )  # of charters in phases; empty where there are none
    losses: pd.DataFrame = field(default_factory=pd.DataFrame)  # by community of the place, apart
    resources: Resources | None = None  # money and time
    effect_of_beliefs: BeliefEffect | None = None  # what the user's own beliefs moved


def judge(
    futures: xr.Dataset,
    drawn: Mapping[str, DrawnInput],
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
