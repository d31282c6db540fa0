"""Makes the table behind row 65 ("an age of Arab militias"): armed groups and deaths by country and year, from UCDP.

    python scripts/make_armed_groups.py --ucdp DIR        # DIR/organizedviolencecy_v25_1.csv

``groups`` counts the distinct organised non-state sides that UCDP names in a country-year, over all three types of
violence. Writes ``armed-groups.csv`` and its card into ``src/tether/evidence/packs/claims``.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pandas as pd

from tether.evidence.sources import CC_BY, SourceCard, sha256_of

TARGET = Path(__file__).parents[1] / "src" / "tether" / "evidence" / "packs" / "claims"
FILE = "organizedviolencecy_v25_1.csv"
ARAB = {  # members of the Arab League that UCDP has as countries, by Gleditsch-Ward number
    435,
    520,
    522,
    581,
    600,
    615,
    616,
    620,
    625,
    645,
    651,
    652,
    660,
    663,
    670,
    678,
    680,
    690,
    692,
    694,
    696,
    698,
}
CITE = (
    "Davies, Shawn, Therése Pettersson, Margareta Sollenberg & Magnus Öberg (2025) Organized violence 1989–2024, and "
    "the challenges of identifying civilian victims. Journal of Peace Research 62(4)."
)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--ucdp", type=Path, required=True)
    raw = options.parse_args().ucdp / FILE
    table = pd.read_csv(raw, low_memory=False)
    rows = [_row(r) for r in table.itertuples()]
    made = pd.DataFrame(rows)
    made = made[(made.groups > 0) | (made.deaths_state + made.deaths_nonstate + made.deaths_onesided > 0)]
    path = TARGET / "armed-groups.csv"
    made.sort_values(["country", "year"]).to_csv(path, index=False)
    card = SourceCard(
        id="ucdp-country-years-25.1",
        title="UCDP Country-Year Dataset on Organized Violence",
        version="25.1",
        kind="derived",
        provider="Uppsala Conflict Data Program, Uppsala University",
        licence=CC_BY[0],
        licence_url=CC_BY[1],
        citations=(CITE,),
        url="https://ucdp.uu.se/downloads/",
        file=raw.name,
        sha256=sha256_of(raw),
        bytes=raw.stat().st_size,
        rows=len(made),
        happened=("1989-01-01", "2024-12-31"),
        published="2025",
        coded="UCDP 25.1",
        notes=("only country-years with violence; groups counted by name within a country-year",),
        derived={path.name: sha256_of(path)},
    )
    text = json.dumps(card.to_json(), indent=1, ensure_ascii=False) + "\n"
    (TARGET / "armed-groups.json").write_text(text, "utf-8")
    print(f"{len(made)} country-years, {made[made.arab].country.nunique()} Arab countries")


def _row(r) -> dict[str, object]:
    groups: set[str] = set()
    for dyads in (r.sb_dyad_names_cy, r.ns_dyad_names_cy, r.os_dyad_names_cy):
        for dyad in str(dyads).split(";"):
            groups |= {s.strip() for s in dyad.split(" - ") if _is_group(s.strip())}
    return {
        "gw": r.country_id_cy,
        "country": r.country_cy,
        "year": r.year_cy,
        "arab": r.country_id_cy in ARAB,
        "groups": len(groups),
        "nonstate_dyads": r.ns_dyad_count_cy,
        "rebel_dyads": r.sb_intrastate_dyad_count_cy,
        "deaths_state": r.sb_total_deaths_best_cy,
        "deaths_nonstate": r.ns_total_deaths_best_cy,
        "deaths_onesided": r.os_total_deaths_best_cy,
        "onesided_by_government": r.os_any_govt_killings_best_cy,
        "onesided_by_groups": r.os_nsgroup_killings_best_cy,
    }


def _is_group(side: str) -> bool:
    return bool(side) and side not in ("NO_DYAD", "nan", "Civilians") and not side.startswith("Government of")


if __name__ == "__main__":
    main()
