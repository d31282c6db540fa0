"""Makes what the package ships from raw data: polygons of the theatres and packs of their events.

    python scripts/make_packs.py --shared DIR [--only iraq]

``DIR`` holds ``data/geo`` and ``data/ucdp``. The result is byte-for-byte repeatable; run it again after a new raw file
and look at the diff of the cards.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path

import shapely
from shapely.geometry import mapping, shape

from tether.evidence.events import COUNTRY_YEARS
from tether.evidence.ged import read_events
from tether.evidence.packs import SHIPPED as PACKS
from tether.evidence.sources import CC_BY, SourceCard, citations_for, sha256_of
from tether.theatre import build_panel, load
from tether.theatre.open_panel import save_panel
from tether.theatre.theatre import SHIPPED as COUNTRIES
from tether.theatre.theatre import read_places

SIMPLIFY = 0.005  # degrees, about 500 m: finer than the place names are known
RAW_EVENTS = {"iraq": ("ged191_full_iraq.csv", "19.1"), "libya": ("ged211_wp12_libya.csv", "21.1")}
MERGED = {"syria": {"UNDOF": "quneitra"}}  # the United Nations' zone on the Golan has no governorate of its own


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--shared", type=Path, required=True)
    options.add_argument("--only", default="")
    asked = options.parse_args()
    if not asked.only:
        make_country_years(asked.shared / "data/ucdp/organizedviolencecy_v25_1.csv")
    names = sorted(p.stem for p in COUNTRIES.glob("*.yaml") if not p.stem.endswith("-actors"))
    for name in names:
        if asked.only in ("", name):
            make_polygons(name, asked.shared / "data/geo" / f"ne10m_admin1_{name}.geojson")
            if name in RAW_EVENTS:
                make_pack(name, asked.shared / "data/ucdp" / RAW_EVENTS[name][0], RAW_EVENTS[name][1])


def make_polygons(name: str, raw: Path) -> None:
    """Write the country's polygons: simplified together, valid, wound counter-clockwise as RFC 7946 asks."""
    places, index = read_places(COUNTRIES / f"{name}.yaml")
    merged = MERGED.get(name, {})
    parts: dict[str, list] = {p.id: [] for p in places}
    for feature in json.loads(raw.read_text("utf-8"))["features"]:
        said = feature["properties"]["name"]
        parts[merged.get(said) or index.find(feature["properties"]["iso_3166_2"]) or said].append(
            shape(feature["geometry"])
        )
    whole = [shapely.union_all(parts[p.id]) for p in places]
    simple = shapely.coverage_simplify(whole, SIMPLIFY)
    rounded = shapely.transform(simple, lambda xy: xy.round(4))
    assert all(shapely.is_valid(rounded)) and shapely.coverage_is_valid(rounded), name
    drawn = shapely.orient_polygons(rounded, exterior_cw=False)
    features = [
        {
            "type": "Feature",
            "properties": {"id": p.id, "name": p.name, "iso3166_2": p.iso3166_2},
            "geometry": mapping(g),
        }
        for p, g in zip(places, drawn, strict=True)
    ]
    lines = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features)
    text = '{"type":"FeatureCollection","features":[\n' + lines + "\n]}\n"
    (COUNTRIES / f"{name}.geojson").write_text(text, "utf-8")
    print(f"{name}: {len(features)} polygons, {len(text):,} bytes")


def make_country_years(raw: Path) -> None:
    """Write UCDP's deaths per country and year, by type: what coverage is measured against."""
    kinds = ("sb_total_deaths_best_cy", "ns_total_deaths_best_cy", "os_total_deaths_best_cy")
    with raw.open(encoding="utf-8") as file:
        rows = [(r["country_id_cy"], r["year_cy"], *(r[k] or "0" for k in kinds)) for r in csv.DictReader(file)]
    kept = sorted((tuple(map(int, r)) for r in rows if any(n != "0" for n in r[2:])), key=lambda r: r[:2])
    body = "".join(",".join(map(str, r)) + "\n" for r in kept)
    COUNTRY_YEARS.write_text("gw,year,state_based,non_state,one_sided\n" + body, "utf-8")
    card = SourceCard(
        id="ucdp-country-years-25.1",
        title="UCDP Country-Year Dataset on Organized Violence within Country Borders",
        provider="Uppsala Conflict Data Program, Uppsala University",
        version="25.1",
        kind="derived",
        licence=CC_BY[0],
        licence_url=CC_BY[1],
        citations=citations_for("25.1"),
        url="https://ucdp.uu.se/downloads/",
        file=raw.name,
        sha256=sha256_of(raw),
        bytes=raw.stat().st_size,
        rows=len(rows),
        happened=(f"{min(r[1] for r in kept)}-01-01", f"{max(int(r[1]) for r in rows)}-12-31"),
        published="2025",
        coded="GED 25.1",
        notes=("Country-years without deaths are left out.",),
        derived={COUNTRY_YEARS.name: sha256_of(COUNTRY_YEARS)},
    )
    text = json.dumps(card.to_json(), indent=1, ensure_ascii=False) + "\n"
    COUNTRY_YEARS.with_suffix(".json").write_text(text, "utf-8")
    print(f"country-years: {len(kept):,} rows")


def make_pack(name: str, raw: Path, version: str) -> None:
    """Write the country's pack of events."""
    events = read_events(raw, name, version=version)
    panel = build_panel(events, load(name))
    save_panel(panel, events.card, name, PACKS)
    print(f"{name}: {len(events):,} events, warnings {dict(panel.warnings)}")
    print(*panel.notes, sep="\n")


if __name__ == "__main__":
    main()
