"""Makes the shipped track records from the finished folders of bench/skill.py: python scripts/make_records.py skill."""

import sys
from pathlib import Path

import pandas as pd

from tether.forecast.records import long_scores, worst_misses

OUT = Path(__file__).parents[1] / "src" / "tether" / "forecast" / "records"
WANTED = {"iraq": {"adm1": "iraq-18", "country-sb": "iraq-country-sb"}, "libya": {"adm1": "libya-21"}}

for country, panels in WANTED.items():
    parts, core = [], []
    for unit, folder in panels.items():
        scores = pd.read_csv(Path(sys.argv[1]) / folder / "scores.csv")
        parts.append(long_scores([("all", scores)], unit))
        if country == "iraq":
            parts.append(long_scores([("all", scores[scores["origin"] != "2017-10"])], unit, "2017"))
        parts.append(long_scores(((str(o), part) for o, part in scores.groupby("origin")), unit))
        core.append((unit, scores[scores["forecaster"] == "core"]))
    pd.concat(parts).to_csv(OUT / f"{country}.csv", index=False)
    worst_misses(core).to_csv(OUT / f"{country}-misses.csv", index=False)
