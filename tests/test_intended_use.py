"""INTENDED_USE.md, promise by promise: what can be tested is tested here, or in the file that a test here names."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import tether
from tether.dossier import open_store
from tether.evidence.claims import claimed_countries, load_claims
from tether.report.blocks import Lines, words_of

ROOT = Path(__file__).parents[1]
PROMISES = " ".join((ROOT / "INTENDED_USE.md").read_text("utf-8").split())


def promised(words):
    """Hold a test to the page: the words that it tests stand there."""
    assert words in PROMISES, f"INTENDED_USE.md no longer says: {words}"


@pytest.fixture(scope="module")
def note():
    from tether.dossier.store import DossierOptions
    from tether.gate.report import notes

    return notes("libya-2015", ["us"], DossierOptions())[0]


def test_every_page_of_evidence_says_that_it_is_no_legal_advice(note):
    promised("**Not legal advice.**")
    from tether.dossier.page import dossier_page
    from tether.dossier.patron_graph import graph_page
    from tether.dossier.store import DossierOptions

    pages = (note[1], dossier_page("iraq-2015", "badr-organisation", DossierOptions()), graph_page(open_store("libya", "2015-06")))  # fmt: skip
    assert all("Not legal advice" in p.closing and "INTENDED_USE.md" in p.closing for p in pages)


def test_the_gate_clears_nothing_by_itself_and_leaves_lines_for_the_officer(note):
    promised("It clears nothing by itself.")
    promised("The note has lines for office, date, papers and signature.")
    screened, page = note
    assert screened.decision is None
    (lines,) = (b for b in page.blocks if isinstance(b, Lines))
    said = " ".join(lines.labels).lower()
    assert all(word in said for word in ("office", "date", "paper", "signature")), said


def test_a_stop_is_not_outweighed_and_names_the_paper_that_lifts_it(note):
    promised("A stop cannot be outweighed by anything in this package; it is lifted by the paper named beside it.")
    screened, _ = note
    assert screened.stops and all(r.clearing for r in screened.stops)
    assert all(i.verdict == "stop" for i in screened.items if any(r.result == "stop" for r in i.results))


def test_every_text_of_the_law_says_whether_it_was_read():
    promised("It names its texts, says which were read and which recalled")
    from tether.gate.regimes import load_regimes

    text = "\n".join(p.read_text("utf-8") for p in (ROOT / "src/tether/gate/legal_regimes").glob("*.yaml"))
    provisions = re.findall(r"\{ref: [^}]*\}", text)
    assert len(provisions) > 30 and all(re.search(r"tag: [SDR]\b", p) for p in provisions)
    assert load_regimes()


def test_the_regimes_are_those_listed_and_no_others():
    promised("covers the regimes listed in `docs/how-to/dossier.md` and no others")
    listed = (ROOT / "docs/how-to/dossier.md").read_text("utf-8")
    regimes = {p.stem for p in (ROOT / "src/tether/gate/legal_regimes").glob("*.yaml")}
    assert {r for r in regimes if not re.search(rf"(^|[ |]){re.escape(r)}\b", listed, re.M)} == set()


def test_there_is_no_option_to_strike_or_to_detain():
    promised("No strike or detention option exists")
    from tether.armed_order.levers import registry
    from tether.gate.catalogue import catalogue

    barred = re.compile(r"\b(strik(e|es|ing)|air-?strike|bomb|kill|assassinat|detain|detention|arrest|raid)", re.I)
    named = [*catalogue(), *registry()]
    assert named and [n for n in named if barred.search(n)] == []


def test_no_projection_is_finer_than_a_district_and_a_month():
    promised("No projection is finer than a first-order district and a month, and none holds coordinates")
    from tether.study.case import open_inputs
    from tether.theatre import Panel

    inputs = open_inputs("libya-2015")
    assert set(inputs.panel.places) == {p.id for p in inputs.theatre.places}
    assert inputs.panel.months.dtype == "datetime64[M]"
    fields = set(Panel.__dataclass_fields__) | set(type(inputs.panel.cells).__dataclass_fields__)
    assert not [f for f in fields if re.search(r"lat|lon|coord|route|base", f)]


def test_people_have_no_dossier_and_no_claim():
    promised("Groups, forces and offices have dossiers; people have none.")
    from tether.errors import Problems
    from tether.evidence.claims.check import PEOPLE, check_ids
    from tether.theatre.actors import KINDS, load_actors

    assert not set(KINDS) & set(PEOPLE)
    assert not [a for country in claimed_countries() for a in load_actors(country) if a.kind in PEOPLE]
    problems = Problems("claims.yaml")
    claim = load_claims("iraq").claims[0]
    check_ids([replace(claim, subject="somebody")], {"somebody": "person"}, problems)
    assert "is a person" in str(problems.found[0])


def test_people_on_a_list_are_skipped_and_nothing_of_the_list_is_kept(tmp_path):
    promised("Lists of designated people are skipped when a list is read.")
    promised("A user's list of designated groups is read and not kept.")
    from tether.gate.listed_names import read_list

    file = tmp_path / "list.csv"
    file.write_text("id,schema,name,aliases\np1,Person,A Person,\ng1,Organization,A Group,\n", "utf-8")
    found = read_list(file)
    assert found.people == 1 and [e.id for e in found.entries] == ["g1"]


def test_what_is_recalled_decides_nothing():
    promised("no headline, no stop and no clearance rests on them")
    from tether.dossier.profile import make_profile
    from tether.gate.facts import _finding

    store = open_store("iraq", "2015-06")
    claim = replace(load_claims("iraq").claims[0], seen=False)
    for name in ("recipient.organ", "recipient.grave-record"):
        found = [_finding(store, name, yes, no).value for yes, no in (([claim], []), ([], [claim]))]
        assert found == ["unknown", "unknown"]
    profile = make_profile(store, "badr-organisation")
    unread = replace(
        profile, sections={k: tuple(replace(c, seen=False) for c in v) for k, v in profile.sections.items()}
    )
    assert profile.may_headline and not unread.may_headline


def test_what_the_data_do_not_name_is_not_said_to_be_zero():
    promised("What the event data do not name is not zero.")
    from tether.dossier.page import dossier_page
    from tether.dossier.store import DossierOptions
    from tether.report.text import as_text

    said = " ".join(as_text(dossier_page("libya-2015", "misrata-militias", DossierOptions())).split())
    assert "do not name" not in said or "That is not zero." in said


def test_evidence_and_screening_store_nothing(tmp_path):
    """Reading, checking and screening leave no file, wherever a program may keep one."""
    promised("Nothing that you ask is stored by default.")
    home = tmp_path / "home"
    home.mkdir()
    places = {
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "c"),
        "XDG_DATA_HOME": str(home / "d"),
        "TMPDIR": str(home),
    }
    code = """
