"""One made-up content, plausible in every field, for all tests of the brief. The numbers mean nothing."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from tether.armed_order.theories import Theory
from tether.brief.content import Baseline, BriefContent, CaseCard, Comparison, PrintedRecord, Unplaced
from tether.brief.page import annex, document
from tether.budget import cost_of
from tether.charter import charter_from_text
from tether.charter.check import check
from tether.evidence.claims.model import ClaimSource
from tether.evidence.sources import SourceCard
from tether.forecast.records import SIMPLE, TrackRecord
from tether.futures.outcomes import Outcome
from tether.gate.note import Clearing, Conditions, FactFinding, ItemScreen, LegalText, RegimeResult, ScreeningNote
from tether.induction.measures import Handover, HandoverGroup
from tether.report.blocks import Figure, File
from tether.report.blocks import Sentence as Said
from tether.theatre.places import TheatrePlace

PLACES = ("anbar", "baghdad", "basra", "diyala", "erbil", "ninewa")
THEORIES = {
    "article": "design decides",
    "settlement": "the political settlement decides",
    "local-knowledge": "breaking ties costs more than it gains",
    "patron": "outside backers decide",
    "strength": "relative strength and enforcement decide",
}
CHARTERS = {
    "status-quo": "Status quo",
    "p3": "P3 Bypass the militias",
    "p9": "P9 Incorporate whole militias",
    "p10": "P10 Guard by individual induction",
}
BLOCS = "the share of blocs that survive inside the guard"
P10_P9 = ("status-quo", "p10", "status-quo", "p9")
PAIRS = (("p3", "status-quo"), ("status-quo", "p9"), ("status-quo", "p10"))


def square(place, column, row):
    """Return a clockwise unit square with degrees as coordinates."""
    w, s = 40.0 + 2 * column, 30.0 + 2 * row
    ring = [[w, s], [w, s + 1.98], [w + 1.98, s + 1.98], [w + 1.98, s], [w, s]]
    return {"type": "Feature", "properties": {"id": place}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def squares():
    """Return six squares set as a staircase: they cover about half of their frame."""
    steps = [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (0, 2)]
    return tuple(square(p, *step) for p, step in zip(PLACES, steps, strict=True))


def history(places=PLACES):
    rng = np.random.default_rng(3)
    months = pd.period_range("2009-01", "2015-06", freq="M").astype(str)
    rows = []
    for i, place in enumerate((*places, "unplaced")):
        for t, month in enumerate(months):
            best = int(rng.poisson(3 + 9 * (len(places) - i) * (1 + (t > 64))))
            rows.append((month, place, max(1, best // 4), best, int(0.8 * best), int(1.3 * best), best // 2))
    return pd.DataFrame(rows, columns=["month", "place", "events", "best", "low", "high", "civilians"])


def fan(months, level):
    spread = np.sqrt(np.arange(1, len(months) + 1))
    steps = {"q025": -0.32, "q10": -0.2, "q25": -0.1, "q50": 0, "q75": 0.15, "q90": 0.34, "q975": 0.7}
    quantiles = {name: np.maximum(level * (1 + step * spread / 2), 0).round() for name, step in steps.items()}
    return pd.DataFrame({"month": months, **quantiles})


def record(places=PLACES, features=None):
    past = history(places)
    ahead = list(pd.period_range("2015-07", "2018-06", freq="M").astype(str))
    recent = past[(past["month"] >= "2014-07") & (past["place"] != "unplaced")]
    counted = (
        recent.groupby("place", sort=False)[["events", "best"]].sum().rename(columns={"best": "deaths"}).reset_index()
    )
    level = past[past["month"] == "2015-06"]["best"].sum()
    rng = np.random.default_rng(4)
    walks = np.exp(np.cumsum(rng.normal(0, 0.12, (4, len(ahead))), axis=1)) * level
    draws = [(month, path, round(walks[path, t])) for path in range(4) for t, month in enumerate(ahead)]
    by_place = [
        fan(ahead, past[(past["place"] == p) & (past["month"] == "2015-06")]["best"].iloc[0] + 1).assign(place=p)
        for p in places
    ]
    return PrintedRecord(
        places=tuple(TheatrePlace(p, p.title(), iso3166_2=f"IQ-{p[:2].upper()}") for p in places),
        features=features or squares(),
        history=past,
        map_table=counted,
        map_months=("2014-07", "2015-06"),
        unplaced=Unplaced(
            events=37,
            deaths=151,
            total_events=int(recent["events"].sum()) + 37,
            total_deaths=int(recent["best"].sum()) + 151,
        ),
        projection=fan(ahead, level),
        paths=pd.DataFrame(draws, columns=["month", "path", "value"]),
        place_projection=pd.concat(by_place, ignore_index=True),
        ess=pd.DataFrame(
            {
                "place": places,
                "minimum": np.linspace(0.04, 0.5, len(places)),
                "mean": np.linspace(0.6, 0.9, len(places)),
            }
        ),
        warnings={"low ≤ best ≤ high is broken": 69, "long events": 12},
        notes=("Kirkuk is merged from two names.",),
    )


def compared(outcome, kind, centres, width, worlds=256):
    """Return rows for every pair and theory; ``centres``: pair → one centre per theory."""
    rows = []
    for (sponsor, host), middle in centres.items():
        apart = sum(abs(c) > width for c in middle)
        for theory, centre in zip(THEORIES, middle, strict=True):
            below = int(np.clip(worlds * (0.5 - centre / (2.2 * width)), 0, worlds - 6))
            sizes = (centre, centre - width, centre + width) if kind == "difference" else (np.nan,) * 3
            below = 250 if kind == "sign" and centre < -width else below
            rows.append((sponsor, host, theory, outcome, kind, *sizes, below, 6, worlds, apart >= 4, "assumption"))
    names = [
        "sponsor",
        "host",
        "theory",
        "outcome",
        "kind",
        "value",
        "lo",
        "hi",
        "worlds_below",
        "worlds_tied",
        "worlds_total",
        "distinguishable",
        "label",
    ]
    return pd.DataFrame(rows, columns=names)


def unmeasured(*_):
    """Stand for the measure of a made-up outcome: nothing here is projected."""
    raise AssertionError("nothing of a made-up content is measured")


def shipped(origins=("2012-10", "2016-10"), misses=(("Ninewa", "2014-08", "2013-10", 1281, 19.5),)):
    """Return a made-up track record in which the mechanisms' core is no better than simple history."""
    values = {"core": 12.5, "nb-12": 14.0, "core-model": 15.0} | dict.fromkeys(SIMPLE[1:], 14.5)
    rows = [
        ("adm1", model, score, value + shift, origin, without)
        for origin, without, shift in (
            ("all", "", 0),
            ("all", "2017", 1),
            *((o, "", i + 2) for i, o in enumerate(origins)),
        )
        for model, value in values.items()
        for score in ("crps", "ign")
    ]
    scores = pd.DataFrame(rows, columns=["unit", "model", "score", "value", "origin", "without"])
    lost = pd.DataFrame(list(misses), columns=["unit", "month", "origin", "observed", "mean"])
    return TrackRecord("iraq", origins, scores, lost)


