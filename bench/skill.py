"""The skill table: the core against every simple history on the yardstick's cells, misses and all.

    python bench/skill.py ../shared/data --out skill        # resumes; one folder per panel with scores and draws
    python bench/skill.py ../shared/data --out sums --sums  # sums over 12, 24 and 36 months, and places summed
    python bench/skill.py ../shared/data --out old --sums --as-fitted   # the same with the pull as fitted

Origins up to 2015 were used to choose structure; later ones are reported apart and chose nothing.
"""

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1]))  # for studies/, which is no part of the package

from studies import panels
from tether.forecast import core_forecaster
from tether.forecast import scores as paired
from tether.forecast.hindcast import hindcast, read_scores
from tether.forecast.paths import AS_FITTED
from tether.forecast.series import HindcastTask
from tether.forecast.sum_scores import summary_of_sums, violent
from tether.randomness.noise import Noise

LEADS = tuple(range(3, 15))
NOISE = Noise(1)


def octobers(first: int, last: int) -> tuple[str, ...]:
    return tuple(f"{year}-10" for year in range(first, last + 1))


PANELS = {
    "iraq-18": (panels.iraq_governorates, "adm1", octobers(2012, 2017)),
    "iraq-country-sb": (panels.iraq_country, "country", octobers(2012, 2017)),
    "libya-21": (panels.libya_districts, "adm1", octobers(2012, 2019)),
    "libya-22": (lambda data: panels.libya_districts(data, hindsight=False), "adm1", octobers(2012, 2019)),
    "countries": (panels.world_countries, "country", octobers(2012, 2019)),
    "challenge-189": (panels.challenge_countries, "country", octobers(2017, 2020)),
    "regions": (panels.world_regions, "adm1", octobers(2012, 2019)),
}
SUMS = {
    "countries": (panels.world_countries, "country", octobers(2008, 2018)),
    "every-country": (panels.every_country, "country", octobers(2008, 2018)),
    "places": (panels.violent_regions, "adm1", octobers(2010, 2018)[::2]),
    "regions": (panels.world_regions, "adm1", octobers(2009, 2018)[::3]),
    "iraq-18": (panels.iraq_governorates, "adm1", octobers(2009, 2016)),
    "iraq-country-sb": (panels.iraq_country, "country", octobers(2009, 2016)),
    "libya-21": (panels.libya_districts, "adm1", octobers(2012, 2018)),
    "challenge-189": (panels.challenge_countries, "country", octobers(2018, 2019)),
}
SHOWN = ("core", "core-model", "nb-12", "nb-24", "conflictology-12", "change-120", "boot240-own", "zero")


def scored(name: str, data: Path, out: Path, workers: int) -> pd.DataFrame:
    make, unit, origins = PANELS[name]
    series = replace(make(data), name=name)
    began = time.time()
    scores, _ = hindcast(series, HindcastTask(origins, LEADS, 1000, unit), out / name, workers)
    print(f"{name}: {len(series.units)} units, {len(origins)} origins, {time.time() - began:.0f} s in this call")
    return scores


def table(scores: pd.DataFrame, label: str) -> None:
    """Print mean scores, the mean unit ratio and the difference in bits against NB-12, and coverage on lively units."""
    bar = scores[scores["forecaster"] == "nb-12"]
    units = paired.lively_units(bar)
    print(f"\n## {label}: {scores['unit'].nunique()} units, {len(units)} with NB-12's CRPS above .15")
    head = f"{'':17s} {'CRPS':>8s} {'IGN':>6s} {'MIS':>7s} {'log1p':>6s} {'tail':>7s}  {'cover 50/80/90':15s} "
    print(f"{head}{'unit ratio':22s} {'bits':24s} median ratio")
    for name in SHOWN:
        mine = scores[scores["forecaster"] == name]
        lively = mine[mine["unit"].isin(units)]
        mean = mine[["crps", "ign", "mis", "crps_log1p", "twcrps"]].mean()
        cover = "/".join(f"{lively[f'cover{level}'].mean():.2f}" for level in (50, 80, 90))
        ratio, bits = paired.ratio_by_country(mine, bar, NOISE), paired.difference_by_country(mine, bar, NOISE)
        middle = paired.unit_ratios(mine, bar)["ratio"].median()
        figures = f"{mean.iloc[0]:8.3f} {mean.iloc[1]:6.3f} {mean.iloc[2]:7.1f} {mean.iloc[3]:6.4f} {mean.iloc[4]:7.2f}"
        print(f"{name:17s} {figures}  {cover:15s} {ratio!s:22s} {bits!s:24s} {middle:.3f}")
    core = scores[(scores["forecaster"] == "core") & scores["unit"].isin(units)]["pit"].dropna()
    print("PIT of core, tenths:", np.round(np.histogram(core, 10, (0, 1))[0] / len(core), 3).tolist())


