"""A study judged: the calls of the decisions room with what only a case knows (record, inputs, claims).

found = judgement_of(study)                          # seconds: regret, boxes, information, sensitivity, signposts
found = with_beliefs(found, study)                   # seconds: a small study again without the user's beliefs
found = with_leave_one_out(found, study)             # minutes: a small study again for each source left out
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import xarray as xr

from tether.armed_order.start import setting_from, untied
from tether.decisions.communities import parts_by_people
from tether.decisions.cost_of_staging import cost_of_staging
from tether.decisions.costs import Resources, claimed_pay, months_to_intake, months_to_redeploy
from tether.decisions.effect_of_beliefs import effect_of_beliefs, without
from tether.decisions.inputs import inputs_of
from tether.decisions.judgement import Judgement, judge
from tether.decisions.leave_one_out import TIES, WORDS, Drop, drops_of, leave_one_out
from tether.decisions.regret import Threshold, record_thresholds
from tether.futures.basis import make_basis
from tether.futures.outcomes import ONE_SIDED, ORDER_OUTCOMES, measured
from tether.futures.project import project_charters, theories_of
from tether.futures.worlds import draw_worlds, ground_of
from tether.levers.compile import CharterPair, believing
from tether.randomness.noise import Noise
from tether.randomness.sizes import Sizes
from tether.study.assumptions import belief_ranges
from tether.study.futures import CaseFutures

SMALL = Sizes(points=32, particles=4, block=32)


def judgement_of(study: CaseFutures) -> Judgement:
    """Return the judgement of a study that compares something.

    Raises:
        ValueError: the study compares nothing (``study.silent`` says why).
    """
    if study.projected is None or study.worlds is None:
        raise ValueError(study.silent)
    spec = study.case.spec
    drawn = inputs_of(study.worlds, study.case.setting, study.pairs, study.basis)
    names = {c.id: c.name for c in study.case.theatre.communities}
    people = parts_by_people(study.case.setting.people, names)
    judgement = judge(
        study.projected, drawn, study.outcome, spec.cut_off, thresholds(study), seed=spec.seed, people=people
    )
    judgement = replace(judgement, resources=resources_of(study))
    if study.twins is None:
        return judgement
    return replace(judgement, cost_of_staging=cost_of_staging(study.projected, study.twins, study.pairs, study.outcome))


def resources_of(study: CaseFutures) -> Resources:
    """Return the study's tables of money and time."""
    assert study.projected is not None and study.worlds is not None
    case, roles = study.case, study.case.spec.roles
    army = roles.state[0] if roles.state else ""
    names = {a.id: a.name for a in case.theatre.actors}
    return Resources(
        claimed_pay(case.claims, {a: names.get(a, a) for a in (*roles.militias, *roles.state)}, army),
        months_to_intake(study.projected, study.pairs),
        months_to_redeploy(study.worlds.parameters["role_speed"], theories_of(study.projected)),
    )


def thresholds(study: CaseFutures) -> tuple[Threshold, ...]:
    """Return the record's own thresholds for the leading outcome; none where the record is shorter than the horizon."""
    panel, months = study.case.panel, study.case.spec.horizon_months
    if len(panel.months) < months:
        return ()
    cells = panel.cells
    counted = cells.civilians if study.outcome == "civilian_deaths" and cells.civilians is not None else None
    recorded = counted[-months:].sum() if counted is not None else cells.best[-months:, :, ONE_SIDED].sum()
    title = next(o.title for o in measured(study.basis.civilians) if o.id == study.outcome)
    return record_thresholds(float(recorded), months, title)


def with_leave_one_out(
    judgement: Judgement, study: CaseFutures, sizes: Sizes = SMALL, on_drop: Callable[[], None] = lambda: None
) -> Judgement:
    """Return the judgement with the source jackknife: each source in use, and what is recalled, left out in turn."""
    drops = (*drops_of(study.case.setting.claims_used), WORDS, TIES)
    shaken = leave_one_out(drops, lambda drop: _small(study, sizes, drop), [study.outcome, *_signs(study)], on_drop)
    return replace(judgement, leave_one_out=shaken)


def with_beliefs(judgement: Judgement, study: CaseFutures, sizes: Sizes | None = None) -> Judgement:
    """Return the judgement with what the user's own beliefs moved; unchanged where the case holds none.

    ``sizes`` of the small study: by default ``SMALL``, or the study's own where that is smaller still.
    """
    beliefs, own = study.case.beliefs, study.case.spec.sizes
    if not beliefs:
        return judgement
    run = partial(_small, study, sizes or min(SMALL, own, key=lambda s: s.points * s.particles))
    outcomes = [study.outcome, *_signs(study)]
    return replace(
        judgement, effect_of_beliefs=effect_of_beliefs(beliefs, belief_ranges(study), run, study.outcome, outcomes)
    )


def _signs(study: CaseFutures) -> tuple[str, ...]:
    return tuple(o.id for o in ORDER_OUTCOMES if o.compared) if study.projected is not None else ()


def _small(study: CaseFutures, sizes: Sizes, drop: Drop | None) -> xr.Dataset | None:
    """Run the study again, small, on the same posterior, without ``drop``."""
    case, spec = study.case, study.case.spec
    claims = case.claims if drop is None else drop.of(case.claims)
    setting = case.setting if drop is None else setting_from(case.theatre, claims, spec.roles)
    if not setting.groups:
        return None
    setting = untied(setting) if drop == TIES else setting
    basis = make_basis(case.panel, study.posterior, sizes, spec.horizon_months, Noise(spec.seed))
    beliefs = without(case.beliefs, drop)
    worlds = draw_worlds(setting, sizes.points, spec.seed, beliefs)
    pairs = tuple(believing(p, beliefs, ranged=drop != WORDS) for p in _pairs(study, setting.groups))
    return project_charters(basis, worlds, ground_of(setting), setting.groups, pairs)


def _pairs(study: CaseFutures, groups: tuple[str, ...]) -> tuple[CharterPair, ...]:
    """Return the study's pairs without the settings of groups that play no part any more."""
    assert study.projected is not None
    return tuple(replace(p, settings=tuple(s for s in p.settings if s.group in groups)) for p in study.pairs)