def comparison():
    p3, p9, p10 = PAIRS
    civilian = compared(
        "civilian_deaths",
        "difference",
        {p3: (40, 10, -20, 35, 5), p9: (60, -15, -250, 320, 20), p10: (-410, -120, -130, 20, -300)},
        90,
    )
    fighter = compared(
        "fighter_deaths",
        "difference",
        {p3: (10, 0, 5, 5, 5), p9: (-90, -80, -200, -70, -300), p10: (30, 10, -90, 40, 70)},
        60,
    )
    trust = compared(
        "trust", "sign", {p3: (0.1, 0, 0, 0, 0), p9: (-0.3, -0.3, 0, -0.3, -0.4), p10: (0.05, 0, -0.3, 0, 0)}, 0.2
    )
    return Comparison(
        theories=tuple(Theory(name, name.capitalize(), says) for name, says in THEORIES.items()),
        charters=CHARTERS,
        outcomes=(
            Outcome("civilian_deaths", "civilian deaths", "deaths", True, unmeasured),
            Outcome("fighter_deaths", "fighters’ deaths", "deaths", True, unmeasured),
            Outcome("trust", "trust of Sunni Arabs", "index", False, unmeasured),
        ),
        headline="civilian_deaths",
        months=36,
        table=pd.concat([civilian, fighter, trust], ignore_index=True),
        break_even=break_even(),
        baseline=Baseline(8120, 8455, "civilian deaths over 36 months", 0.055),
        clip_share=0.013,
    )