def origins_won(scores: pd.DataFrame) -> None:
    core, bar = (scores[scores["forecaster"] == name] for name in ("core", "nb-12"))
    for by in ("origin", "lead"):
        won = paired.wins(core, bar, by)
        cells = ", ".join(f"{getattr(r, by)}: {r.a:.3g}/{r.b:.3g}" for r in won.itertuples())
        print(f"by {by} (core/NB-12): {cells}; won {int(won['won'].sum())} of {len(won)}")
    worst = core.nlargest(5, "crps")[["unit", "month", "observed", "mean", "crps"]]
    print("largest misses of core:")
    print(worst.to_string(index=False))


def without(scores: pd.DataFrame, origin: str) -> None:
    kept = scores[scores["origin"] != origin]
    mean = kept.groupby("forecaster")[["crps", "ign"]].mean().loc[list(SHOWN)]
    ratio = mean["crps"] / mean.loc["nb-12", "crps"]
    print(f"without origin {origin}:", ", ".join(f"{n} {ratio[n]:.3f}" for n in SHOWN), "of NB-12's CRPS")


def scored_sums(name: str, data: Path, out: Path, workers: int) -> None:
    """Print the sums' scores of a panel, origins to 2015 and after apart; violent countries where there are some."""
    make, unit, origins = SUMS[name]
    series, folder = replace(make(data), name=name), out / name
    began = time.time()
    hindcast(series, HindcastTask(origins, LEADS, 1000, unit, sums=True), folder, workers)
    print(f"{name}: {len(series.units)} units, {len(origins)} origins, {time.time() - began:.0f} s in this call")
    scores = read_scores(folder / "sums.csv")
    for level in ("unit", "summed"):
        part = scores[scores["level"] == level]
        part = violent(part) if level == "summed" or unit == "country" else part[part["last_year"] > 0]
        for label, kept in (
            ("origins to 2015", part["origin"] < "2016"),
            ("origins after 2015", part["origin"] > "2016"),
        ):
            if part[kept]["observed"].notna().any():
                print(f"\n## {name}, {'places summed by country' if level == 'summed' else 'units'}, {label}")
                print(summary_of_sums(part[kept]).round(3).to_string(index=False))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?", default=Path(__file__).parents[1] / ".." / "shared" / "data")
    parser.add_argument("--out", type=Path, default=Path("skill"))
    parser.add_argument("--only", nargs="+", default=None, choices=[*PANELS, *(set(SUMS) - set(PANELS))])
    parser.add_argument("--sums", action="store_true", help="score sums over 12, 24 and 36 months instead")
    parser.add_argument("--as-fitted", action="store_true", help="let the level be pulled as the filter pulls it")
    parser.add_argument("--workers", type=int, default=1)
    args = parser.parse_args()
    if not args.data.exists():
        print(f"{args.data}: the raw data are not here; nothing is scored")
        return
    if args.as_fitted:
        core_forecaster.pull_of = lambda unit, style: AS_FITTED
    if args.sums:
        for name in args.only or SUMS:
            scored_sums(name, args.data, args.out, args.workers)
        return
    for name in args.only or PANELS:
        scores = scored(name, args.data, args.out, args.workers)
        if name in ("regions", "countries"):
            early = scores["origin"] <= "2015-12"
            table(scores[early], f"{name}, origins 2012–15 (structure was chosen here)")
            table(scores[~early], f"{name}, origins 2016–19 (held out)")
        else:
            table(scores, name)
        origins_won(scores)
        if name.startswith("iraq"):
            without(scores, "2017-10")


if __name__ == "__main__":
    main()
