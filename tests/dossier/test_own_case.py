"""A case folder of one's own: its dossiers, its gate, and the claims that its cut-off drops, each with the reason."""

import json
import shutil

import pytest

from tether.cli.app import run
from tether.dossier.page import dossier_page
from tether.dossier.profile import make_profile
from tether.dossier.store import DossierOptions, open_store, store_of
from tether.errors import InputError, UsageError
from tether.evidence.claims import dropped, last_day, read_claims, read_period
from tether.evidence.ged import read_events
from tether.gate.report import notes
from tether.report.text import as_text
from tether.study.case import open_inputs
from tether.study.new_case import start_case

CLAIMS = """
country: mali
coded: 2026-11-30
coder: the coder of this file
sources:
  un: {title: Report of the Secretary-General, outlet: United Nations, date: 2018-11, grade: official}
claims:
  front:
    - {says: size, value: [400, 700, 1200], basis: field, when: 2017, src: un, tag: S}
    - {says: rooted-in, of: PLACE, value: 0.6, basis: judged, when: 2017.., src: un, tag: S}
    - {says: aligned-with, of: column, when: 2016-05..2016-09, src: un, tag: S}
    - {says: patron-of, of: column, when: 2018, src: un, tag: S}
    - {says: abuse-record, of: "credible: a village burned", when: 2016-05, src: un, tag: S}
  column:
    - {says: size, value: 900, basis: field, when: 2014-03, src: un, tag: S}
    - {says: size, value: 1000, basis: claimed, when: 2018-01.., src: un, tag: S}
"""
ACTORS = """
country: mali
actors:
  front: {name: "Popular Front of the Azawad", name_ar: "الجبهة الشعبية للأزواد", kind: group}
  column: {name: "Column of the Niger", kind: group}
  staff: {name: "General Staff", kind: force}
"""
REQUEST = """
id: front-asks
title: The front asks for training
country: mali
date: 2018-05-10
deciders: [us]
requester: {unit: front, voice: a commander, channel: letter}
items: [{item: training}]
"""


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    import pandas as pd

    folder = tmp_path_factory.mktemp("own")
    rows = [
        {"id": i, "country": "Mali", "country_id": 432, "type_of_violence": 1 + 2 * (i == 9),
         "side_a": "Government of Mali" if i != 9 else "Popular Front of the Azawad",
         "side_b": "Popular Front of the Azawad" if i % 2 else "Column of the Niger", "latitude": 16.0 + i / 10,
         "longitude": -3.0, "where_prec": 1, "adm_1": "Mopti" if i < 6 else "Kidal", "date_start": f"2018-0{1 + i % 6}-02",
         "date_end": f"2018-0{1 + i % 6}-02", "low": 1, "best": 5, "high": 9}
        for i in range(1, 11)
    ]  # fmt: skip
    pd.DataFrame(rows).to_csv(folder / "mali.csv", index=False)
    made = start_case("mali-own", read_events(folder / "mali.csv", "Mali"), folder, cut_off="2018-06")
    (made.folder / "actors.yaml").write_text(ACTORS, "utf-8")
    place = made.theatre.place_ids[0]
    (made.folder / "claims.yaml").write_text(CLAIMS.replace("PLACE", place), "utf-8")
    (made.folder / "request.yaml").write_text(REQUEST, "utf-8")
    (made.folder / "requests").mkdir()
    (made.folder / "requests" / "staff.yaml").write_text(REQUEST.replace("unit: front", "unit: staff"), "utf-8")
    return made.folder


