"""Why an option's sign differs between two cases: inputs of one put in the place of the other's, one at a time.

    found = turning(setting, profile_of(other), run)     # 2k + 2 small studies of k families of inputs
    found[0].carriers                                    # the inputs that carry the difference, the largest first

The other case's places, groups and record cannot be put into this one. What can is what those inputs come to, as a
``profile``: men of the insurgent and of the state for each militiaman, the foreign patrons' hold, how far men are
strangers where they stand, whether the insurgent recruits from the militias' community, how much of the people he
holds. Every study runs on the same posterior, with the same noise and the same drawn worlds, so that a difference
between two of them comes from the inputs put in. For a family i, D being the option's difference as a share of the
status quo's sum (mean over theories of the median over worlds):

    first in   D(own with i from the other) − D(own)
    last in    D(all from the other) − D(all but i from the other)
    carried    the mean of the two: over both orders in which it can come first or last

The families' sum is not the whole: they act together, and the rest is said. What remains beyond that between the two
cases (their records of violence, their places, what their charters say) is no part of it. To add a family: a function
of (own, profile) in ``FAMILIES``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from tether.armed_order.start import WIDENED, OrderSetting
from tether.decisions.differences import total
from tether.futures.project import pair_names

Arrays = NDArray[np.float32]
Step = Callable[[str, int, int], None]
LEAST = 0.0005  # of the status quo's sum: a smaller difference has no sign


@dataclass(frozen=True)
class OrderProfile:
    """What a setting's inputs come to, without its places and groups. Pairs are (least, most)."""

    insurgent: tuple[float, float, float]  # men for each militiaman: low, middle, high
    state: tuple[float, float, float]  # the same
    patron: tuple[float, float, float]  # hold of the strongest patron, mean over groups
    patrons: float  # foreign patrons a group
    strangers: tuple[float, float]
    state_strangers: tuple[float, float]
    kin: tuple[float, float]
    constituency: tuple[float, float]
    held: float  # share of the people under the insurgent, mean over places


NEUTRAL = "a new country in which nobody states a community, a patron or a holding"


def profile_of(setting: OrderSetting) -> OrderProfile:
    """Return what a setting's inputs come to."""
    patrons = list(setting.patron.values())
    ends = {name: (float(np.mean(_low(setting, name))), float(np.mean(getattr(setting, name)))) for name in WIDENED}
    hold = [float(np.mean([getattr(p, e) for p in patrons] or [0.0])) for e in ("low", "middle", "high")]
    return OrderProfile(
        _to_militias(setting, "insurgent"),
        _to_militias(setting, "state"),
        (hold[0], hold[1], hold[2]),
        float(np.mean(setting.patrons)) if len(setting.patrons) else 0.0,
        ends["outsider"],
        ends["state_outsider"],
        ends["kin"],
        ends["constituency"],
        float(np.mean(setting.held)),
    )


def neutral_profile(setting: OrderSetting) -> OrderProfile:
    """Return the profile of a new country with this one's numbers of men: nothing else is stated."""
    open_ = (0.0, 1.0)
    own = profile_of(setting)
    own = replace(own, strangers=open_, state_strangers=open_, kin=open_, constituency=open_)
    return replace(own, patron=(0.0, 0.0, 0.0), patrons=0.0, held=0.0)


def _insurgent(own: OrderSetting, other: OrderProfile) -> OrderSetting:
    return _sized(own, "insurgent", other.insurgent)


def _state(own: OrderSetting, other: OrderProfile) -> OrderSetting:
    return _sized(own, "state", other.state)


def _sized(own: OrderSetting, name: str, shares: tuple[float, float, float]) -> OrderSetting:
    low, middle, high = (share * _militiamen(own) for share in shares)
    return replace(own, sizes={**own.sizes, name: replace(own.sizes[name], low=low, middle=middle, high=high)})


def _to_militias(setting: OrderSetting, name: str) -> tuple[float, float, float]:
    size, whole = setting.sizes[name], _militiamen(setting)
    return size.low / whole, size.middle / whole, size.high / whole


def _militiamen(setting: OrderSetting) -> float:
    return max(sum(setting.sizes[g].middle for g in setting.groups), 1.0)


def _patrons(own: OrderSetting, other: OrderProfile) -> OrderSetting:
    low, middle, high = other.patron
    hold = {g: replace(s, low=low, middle=middle, high=high) for g, s in own.patron.items()}
    return replace(own, patron=hold, patrons=np.full_like(own.patrons, other.patrons))


def _strangers(own: OrderSetting, other: OrderProfile) -> OrderSetting:
    return _between(own, {"outsider": other.strangers, "state_outsider": other.state_strangers})