def break_even():
    values = (0.42, 0.55, np.nan, np.nan, 0.31)
    ways = ("above", "above", "never", "always", "below")
    rows = [
        (
            *P10_P9,
            "civilian_deaths",
            "bloc_survival",
            BLOCS,
            "",
            theory,
            value,
            value - 0.1,
            value + 0.12,
            0.1,
            0.9,
            way,
        )
        for theory, value, way in zip(THEORIES, values, ways, strict=True)
    ]
    names = [
        "a_sponsor",
        "a_host",
        "b_sponsor",
        "b_host",
        "outcome",
        "symbol",
        "meaning",
        "unit",
        "theory",
        "value",
        "lo",
        "hi",
        "range_lo",
        "range_hi",
        "a_lower",
    ]
    return pd.DataFrame(rows, columns=names)


def assumptions():
    rows = [
        ("bloc_survival", "1", "share of blocs that survive inside the guard", t, 0.1, 0.9, "Ahram 2011", "assumption")
        for t in THEORIES
    ]
    rows += [
        (
            "abuse_rate",
            "events a month",
            "abuse by an undisciplined unit",
            "all",
            0.01,
            0.2,
            "Stanton 2015",
            "literature range",
        )
    ]
    rows += [("size_kappa", "1", "spread of deaths in an event", "all", 0.4, 0.4, "core", "estimated")]
    return pd.DataFrame(rows, columns=["symbol", "unit", "meaning", "theory", "lo", "hi", "source", "label"])


LAW = """
charter: "0.3"
meta: {id: p9, title: P9 Incorporate whole militias, decider: host, text_seen: full, starts: 2015-06}
actors:
  - {id: pm, name: Prime Minister, kind: office, level: national, state: true, head: true}
  - {id: irgc, name: Quds Force, kind: foreign, level: foreign, state: false}
groups:
  - {id: hashd-iran, name: Iran-aligned brigades, size: 60000}
forces:
  - {id: ing, name: National Guard, kind: guard}
command:
  - {from: irgc, to: ing, type: operational}
induction:
  - {id: in, from: hashd-iran, into: ing, mode: whole-unit}
law: {immunity: blanket}
"""


def reports():
    """Return the checker's real report on a small charter with known faults."""
    return {"p9": check(charter_from_text(LAW, "p9.yaml"))}


def costs():
    """Return what the small charter costs, with nobody named who pays."""
    return {"p9": cost_of(reports()["p9"].charter, plan=plans()["p9"], as_of="2015-06", country="Iraq")}


