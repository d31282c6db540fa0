"""Makes the shipped track records from the finished folders of bench/skill.py: python scripts/make_records.py skill."""

import sys
from pathlib import Path

import pandas as pd

OUT = Path(__file__).parents[1] / "src" / "tether" / "forecast" / "records"
WANTED = {"iraq": {"adm1": "iraq-18", "country-sb": "iraq-country-sb"}, "libya": {"adm1": "libya-21"}}
MODELS = ("core", "core-model", "nb-12", "nb-24", "conflictology-12", "change-120", "boot240-own")
SCORES = ("crps", "ign", "mis", "crps_log1p", "cover50", "cover80", "cover90")


def means(scores: pd.DataFrame, unit: str, origin: str, without: str = "") -> pd.DataFrame:
    table = scores.groupby("forecaster")[list(SCORES)].mean().loc[list(MODELS)].round(5)
    long = table.rename_axis("model").reset_index().melt("model", var_name="score")
    return long.assign(unit=unit, origin=origin, without=without)


for country, panels in WANTED.items():
    parts, misses = [], []
    for unit, folder in panels.items():
        scores = pd.read_csv(Path(sys.argv[1]) / folder / "scores.csv")
        parts.append(means(scores, unit, "all"))
        if country == "iraq":
            parts.append(means(scores[scores["origin"] != "2017-10"], unit, "all", "2017"))
        parts += [means(part, unit, str(origin)) for origin, part in scores.groupby("origin")]
        worst = scores[scores["forecaster"] == "core"].nlargest(8, "crps")
        misses.append(worst[["unit", "month", "origin", "observed", "mean", "crps"]].round(2).assign(kind=unit))
    columns = ["unit", "model", "score", "value", "origin", "without"]
    pd.concat(parts)[columns].to_csv(OUT / f"{country}.csv", index=False)
    pd.concat(misses).to_csv(OUT / f"{country}-misses.csv", index=False)
