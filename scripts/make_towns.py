"""Makes the small table of towns that requests may name: from GeoNames, and two points that GeoNames' file lacks.

python scripts/make_towns.py --geonames DIR/geo/geonames_cities500_8countries.csv

Tawergha and Abu Qurayn have fewer people than the file's threshold; their points are those at which UCDP GED 21.1
places events there (the names are recalled, the coordinates are UCDP's). Coordinates serve requests only (distance of a
threat by towns along a road); no projection uses them.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src" / "tether" / "dossier" / "towns.csv"
GEONAMES = {
    2214846: ("misrata", "Misrata", "libya"),
    2210554: ("sirte", "Sirte", "libya"),
    2218562: ("bin-jawad", "Bin Jawad", "libya"),
    2218840: ("bani-walid", "Bani Walid", "libya"),
    2208485: ("zliten", "Zliten", "libya"),
    2219905: ("khoms", "Khoms", "libya"),
    2210247: ("tripoli", "Tripoli", "libya"),
    89113: ("ajdabiya", "Ajdabiya", "libya"),
    88319: ("benghazi", "Benghazi", "libya"),
    98182: ("baghdad", "Baghdad", "iraq"),
    98717: ("ramadi", "Ramadi", "iraq"),
    90150: ("tikrit", "Tikrit", "iraq"),
    99072: ("mosul", "Mosul", "iraq"),
}
UCDP = (
    ("tawergha", "Tawergha", "libya", 31.970833, 15.0525),
    ("abu-qurayn", "Abu Qurayn", "libya", 31.451191, 15.248953),
)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--geonames", type=Path, required=True)
    with options.parse_args().geonames.open(encoding="utf-8") as file:
        found = {int(r["geonameid"]): r for r in csv.DictReader(file) if int(r["geonameid"]) in GEONAMES}
    rows = [(*GEONAMES[k], float(r["latitude"]), float(r["longitude"]), "GeoNames") for k, r in found.items()]
    rows += [(*row, "UCDP GED 21.1") for row in UCDP]
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        file.write("# GeoNames (CC BY 4.0); two points UCDP GED 21.1 (CC BY 4.0). Made by scripts/make_towns.py\n")
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("id", "name", "country", "lat", "lon", "source"))
        out.writerows(sorted(rows))


if __name__ == "__main__":
    main()