import sys
from tether.cli import main
listed = sys.argv[1]
assert main(["dossier", "iraq-2015", "badr-organisation"]) == 0
assert main(["gate", "libya-2015", "--for", "us", "--list", listed]) in (0, 1)
assert main(["passage", "iraq-2015"]) == 0
"""
    listed = tmp_path / "list.csv"
    listed.write_text("id,schema,name,aliases\ng1,Organization,A Group,\n", "utf-8")
    environment = {
        **os.environ,
        **places,
        "PYTHONPATH": str(Path(tether.__file__).parents[1]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", code, str(listed)], cwd=home, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert [p for p in home.rglob("*") if p.is_file()] == []


def test_planner_files_are_marked_restricted():
    promised("Planner files stay on the machine and are marked restricted.")
    from tether.induction.plan_folder import WARNING

    assert "RESTRICTED" in WARNING


def test_claims_marked_internal_are_held_back_by_the_gate():
    promised("Claims marked `internal` may be read on a terminal here and are in no file or pipe")
    assert (ROOT / "tests/test_exports.py").is_file()


def test_the_files_that_the_page_names_are_there():
    for name in re.findall(r"`([\w/.-]+/[\w/.-]*)`", PROMISES):
        assert (ROOT / name).exists(), name


def test_the_package_names_this_page_on_what_it_prints():
    from tether.report.words import FOOT

    assert "INTENDED_USE.md" in FOOT and words_of(FOOT)