def test_an_own_case_has_dossiers_from_its_own_claims(case, capsys):
    assert run(["dossier", str(case), "front"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Mali, as of 2018-06-30" in said and "Strength of Popular Front of the Azawad: 700" in said
    assert run(["dossier", str(case), "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert {"front": 4, "column": 3}.items() <= {a["id"]: a["claims"] for a in listed["actors"]}.items()
    assert "age" not in listed  # what is counted of Arab militias is said of the shipped countries


def test_its_event_file_tells_who_fights_by_the_sides_names(case):
    profile = make_profile(store_of(str(case), DossierOptions()), "front")
    found = profile.fighting
    assert found.named and (found.deaths, found.total, found.one_sided) == (20, 45, 5)
    assert found.against == (("Government of Mali", 20),)
    unnamed = make_profile(store_of(str(case), DossierOptions()), "staff").fighting
    assert not unnamed.named and unnamed.share is None


def test_a_dropped_claim_is_printed_with_the_reason(case, capsys):
    said = " ".join(as_text(dossier_page(str(case), "front", DossierOptions())).split())
    assert "What does not count on 2018-06-30, and why" in said
    assert "says 2017, and doesn't say that it still held on 2018-06-30: write 2017-01.. if it did" in said
    assert "says 2018, which is not over on 2018-06-30" in said
    assert "2016-05..2016-09" not in said and "village burned: claims" not in said  # an end that is said, and a record
    listed = " ".join(as_text(dossier_page(str(case), "", DossierOptions())).split())
    assert "claims.yaml:9 says 2017" in listed and "2014-03" not in listed  # a later size stands in its place


def test_the_case_names_them_too_and_a_shipped_case_has_none(case):
    reasons = [d.reason for d in open_inputs(case).dropped]
    assert len(reasons) == 2 and any("write 2017-01.." in r for r in reasons)
    assert open_inputs("iraq-2015").dropped == ()


def test_what_is_written_as_told_counts(case, tmp_path):
    text = (case / "claims.yaml").read_text("utf-8").replace("when: 2017,", "when: 2017-01..,")
    (tmp_path / "claims.yaml").write_text(text, "utf-8")
    claims, day = read_claims(tmp_path / "claims.yaml"), last_day("2018-06")
    known = claims.as_of(day)
    assert known.interval("front", "size").v == 700
    assert [d.claim.predicate for d in dropped(known, claims.after(day), day)] == ["patron-of"]


@pytest.mark.parametrize("name", ["popular front", "Azawad", "الازواد", "azwad"])
def test_part_of_a_name_finds_the_actor(case, name):
    assert store_of(str(case), DossierOptions()).find(name).id == "front"


def test_a_short_name_finds_whom_it_fits_best_and_asks_where_several_fit():
    iraq = open_store("iraq", "2015-06")
    for name in ("badr", "Badr", "بدر"):
        assert iraq.find(name).id == "badr-organisation", name
    assert iraq.find("kataib hizballah").id == "kataib-hizbollah"
    with pytest.raises(UsageError, match=r"may mean \d+ actors of Iraq: .*\(.*\); give the id"):
        iraq.find("leaders")
    with pytest.raises(UsageError, match="no actor 'brigade'"):
        iraq.find("brigade")  # a kind of group finds nobody


def test_the_gate_works_for_a_case_folder_its_variations_and_its_files(case, capsys):
    for asked, unit in (
        (str(case), "front"),
        (f"{case}/staff", "staff"),
        (str(case / "request.yaml"), "front"),
        (str(case / "case.yaml"), "front"),
    ):
        ((note, page),) = notes(asked, [], DossierOptions())
        assert (
            note.recipient == unit
            and note.country == "mali"
            and "No regime of Mali alone" in " ".join(as_text(page).split())
        )
    assert [n.recipient for n in open_inputs(case).screening] == ["front"]
    assert run(["gate", f"{case}/staf"]) == 2
    assert "did you mean" in capsys.readouterr().err


def test_a_case_without_a_request_is_told_how_to_write_one(case, tmp_path, capsys):
    shutil.copytree(case, tmp_path / "bare")
    (tmp_path / "bare" / "request.yaml").unlink()
    assert run(["gate", str(tmp_path / "bare")]) == 2
    said = capsys.readouterr().err
    assert "no request.yaml in case bare" in said and "requester: {unit: an id that tether dossier" in said


def test_a_request_of_another_country_is_refused(case, tmp_path):
    shutil.copytree(case, tmp_path / "other")
    (tmp_path / "other" / "request.yaml").write_text(REQUEST.replace("country: mali", "country: libya"), "utf-8")
    with pytest.raises(InputError, match=r"country 'libya'.*the country of case other"):
        notes(str(tmp_path / "other"), [], DossierOptions())


def test_a_case_file_without_a_country_is_one_located_message(tmp_path, capsys):
    (tmp_path / "case.yaml").write_text("id: x\n", "utf-8")
    assert run(["dossier", str(tmp_path), "front"]) == 3
    said = capsys.readouterr().err
    assert "no country" in said and "no cut_off" in said and "Traceback" not in said


def test_the_examples_of_a_new_case_hold_at_its_cut_off(case, tmp_path):
    made = start_case("early", read_events(case.parent / "mali.csv", "Mali"), tmp_path, cut_off="2018-03")
    text = (made.folder / "claims.yaml").read_text("utf-8")
    dates = [part.split(",")[0] for part in text.split("{says")[1:] for part in [part.split("when: ")[1]]]
    assert len(dates) == 6
    for date in dates:
        period = read_period(date)
        assert period.known <= last_day("2018-03") and period.holds(last_day("2018-03"))
    assert "2020" not in text
