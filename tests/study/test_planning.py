"""``tether plan`` and ``tether roster``: what is asked for, what is written, what is refused; and the kept plans."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from tether.cli.app import run
from tether.errors import InputError, UsageError
from tether.induction.roster import SYNTHETIC, about
from tether.study import open_case
from tether.study import plans as kept
from tether.study.plan_request import plan_requests
from tether.study.plans import requests_of_case

LAW = """charter: "0.3"
meta: {id: law, country: Iraq, starts: 2015-07}
groups: [{id: hill, name: h}]
forces: [{id: guard, kind: guard, status: new}]
induction:
  - {id: a, from: hill, into: guard, mode: individual, intake: 150, max_group_share: 0.5, deploy: home}
"""


@pytest.fixture
def files(tmp_path):
    (tmp_path / "law.yaml").write_text(LAW, "utf-8")
    ranks = {"senior-officer": 2, "officer": 8, "nco": 34, "soldier": 140}
    rows = [(f"hill/f{k}", f"f{k}-{j}", rank, n) for k in range(4) for j in range(3) for rank, n in ranks.items()]
    table = pd.DataFrame(rows, columns=["militia", "subunit", "rank", "heads"])
    table["heads"] = (table["heads"] / 8).round().clip(1).astype(int)
    table["home"], table["community"] = "anbar", "sunni-arab"
    table.to_csv(tmp_path / "roster.csv", index=False)
    return tmp_path


def call(capsys, *argv):
    code = run([str(a) for a in argv])
    out = capsys.readouterr()
    return code, out.out, out.err


def test_a_plan_is_written_verified_and_told(files, capsys):
    code, out, _ = call(capsys, "plan", files / "law.yaml", "-r", files / "roster.csv", "-o", files / "out")
    assert code == 0 and "a plan that keeps every row" in out and "RESTRICTED" in out
    assert (files / "out" / "working" / "RESTRICTED.txt").exists()
    assert list((files / "out" / "published").glob("*.csv"))
    code, out, _ = call(capsys, "verify-plan", files / "out" / "working")
    assert code == 0 and out.startswith("lawful")
    assert "bound to charter law.yaml" in out and "bound to roster roster.csv" in out and "give --charter" in out
    told = json.loads((files / "out" / "working" / "report.json").read_text("utf-8"), parse_constant=pytest.fail)
    assert told["feasible"] and told["handover"]["posts"] == 150
    assert told["handover"]["cost_per_year"] is None and "no pay" in told["undefined"]["handover.cost_per_year"]


def test_a_plan_is_held_against_its_files_its_charter_and_its_roster(files, capsys):
    law, roster, out = files / "law.yaml", files / "roster.csv", files / "out"
    call(capsys, "plan", law, "-r", roster, "-o", out)
    given = ("--charter", law, "-r", roster)
    code, said, _ = call(capsys, "verify-plan", out, *given)
    assert code == 0 and said.startswith("lawful") and "give --charter" not in said, said
    assert call(capsys, "verify-plan", out, "--files-only")[0] == 0
    law.write_text(LAW.replace("max_group_share: 0.5", "max_group_share: 0.45"), "utf-8")
    with roster.open("a") as file:
        file.write("hill/f0,f0-9,soldier,9,anbar,sunni-arab\n")
    code, said, err = call(capsys, "verify-plan", out, *given)
    assert not err and code == 1 and "charter: the certificate is bound to law.yaml" in said and "roster.csv" in said
    assert "rules.json: policy.company_cap: 0.5; the charter and the roster give 0.45" in said
    assert "other cells than this roster gives" in said
    page = out / "published" / sorted(p.name for p in (out / "published").iterdir())[0]
    page.write_text("forged", "utf-8")
    (out / "working" / "more.txt").write_text("x")
    code, said, _ = call(capsys, "verify-plan", out, "--files-only")
    assert code == 1 and f"changed: published/{page.name}" in said and "extra: working/more.txt" in said


def test_a_second_edition_that_points_at_people_is_not_published_unless_somebody_says_so(files, capsys):
    target = ("plan", files / "law.yaml", "-r", files / "roster.csv", "-o", files / "out")
    ledger = files / "roster.csv.editions.json"
    assert call(capsys, *target)[0] == 0 and ledger.exists()
    kept = {p.name: p.read_bytes() for p in (files / "out" / "published").iterdir()} | {"ledger": ledger.read_bytes()}
    code, out, _ = call(capsys, *target)  # the same people once more: the same bytes, and nothing new to read
    assert code == 0 and "counts the same people" in out
    again = {p.name: p.read_bytes() for p in (files / "out" / "published").iterdir()} | {"ledger": ledger.read_bytes()}
    assert again == kept
    table = pd.read_csv(files / "roster.csv")
    table.loc[table["rank"] == "soldier", "heads"] += [3] + [0] * 11
    table.to_csv(files / "roster.csv", index=False)
    code, out, _ = call(capsys, *target)
    assert code == 1 and "NOT PUBLISHED" in out and "at least 3 came or left" in out and "--second-edition" in out
    assert (files / "out" / "working").is_dir() and not (files / "out" / "published").exists()
    assert not (files / "out" / "plan.html").exists() and ledger.read_bytes() == kept["ledger"]
    code, out, _ = call(capsys, *target, "--second-edition")
    assert code == 0 and (files / "out" / "published").is_dir() and ledger.read_bytes() != kept["ledger"]


def test_json_and_dry_run(files, capsys):
    target = ("plan", files / "law.yaml", "-r", files / "roster.csv", "-o", files / "out")
    code, out, _ = call(capsys, *target, "--dry-run")
    assert code == 0 and "nothing planned" in out and not (files / "out").exists()
    code, out, _ = call(capsys, *target, "--json", "--rosters", "2")
    told = json.loads(out, parse_constant=pytest.fail)  # NaN and Infinity are no JSON
    assert code == 0 and told["charter"] == "law" and told["rosters"]["of"] == 2


def test_a_plan_is_replaced_and_a_folder_that_is_no_plan_is_left_alone(files, capsys):
    target = ("plan", files / "law.yaml", "-r", files / "roster.csv", "-o", files / "out")
    (files / "out" / "working").mkdir(parents=True)
    (files / "out" / "working" / "thesis.docx").write_text("mine")
    code, out, err = call(capsys, *target)
    assert code == 2 and not out and err.startswith(f"{files / 'out'}: a folder that Tether didn't make, left alone")
    assert "in it: working" in err and (files / "out" / "working" / "thesis.docx").read_text() == "mine"
    shutil.rmtree(files / "out")
    for more in ((), ("--rosters", "2")):
        assert call(capsys, *target, *more)[0] == 0
    (files / "out" / "notes.txt").write_text("mine")
    code, _, err = call(capsys, *target)
    assert code == 2 and "files that Tether didn't write, left alone (notes.txt)" in err
    assert (files / "out" / "notes.txt").exists() and (files / "out" / "plan.html").exists()


def test_a_charter_whose_id_leads_out_of_the_plan_writes_nothing(files, capsys, tmp_path):
    (tmp_path / "kept" / "working").mkdir(parents=True)
    (tmp_path / "kept" / "working" / "mine").touch()
    (files / "law.yaml").write_text(LAW.replace("id: law", "id: ../kept"), "utf-8")
    before = sorted(p for p in tmp_path.rglob("*"))
    code, out, err = call(capsys, "plan", files / "law.yaml", "-r", files / "roster.csv", "-o", files / "out")
    assert code == 3 and "meta.id: '../kept'; expected Latin letters" in err and not out
    assert sorted(p for p in tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("heads", -4, "roster.csv:2: heads: heads '-4'; expected a whole number of people"),
        ("home", "ambar", "roster.csv:2: home: unknown home 'ambar'; did you mean 'anbar'"),
        ("rank", "soldierr", "did you mean 'soldier'"),
        ("community", "", "no community"),
    ],
)
def test_a_wrong_roster_is_told_by_line(files, capsys, column, value, words):
    table = pd.read_csv(files / "roster.csv")
    table[column] = table[column].astype(object)
    table.loc[0, column] = value
    table.to_csv(files / "roster.csv", index=False)
    code, out, err = call(capsys, "plan", files / "law.yaml", "-r", files / "roster.csv", "-o", files / "out")
    assert code == 3 and words in err and not out and not (files / "out").exists()


def test_an_empty_roster_and_the_same_cell_twice(files, capsys):
    table = pd.read_csv(files / "roster.csv")
    target = ("plan", files / "law.yaml", "-r", files / "roster.csv", "-o", files / "out")
    pd.concat([table, table.iloc[:1]]).to_csv(files / "roster.csv", index=False)
    code, _, err = call(capsys, *target)
    assert code == 3 and f"the same cell in rows 2 and {len(table) + 2}" in err
    table.iloc[:0].to_csv(files / "roster.csv", index=False)
    code, _, err = call(capsys, *target)
    assert code == 3 and "the roster is empty" in err


def test_no_roster_no_streams_no_charter(files, capsys, tmp_path):
    with pytest.raises(UsageError, match="give --roster"):
        plan_requests(str(files / "law.yaml"))
    with pytest.raises(UsageError, match="no option of the host has induction streams"):
        plan_requests("iraq-2015/p13-federal")
    with pytest.raises(InputError, match="no case 'iraq-2016'"):
        plan_requests("iraq-2016")
    code, _, err = call(capsys, "plan", files / "law.yaml", "-r", files / "none.csv")
    assert code == 3 and "no such file" in err


def test_a_case_plans_its_hosts_options_and_a_file_of_a_case_is_the_cases():
    asked = plan_requests("libya-2015")
    assert [a.charter.id for a in asked] == ["p9-whole-units", "p10-individuals"]
    path = open_case("libya-2015").spec.folder / "charters" / "p10-individuals.yaml"
    alone = plan_requests(str(path))[0]
    assert alone.roster == asked[1].roster and alone.base.id == "status-quo" and alone.theatre.id == "libya"


@pytest.mark.parametrize("name", ["iraq-2015", "libya-2015"])
def test_the_kept_plans_are_those_of_todays_inputs(name):
    case = open_case(name)
    stored = json.loads((case.spec.folder / kept.STORE).read_text("utf-8"))
    asked = requests_of_case(case, case.charters)
    assert {kept.plan_checksum(a) for a in asked} == set(stored)
    plans = kept.plans_of(case, case.charters)
    assert plans["p9-whole-units"].concentration > plans["p10-individuals"].concentration
    assert about(case.spec.folder / case.spec.roster)[0].startswith(SYNTHETIC)


def test_a_plan_of_other_inputs_is_made_anew(tmp_path, monkeypatch):
    folder = tmp_path / "libya-2015"
    shutil.copytree(open_case("libya-2015").spec.folder, folder)
    made = []
    monkeypatch.setattr(kept, "plan_made", lambda one: made.append(one.charter.id) or kept.read_handover(stored))
    stored = next(iter(json.loads((folder / kept.STORE).read_text("utf-8")).values()))
    case = open_case(folder)
    kept.plans_of(case, case.charters)
    assert not made
    path = folder / "charters" / "p10-individuals.yaml"
    path.write_text(path.read_text("utf-8").replace("max_group_share: 0.33", "max_group_share: 0.3"), "utf-8")
    case = open_case(folder)
    assert kept.plans_of(case, case.charters)["p10-individuals"].charter == "p10-individuals"
    assert made == ["p10-individuals"]


def test_a_plans_checksum_holds_what_the_charter_itself_states_and_where_places_lie():
    """Whether a row is the charter's own or ours decides whether a plan that breaks it is told as one that can't be."""
    asked = plan_requests("libya-2015")[1]
    terms = asked.terms()
    others = (
        replace(terms, stated=terms.stated ^ {"bloc"}),
        replace(terms, force="another"),
        replace(terms, ground=replace(terms.ground, parent={**terms.ground.parent, "misrata": "elsewhere"})),
    )
    keys = {
        kept.plan_checksum(
            SimpleNamespace(terms=lambda t=t: t, roster=asked.roster, mapping=None, charter=asked.charter)
        )
        for t in (terms, *others)
    }
    assert len(keys) == 4 and kept.plan_checksum(asked) in keys


def test_a_case_without_a_roster_has_no_plans():
    case = open_case("libya-2015")
    assert kept.plans_of(case.with_(roster=""), case.charters) == {} and case.with_(roster="x").spec.roster == "x"
    assert kept.plans_of(case, {"status-quo": None}) == {}


def test_a_roster_that_is_named_and_not_there_is_said_before_anything_is_planned():
    case = open_case("libya-2015")
    with pytest.raises(InputError, match=r"case.yaml: roster: no file none.csv.*tether roster libya-2015"):
        kept.plans_of(case.with_(roster="none.csv"), case.charters)


def test_roster_writes_a_labelled_file_or_nothing(tmp_path, capsys):
    path = tmp_path / "r.csv"
    code, out, _ = call(capsys, "roster", "libya-2015", "--size", 900, "--out", path, "--dry-run")
    assert code == 0 and "not written" in out and not path.exists()
    code, out, _ = call(capsys, "roster", "libya-2015", "--size", 900, "--out", path, "--json")
    told = json.loads(out)
    assert code == 0 and told["synthetic"] and sum(told["groups"].values()) == 900
    assert path.read_text("utf-8").startswith(f"# {SYNTHETIC}")
