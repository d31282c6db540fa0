"""Makes the machine-read claims from UCDP's actor, dyadic, non-state and external-support tables.

    python scripts/make_ucdp_claims.py --ucdp DIR        # DIR holds the raw tables named in RAW

Writes ``ucdp-<country>.parquet`` (claim tables, see ``tether.evidence.claims.table``), ``ucdp-actors.csv`` (names) and
``ucdp.json`` (cards) into ``src/tether/evidence/packs/claims``. Years in a row become one claim with a period; a period
that reaches the table's last year is left without end. Subjects are ``ucdp-<actor id>``.

The dyadic external-support table names supporters and kinds of support per dyad and does not say which side each
supported: the claims say just that (``supports-in-fight-with``), and no patron is made of them.
"""

from __future__ import annotations

import argparse
import json
import re
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd

from tether.evidence.claims import Claim, ClaimSource
from tether.evidence.claims.table import write_table
from tether.evidence.countries import find_country
from tether.evidence.sources import CC_BY, SourceCard, sha256_of
from tether.theatre.theatre import known_countries

TARGET = Path(__file__).parents[1] / "src" / "tether" / "evidence" / "packs" / "claims"
COUNTRIES = {name: set(find_country(name).gw) for name in known_countries()}
SINCE = 1989
CODED = date(2026, 11, 22)
KINDS = {
    "x": "troops",
    "p": "troops",
    "y": "sanctuary",
    "w": "arms",
    "m": "materiel",
    "t": "training",
    "f": "funds",
    "i": "intelligence",
    "l": "infrastructure",
    "o": "other",
    "u": "unknown",
}
RAW = {
    "ucdp-dyadic-18.1": (
        "ucdp-dyadic-181.csv",
        "UCDP Dyadic Dataset",
        "18.1",
        "2018",
        "Harbom, Lotta, Erik Melander & Peter Wallensteen (2008) Dyadic Dimensions of Armed Conflict, 1946–2007. "
        "Journal of Peace Research 45(5).",
    ),
    "ucdp-nonstate-22.1": (
        "ucdp-nonstate-221.csv",
        "UCDP Non-State Conflict Dataset",
        "22.1",
        "2022",
        "Sundberg, Ralph, Kristine Eck & Joakim Kreutz (2012) Introducing the UCDP Non-State Conflict Dataset. "
        "Journal of Peace Research 49(2).",
    ),
    "ucdp-esd-18.1": (
        "ucdp-esd-dy-181.xlsx",
        "UCDP External Support, dyadic",
        "18.1",
        "2018",
        "Högbladh, Stina, Therése Pettersson & Lotta Themnér (2011) External Support in Armed Conflict 1975–2009. "
        "Paper, 52nd Annual ISA Convention, Montreal.",
    ),
    "ucdp-actor-22.1": (
        "ucdp-actor-221.csv",
        "UCDP Actor List",
        "22.1",
        "2022",
        "Davies, Shawn, Therése Pettersson & Magnus Öberg (2022) Organized violence 1989–2021 and drone warfare. "
        "Journal of Peace Research 59(4).",
    ),
}
GED = pd.read_csv(TARGET / "ged-tables.csv").set_index("country")["file"].to_dict()  # event files by country
PERSONAL = re.compile(r"^(Forces of|Supporters of|Opponents of|Military faction)\b")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--ucdp", type=Path, required=True)
    folder = options.parse_args().ucdp
    sources = {key: _source(key) for key in RAW}
    claims = []
    for country in COUNTRIES:
        here = (
            _fights(folder, sources, country) + _nonstate(folder, sources, country) + _support(folder, sources, country)
        )
        write_table(here, TARGET / f"ucdp-{country}.parquet")
        claims += here
    for country, name in GED.items():
        _fighting(folder, name, country).to_csv(TARGET / f"ged-{country}.csv", index=False)
    names = _names(folder, {i for c in claims for i in (c.subject, c.object)})
    names.to_csv(TARGET / "ucdp-actors.csv", index=False)
    cards = [_card(key, folder, claims).to_json() for key in RAW]
    (TARGET / "ucdp.json").write_text(json.dumps(cards, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(f"{len(claims)} claims, {len(names)} actors")


def _fights(folder: Path, sources: dict[str, ClaimSource], country: str) -> list[Claim]:
    """Active dyad-years → who fights whom, and whose troops joined which side."""
    table = pd.read_csv(folder / RAW["ucdp-dyadic-18.1"][0], dtype=str, keep_default_na=False)
    table = table[table.gwno_loc.map(partial(_inside, country)) & (table.year.astype(int) >= SINCE)]
    source = sources["ucdp-dyadic-18.1"]
    found = []
    for (a, b), years in _years(table, ["side_a_id", "side_b_id"]):
        if len(a.split(",")) == len(b.split(",")) == 1:
            found += _runs(a, "fights", b, years, source, 2017)
    for side in ("a", "b"):
        for row in table[table[f"side_{side}_2nd"] != ""].itertuples():
            for ally in _ids(getattr(row, f"side_{side}_2nd"), folder):
                own, other = (row.side_a, row.side_b) if side == "a" else (row.side_b, row.side_a)
                words = f"troops on the side of {own} against {other}"
                found.append(
                    _claim(
                        ally,
                        "aids",
                        getattr(row, f"side_{side}_id"),
                        int(row.year),
                        int(row.year),
                        source,
                        words,
                        ("troops",),
                        2017,
                    )
                )
    return _merged(found)


def _nonstate(folder: Path, sources: dict[str, ClaimSource], country: str) -> list[Claim]:
    """Non-state conflict-years → who fights whom, with the deaths counted."""
    table = pd.read_csv(folder / RAW["ucdp-nonstate-22.1"][0], dtype=str, keep_default_na=False)
    table = table[table.gwno_location.map(partial(_inside, country))]
    found = []
    for (a, b), rows in table.groupby(["side_a_id", "side_b_id"]):
        years = sorted(rows.year.astype(int))
        deaths = int(rows.best_fatality_estimate.astype(int).sum())
        words = f"{deaths:,} deaths in {len(years)} year(s), UCDP best estimate"
        found += _runs(a, "fights", b, years, sources["ucdp-nonstate-22.1"], 2021, words)
    return found


def _support(folder: Path, sources: dict[str, ClaimSource], country: str) -> list[Claim]:
    """Support per dyad-year → who supported a side, with the kinds given by anyone in that dyad and year."""
    table = pd.read_excel(folder / RAW["ucdp-esd-18.1"][0], dtype=str, keep_default_na=False)
    here = table.location.str.contains(country.title())
    table = table[here & (table.year.astype(int) >= SINCE) & (table.ext_id != "")]
    found = []
    for row in table.itertuples():
        kinds = tuple(dict.fromkeys(k for c, k in KINDS.items() if str(getattr(row, f"ext_{c}")) in ("1", "1.0")))
        for supporter in re.findall(r"\d+", row.ext_id):
            dyad = _public(row.dyad_name)
            words = f"named among the supporters in the dyad {dyad}; kinds are those given by anyone to either side"
            found.append(
                _claim(
                    supporter,
                    "supports-in-fight-with",
                    row.side_b_id,
                    int(row.year),
                    int(row.year),
                    sources["ucdp-esd-18.1"],
                    words,
                    kinds,
                    2017,
                )
            )
    return _merged(found)


def _fighting(folder: Path, name: str, country: str) -> pd.DataFrame:
    """Deaths and events by month, type and the two sides' UCDP ids: who the event data name, and how much."""
    table = pd.read_csv(folder / name, low_memory=False)
    if "side_a_new_id" not in table:
        ids = _actor_ids(folder)
        table["side_a_new_id"] = table.side_a.map(lambda n: ids.get(n.strip(), 0))
        table["side_b_new_id"] = table.side_b.map(lambda n: ids.get(n.strip(), 0))
    table["month"] = table.date_start.astype(str).str[:7]
    keys = ["month", "type_of_violence", "side_a_new_id", "side_b_new_id"]
    found = table.groupby(keys).agg(events=("best", "size"), deaths=("best", "sum")).reset_index()
    return found.rename(columns={"type_of_violence": "type", "side_a_new_id": "a", "side_b_new_id": "b"})


def _actor_ids(folder: Path) -> dict[str, int]:
    actors = pd.read_csv(folder / RAW["ucdp-actor-22.1"][0], dtype=str, keep_default_na=False)
    names = [(n.strip(), int(r.ActorId)) for r in actors.itertuples() for n in (r.NewName, r.NameOrig, r.NameData) if n]
    return dict(names) | {"Civilians": 9999}


def _runs(a: str, says: str, b: str, years: list[int], source: ClaimSource, last: int, words: str = "") -> list[Claim]:
    made, start = [], years[0]
    for year, following in zip(years, [*years[1:], None], strict=True):
        if following != year + 1:
            made.append(_claim(a, says, b, start, year, source, words or f"active in {start}–{year}", (), last))
            start = following or 0
    return made


def _claim(
    a: str, says: str, b: str, start: int, end: int, source: ClaimSource, words: str, kinds: tuple[str, ...], last: int
) -> Claim:
    return Claim(
        subject=f"ucdp-{a}",
        predicate=says,
        object=f"ucdp-{b}",
        happened_from=date(start, 1, 1),
        happened_to=None if end >= last else date(end, 12, 31),
        known_from=date(start, 12, 31),
        published=source.published,
        coded=CODED,
        source=source,
        seen=True,
        note=words,
        kinds=kinds,
    )


def _merged(claims: list[Claim]) -> list[Claim]:
    """Join the claims of years in a row; kinds are united."""
    from dataclasses import replace

    joined: dict[tuple, list[Claim]] = {}
    for claim in sorted(claims, key=lambda c: (c.subject, c.object, c.predicate, c.note, c.happened_from)):
        runs = joined.setdefault((claim.subject, claim.object, claim.predicate, claim.note), [])
        before = runs[-1] if runs else None
        if (
            before is not None
            and before.happened_to is not None
            and before.happened_to.year + 1 >= claim.happened_from.year
        ):
            kinds = tuple(dict.fromkeys(before.kinds + claim.kinds))
            runs[-1] = replace(before, happened_to=claim.happened_to, kinds=kinds)
        else:
            runs.append(claim)
    return [c for runs in joined.values() for c in runs]


def _years(table: pd.DataFrame, by: list[str]):
    for key, rows in table.groupby(by):
        yield key, sorted(set(rows.year.astype(int)))


def _inside(country: str, places: str) -> bool:
    return bool(COUNTRIES[country] & {int(g) for g in re.findall(r"\d+", places)})


def _ids(names: str, folder: Path) -> list[str]:
    actors = pd.read_csv(folder / RAW["ucdp-actor-22.1"][0], dtype=str, keep_default_na=False)
    table = dict(zip(actors.NameData, actors.ActorId, strict=True))
    return [table[n.strip()] for n in names.split(",") if n.strip() in table]


# Actors whose name in the newest list belongs to a later year than the events that carry the id.
CALLED = {
    "6254": "Forces of the recognised government of Yemen (since April 2022 of its Presidential Leadership Council)",
}


def _names(folder: Path, used: set[str]) -> pd.DataFrame:
    """Names of the actors used. A name that holds a person's name gives way to a neutral one."""
    actors = pd.read_csv(folder / RAW["ucdp-actor-22.1"][0], dtype=str, keep_default_na=False)
    actors = actors[("ucdp-" + actors.ActorId).isin(used)]
    rows = []
    for row in actors.itertuples():
        names = [
            row.NameData,
            row.NameOrigFullEng,
            row.NameOrigFull,
            row.NameOrig,
            row.NewName,
            row.NewNameFullEng,
            row.NewNameFullMotherTongue,
        ]
        kept = [CALLED[row.ActorId]] if row.ActorId in CALLED else []
        kept += list(
            dict.fromkeys(n.strip() for n in names if n.strip() not in ("", "n/a") and not PERSONAL.match(n.strip()))
        )
        kept = kept or [f"UCDP actor {row.ActorId}"]
        kind = "state" if row.Org == "4" else "group"
        rows.append((f"ucdp-{row.ActorId}", kept[0], "|".join(kept[1:]), kind, row.Location))
    return pd.DataFrame(rows, columns=["id", "name", "aliases", "kind", "location"])


def _public(dyad: str) -> str:
    sides = [("a faction" if PERSONAL.match(s.strip()) else s.strip()) for s in dyad.split(" - ")]
    return " – ".join(sides)


def _source(key: str) -> ClaimSource:
    _, title, version, year, cite = RAW[key]
    url = "https://ucdp.uu.se/downloads/"
    return ClaimSource(
        key,
        f"{title}, version {version}",
        "public-record",
        date(int(year), 12, 31),
        "UCDP, Uppsala University",
        cite,
        url,
        year,
    )


def _card(key: str, folder: Path, claims: list[Claim]) -> SourceCard:
    name, title, version, year, cite = RAW[key]
    raw = folder / name
    mine = [c for c in claims if c.source.id == key]
    return SourceCard(
        id=key,
        title=title,
        provider="Uppsala Conflict Data Program, Uppsala University",
        version=version,
        kind="derived",
        licence=CC_BY[0],
        licence_url=CC_BY[1],
        citations=(cite,),
        url="https://ucdp.uu.se/downloads/",
        file=name,
        sha256=sha256_of(raw),
        bytes=raw.stat().st_size,
        rows=len(mine),
        happened=(f"{SINCE}-01-01", {"18.1": "2017-12-31"}.get(version, "2021-12-31")),
        published=year,
        coded=f"UCDP {version}",
        notes=("rows: claims derived; the countries of this package; names holding a person's name are replaced",),
        derived={
            n: sha256_of(TARGET / n)
            for n in [*(f"ucdp-{c}.parquet" for c in COUNTRIES), *(f"ged-{c}.csv" for c in GED), "ucdp-actors.csv"]
        },
    )


if __name__ == "__main__":
    main()