def notes():
    """Return screening notes for two deciders: one stopped on small arms, one with a question open."""
    embargo = RegimeResult(
        *("un-embargo", "United Nations arms embargo", "small-arms", "stop", "arms may go to the government only"),
        texts=(LegalText("S/RES/1483, para. 10", "no arms but to the government"),),
        clearing=Clearing("Government of Iraq", "end-use certificate"),
    )
    consent = RegimeResult(
        *("non-intervention", "Consent of the government", "training", "open", "turns on what is not known"),
        texts=(LegalText("Nicaragua, para. 242", "no help to rebels"),),
        hangs_on=("recipient.state",),
    )
    guarded = Conditions("serial numbers", "range below 2 km", "monthly checks", "on a finding of abuse")
    items = (
        ItemScreen("training", "training", "6,000 men", (consent,), guarded),
        ItemScreen("small-arms", "small arms", "for those trained", (embargo, consent), guarded),
    )
    asked = FactFinding("recipient.state", "Is the recipient a unit of the state?", "unknown", "nothing")
    usual = {
        "country": "iraq",
        "as_of": "2015-06-15",
        "recipient": "tribal",
        "recipient_name": "Sunni tribal fighters",
        "request_text": (Said("Tribal leaders of Anbar ask for arms on 2015-06-15."),),
        "facts": (asked,),
        "refusal": (Said("Tribal fighters lost 54 men, counted."),),
    }
    return (
        ScreeningNote("anbar-us", "Anbar asks", decider="us", decider_name="the United States", items=items, **usual),
        ScreeningNote("anbar-iraq", "Anbar asks", decider="iraq", decider_name="Iraq", items=items[:1], **usual),
    )


def build(**changes):
    """Return the made-up content; ``changes`` replace fields of it."""
    made = BriefContent(
        case=CaseCard(
            id="iraq-2015",
            title="Iraq, June 2015",
            country="Iraq",
            cut_off="2015-06",
            retrospective=True,
            data_version="UCDP GED 19.1",
            seed=7,
            run_id="2026-11-22T0931Z-iraq-2015-7f3a",
            command="tether brief iraq-2015 --seed 7",
            horizon=36,
            question="Should the Hashd and the tribes be brought into a National Guard as whole units, one by one, or not at all?",
        ),
        record=record(),
        comparison=comparison(),
        assumptions=assumptions(),
        sources=(
            SourceCard(
                id="ged-19.1",
                title="UCDP Georeferenced Event Dataset",
                provider="Uppsala Conflict Data Program",
                version="19.1",
                kind="ged",
                licence="CC BY 4.0",
                licence_url="",
                citations=("Sundberg & Melander 2013.", "Högbladh 2019."),
                url="https://ucdp.uu.se",
                file="ged191.csv",
                sha256="ab" * 32,
                bytes=1,
                rows=1,
                happened=("2009-01-01", "2015-06-30"),
                published="2019",
                coded="",
            ),
            ClaimSource("ahram-2011", "Proxy Warriors", "B", date(2011, 1, 1), "Ahram", dated="2011"),
        ),
        left_out=("Displacement does not feed back into recruitment.", "Salaries are paid when the budget says so."),
        run_files={"manifest.json": "versions, checksums, seeds", "draws.nc": "country draws of every outcome"},
        downloads=(File("by-place", "The record by place and month", history()),),
    )
    return replace(made, **changes)


def plans():
    """Return what two plans hand over: one that is met, one that had to be relaxed."""
    mixed = Handover("p10", "individual", True, 20000, 18400, 0.31, 0.29, 0.4, 0.35, 0.22, 14, 3000, 2500, 900, 9.6e7)
    mixed = replace(mixed, capture=0.9, group_concentration=0.44)
    whole = replace(mixed, charter="p9", mode="whole-unit", feasible=False, concentration=0.97, command=1.0, months=3)
    whole = replace(whole, relaxed=("local minimum by 186 in 1 place",))
    return {"p9": whole, "p10": mixed}


def grouped():
    """Return the plans with what becomes of each group's volunteers."""
    group = HandoverGroup("hashd-iran", (4000, 9000), 600, 0.3, 0.6), HandoverGroup("tribal", (9400,), 300, 0.2, 0.5)
    return {n: replace(p, by_group=group) for n, p in plans().items()}


def figures(content):
    """Return every figure of the page and of its annex, in order."""
    return [b for made in (document(content), annex(content)) for b in made.blocks if isinstance(b, Figure)]