def _kin(own: OrderSetting, other: OrderProfile) -> OrderSetting:
    return _between(own, {"kin": other.kin, "constituency": other.constituency})


def _held(own: OrderSetting, other: OrderProfile) -> OrderSetting:
    mine = float(np.mean(own.held))
    held = np.clip(own.held * (other.held / mine), 0, 1) if mine else np.full_like(own.held, other.held)
    return replace(own, held=held.astype(np.float32))


FAMILIES: Mapping[str, Callable[[OrderSetting, OrderProfile], OrderSetting]] = {
    "how many men the insurgent has": _insurgent,
    "how many men the state has": _state,
    "how firmly foreign patrons hold": _patrons,
    "how far men are strangers where they stand": _strangers,
    "whom the insurgent recruits from": _kin,
    "how much of the country the insurgent holds": _held,
}


@dataclass(frozen=True)
class TurnedOption:
    """One option of the host: ``own`` and ``swapped`` are D with none and with all inputs from the other case."""

    option: str  # charter id
    own: float
    swapped: float
    carried: Mapping[str, float]  # family → its part of swapped − own
    alone: Mapping[str, float]  # family → D where it alone comes from the other

    @property
    def turns(self) -> bool:
        """Return whether the sign turns, both sides being larger than what has a sign."""
        return self.own * self.swapped < 0 and min(abs(self.own), abs(self.swapped)) > LEAST

    @property
    def carriers(self) -> tuple[str, ...]:
        """Return the families that push from own to swapped, the largest first, until they carry four fifths of it."""
        way = np.sign(self.swapped - self.own)
        pushing = sorted((f for f, v in self.carried.items() if v * way > 0), key=lambda f: -abs(self.carried[f]))
        whole, kept, sum_ = sum(abs(self.carried[f]) for f in pushing), [], 0.0
        for family in pushing:
            if sum_ >= 0.8 * whole:
                break
            kept.append(family)
            sum_ += abs(self.carried[family])
        return tuple(kept)

    @property
    def together(self) -> float:
        """Return what the families do only together: the difference less the sum of their parts."""
        return self.swapped - self.own - sum(self.carried.values())


def turning(
    setting: OrderSetting,
    other: OrderProfile,
    run: Callable[[OrderSetting], Mapping[str, float]],
    step: Step = lambda name, done, of: None,
) -> tuple[TurnedOption, ...]:
    """Return, for each option that ``run`` gives D of, which of the other case's inputs move it, and by how much."""
    names = list(FAMILIES)
    sets = [(), tuple(names), *((n,) for n in names), *(tuple(m for m in names if m != n) for n in names)]
    found: dict[tuple[str, ...], Mapping[str, float]] = {}
    for done, families in enumerate(sets):
        step("inputs", done, len(sets))
        found[families] = run(swapped(setting, other, families))
    step("inputs", len(sets), len(sets))
    return tuple(_option(name, found, names) for name in found[()])


def option_shares(futures: xr.Dataset, outcome: str) -> dict[str, float]:
    """Return D of each host's option beside the sponsor's status quo: mean over theories of the median over worlds."""
    sums = total(futures, outcome).mean(axis=-1)  # (pair, theory, point)
    base = float(np.median(sums[0])) or 1.0
    names = pair_names(futures)
    mine = [(i, host) for i, (sponsor, host) in enumerate(names) if i and sponsor == names[0][0]]
    return {host: float(np.median(sums[i] - sums[0], axis=-1).mean()) / base for i, host in mine}


def swapped(own: OrderSetting, other: OrderProfile, families: Iterable[str]) -> OrderSetting:
    """Return a setting with families of inputs from another profile; the same inputs are drawn in every one of them."""
    made = replace(own, low={name: _low(own, name) for name in WIDENED})
    for family in families:
        made = FAMILIES[family](made, other)
    return made


def _option(option: str, found: Mapping[tuple[str, ...], Mapping[str, float]], names: list[str]) -> TurnedOption:
    own, whole = found[()][option], found[tuple(names)][option]
    alone = {n: found[(n,)][option] for n in names}
    but = {n: found[tuple(m for m in names if m != n)][option] for n in names}
    carried = {n: ((alone[n] - own) + (whole - but[n])) / 2 for n in names}
    return TurnedOption(option, own, whole, carried, alone)


def _between(own: OrderSetting, ends: Mapping[str, tuple[float, float]]) -> OrderSetting:
    high = {name: np.full_like(getattr(own, name), most) for name, (_, most) in ends.items()}
    low = {name: np.full_like(getattr(own, name), least) for name, (least, _) in ends.items()}
    return replace(own, **high, low={**own.low, **low})


def _low(setting: OrderSetting, name: str) -> Arrays:
    found: Arrays = np.asarray(setting.low.get(name, getattr(setting, name)), np.float32)
    return found
