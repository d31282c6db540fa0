"""Why an option's sign differs between two cases, asked of a study: small runs on its own posterior and noise.

turned = turned_by(study, "libya-2015")          # or "neutral": a new country where little is stated
as_lines(turned, titles)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tether.armed_order.start import OrderSetting
from tether.charter import Charter
from tether.decisions.turning import NEUTRAL, TurnedOption, neutral_profile, option_shares, profile_of, turning
from tether.errors import UsageError
from tether.futures.basis import make_basis
from tether.futures.project import project_charters
from tether.futures.worlds import draw_worlds, ground_of
from tether.induction.problem import Step, quiet
from tether.randomness.noise import Noise
from tether.randomness.sizes import Sizes
from tether.report.numbers import decimals, listed, sentence_case
from tether.study.case import open_inputs
from tether.study.futures import CaseFutures

SIZES = Sizes(points=64, particles=4, block=64)
NEW = "neutral"


@dataclass(frozen=True)
class TurnedCase:
    """The options of a case with another's inputs put in; ``other`` is how the other case is called."""

    other: str
    options: tuple[TurnedOption, ...]


def turned_by(study: CaseFutures, other: str, sizes: Sizes = SIZES, step: Step = quiet) -> TurnedCase:
    """Return what the inputs of another case (its name or folder, or "neutral") do to this one's options.

    Raises:
        UsageError: the study compares nothing.
    """
    case, spec = study.case, study.case.spec
    if study.projected is None:
        raise UsageError(f"nothing to ask why of: {study.silent}")
    if other == NEW:
        name, profile = NEUTRAL, neutral_profile(case.setting)
    else:
        found = open_inputs(other)
        name, profile = found.spec.title or found.spec.id, profile_of(found.setting)
    base = study.pairs[0]
    pairs = (base, *(p for p in study.pairs[1:] if p.sponsor == base.sponsor))
    if len(pairs) < 2:
        raise UsageError("nothing to ask why of: the host has no option beside the status quo")
    basis = make_basis(case.panel, study.posterior, sizes, spec.horizon_months, Noise(spec.seed))

    def run(setting: OrderSetting) -> dict[str, float]:
        worlds = draw_worlds(setting, sizes.points, spec.seed, case.beliefs)
        return option_shares(project_charters(basis, worlds, ground_of(setting), setting.groups, pairs), study.outcome)

    return TurnedCase(name, turning(case.setting, profile, run, step))


def ask_other(other: str, own: str) -> None:
    """Read the other case before anything runs: InputError on what is none, UsageError on the case itself."""
    if other not in ("", NEW) and open_inputs(other).spec.id == open_inputs(own).spec.id:
        raise UsageError(f"--why {other}: that is the case itself; name another one, or {NEW}")


def as_lines(turned: TurnedCase, charters: Mapping[str, Charter]) -> list[str]:
    """Return the account, an option a sentence, then how it was counted."""
    titles = {name: str(c.meta.title) for name, c in charters.items() if c.meta and c.meta.title}
    return [*(_said(o, titles.get(o.option, o.option), turned.other) for o in turned.options), COUNTED]


COUNTED = (
    "Counted on this case's record and places with the same luck: mean over the theories of the median difference, as "
    "a share of the status quo's sum. Each input is put in first and last; the mean of the two is its part. The two "
    "cases' records, places and texts are not exchanged."
)


def _said(option: TurnedOption, title: str, other: str) -> str:
    own, swapped = (_share(x) for x in (option.own, option.swapped))
    how = "the sign turns" if option.turns else "the sign does not turn"
    parts = [f"{family} ({_points(option.carried[family])})" for family in option.carriers]
    carried = f"{sentence_case(listed(parts))} carry most of it" if len(parts) > 1 else ""
    carried = carried or (f"{sentence_case(parts[0])} carries most of it" if parts else "No input carries it")
    rest = f"; what they do only together: {_points(option.together)}" if abs(option.together) >= 5e-4 else ""
    return f"{title}: {own} here, {swapped} with the inputs of {other}; {how}. {carried}{rest}."


def _share(value: float) -> str:
    return f"{'+' if value > 0 else ''}{decimals(100 * value, 1)} %"


def _points(value: float) -> str:
    return f"{'+' if value > 0 else ''}{decimals(100 * value, 1)} points"
