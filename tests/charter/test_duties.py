"""Silence counts: what a design of its kind must speak of, told in one checklist apart from faults of what is written."""

import json
import re
from itertools import pairwise
from typing import get_args

import pytest

from tether.charter import charter_from_text, read_charter
from tether.charter.check import check
from tether.charter.insertion import FilePlaces
from tether.charter.kinds import kind_names, kinds_of
from tether.charter.library import MODEL, historical, names
from tether.charter.paths import names_of, value_at
from tether.charter.reading import Design
from tether.charter.reports.text import as_text, underlined
from tether.charter.rules.duties import ANY_KIND, duties, duties_of, speaks
from tether.charter.schema import Charter
from tether.charter.schema.charter import Meta
from tether.charter.values import UNKNOWN
from tether.cli import main

HEAD = 'charter: "0.2"\n'
EMPTY = HEAD + "meta: {id: a, title: A law, text_seen: full}\n"
GUARD = "meta: {kind: [guard]}\n"


def read(text, **options):
    return charter_from_text(text, "law.yaml", fragment=True, **options)


def model(without=""):
    """The model law, one section of it left out."""
    lines = historical(MODEL).lines
    starts = [n for n, line in enumerate(lines) if re.match(r"[a-z_]+:", line)] + [len(lines)]
    kept = [
        line
        for first, last in pairwise(starts)
        for line in lines[first:last]
        if not without or not lines[first].startswith(f"{without}:")
    ]
    return read("\n".join(kept) + "\n")


# --- the table


def test_the_kinds_of_the_schema_have_names_and_the_duties_no_others():
    words = set(get_args(get_args(get_args(Meta.model_fields["kind"].annotation)[0])[0]))
    assert words == set(kind_names())
    assert {k for duty in duties() for k in duty.kinds} == words | {ANY_KIND}


@pytest.mark.parametrize("duty", duties(), ids=lambda d: d.code)
def test_each_duty_has_a_reason_a_source_a_case_and_paths_of_the_schema(duty):
    assert duty.question.endswith("?") and duty.reason.endswith(".")
    assert len(duty.source) > 10 and len(duty.second) > 10 and duty.source != duty.second
    for path in duty.speaks:
        assert speaks(read("meta: {id: a}"), path) is False, path
        here = Charter
        assert path.split(".")[0].split("[")[0] in names_of(here), path
        value_at(read("meta: {id: a}"), path.split("[")[0])


def test_a_design_of_each_kind_must_speak_of_some_things_and_a_guard_of_most():
    counts = {kind: len(duties_of((kind,))) for kind in kind_names()}
    assert min(counts.values()) >= 3 and counts["guard"] == max(counts.values()) >= 22
    assert set(duties_of(("merger", "demobilisation"))) == set(duties_of(("merger",))) | set(
        duties_of(("demobilisation",))
    )
    every = set(duties_of(()))
    assert every and all(ANY_KIND in duty.kinds for duty in every), "without a kind: what any force must say"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", False),
        ("pay: []", True),  # an empty list says that there is none
        ("pay: none", True),
        ("pay: unknown", UNKNOWN),
        ("pay: [{force: g}]", False),
        ("pay: [{force: g, payer: unknown}]", UNKNOWN),
        ("pay: [{force: g, payer: none}]", True),
        ("pay: [{force: g}, {force: h, payer: mof}]", True),
    ],
)
def test_to_speak_of_a_thing_is_to_write_a_value_or_none(written, said):
    assert speaks(read(f"meta: {{id: a}}\n{written}"), "pay.payer") is said


def test_only_rows_that_are_about_it_speak_of_it():
    text = "powers: [{force: g, power: patrol, grant: lead}, {force: p, power: arrest, grant: forbidden}]"
    assert speaks(read(text), "powers[power=arrest|detain]") is True
    assert speaks(read(text), "powers[power=protect-sites]") is False
    text = "forces: [{id: army, status: existing, places: [c]}, {id: g, status: new}]"
    assert speaks(read(text), "forces[own].places") is False, "where the army stands says nothing of the new force"


# --- the kind


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("meta: {kind: [merger, demobilisation]}", ("merger", "demobilisation")),
        ("forces: [{id: g, status: new, kind: guard, local: true}]", ("guard",)),
        ("forces: [{id: g, status: new, kind: guard}]", ()),
        ("forces: [{id: presidential-guard, status: new, kind: paramilitary}]", ()),  # an id decides nothing
        (
            "forces: [{id: a, status: new, kind: army}]\ninduction: [{id: x, from: m, into: a}, {id: y, from: n, into: a}]",
            ("merger",),
        ),
        (
            "forces: [{id: a, status: existing, kind: army}]\ninduction: [{id: x, from: m, into: a}]",
            ("integration",),
        ),
        ("exits: [{id: e, kind: education}]", ("demobilisation",)),
        ("meta: {overlay: base}\nexits: [{id: e, kind: education}]", ()),
    ],
)
def test_the_kind_is_as_written_or_plain_from_the_structure(text, kinds):
    found = kinds_of(Design(read(text)))
    assert found.names == kinds and bool(found.inferred) is (bool(kinds) and "kind: [m" not in text)


def test_a_design_of_no_plain_kind_is_asked_for_it_and_an_overlay_is_not():
    asked = [f for f in check(read(EMPTY)).questions if f.code == "SCH05"]
    assert len(asked) == 1 and "What kind of design is it: guard," in asked[0].message
    assert check(read("meta: {id: a, overlay: base}")).findings == ()


# --- silence


def test_a_file_with_nothing_but_meta_has_errors_in_one_list(tmp_path, capsys):
    report = check(read(EMPTY))
    assert report.faults == () and len(report.silences) == len(duties_of(())) == report.count("error") > 10
    path = tmp_path / "empty.yaml"
    path.write_text(EMPTY)
    assert main(["check", str(path)]) == 1
    said = capsys.readouterr().out
    assert "0 errors" not in said and "no errors" not in said
    assert "speaks of 0 of the 12 things that any force must speak of" in said
    assert said.count("[ ]") == 12 and " error  " not in said, "one list, not twelve errors"


def test_read_openly_silence_is_a_question_and_the_text_seen_is_named(tmp_path, capsys):
    path = tmp_path / "seen.yaml"
    path.write_text(EMPTY.replace("full", "part"))
    assert main(["check", str(path)]) == 0
    said = capsys.readouterr().out
    assert "the text seen speaks of 0 of the 12 things" in said and "What the text seen does not say" in said
    assert "nothing is written that could be judged" in said and "errors" not in said


@pytest.mark.parametrize(
    ("section", "code"),
    [
        ("pay", "DUT11"),
        ("arms", "DUT14"),
        ("posts", "DUT02"),
        ("oversight", "DUT18"),
        ("command", "DUT01"),
        ("powers", "DUT06"),
        ("exits", "DUT20"),
        ("law", "DUT16"),
        ("trust", "DUT17"),
        ("end_state", "DUT22"),
        ("surrender", "DUT15"),
        ("sharing", "DUT25"),
        ("people", "DUT32"),
        ("induction", "DUT09"),
    ],
)
def test_the_model_law_without_a_section_is_told_so_once_and_where_it_would_stand(section, code):
    charter = model(section)
    report = check(charter)
    found = {f.code: f for f in report.silences}
    assert code in found and found[code].severity == "error"
    finding = found[code]
    line = historical(MODEL).position(section).key_line
    assert (finding.line, finding.col, finding.missing) == (line - 1, 1, section)  # its first line, a comment, is gone
    assert not [
        f for f in report.silences if f.silence and f.line != finding.line and f.code[:3] != "DUT" and not f.missing
    ]
    assert f"{finding.missing}: …" in underlined(finding, charter.lines)[1]


def test_what_a_silent_duty_says_is_not_said_again_by_the_rules():
    report = check(model("sharing"))
    assert [f.code for f in report.silences] == ["DUT25"] and report.faults == ()
    assert {"PWR01", "PWR03", "PWR06"} <= {f.code for f in report.findings if f.part_of == "DUT25"}


def test_the_model_law_speaks_of_everything_that_a_guard_must():
    report = check(historical(MODEL))
    assert {item.state for item in report.checklist} == {"says it"} and len(report.checklist) > 22


def test_none_is_a_fault_of_what_is_written_and_absence_is_not_told_as_a_fact():
    absent, none = (
        check(read(f"{GUARD}forces: [{{id: g, status: new}}]\nlaw: {{courts: {{{courts}}}}}"), open_world=False)
        for courts in ("military_crimes: military", "abuse_cases: none, military_crimes: military")
    )
    assert "LAW05" in {f.code for f in none.faults} and "LAW05" not in {f.code for f in absent.faults}
    silent = next(f for f in absent.findings if f.code == "LAW05")
    assert silent.silence and silent.message == (
        "the charter does not say: which courts try members for offences against civilians?"
    )


@pytest.mark.parametrize("name", ["wadi-guard-law", "guard-law-ten-faults"])
def test_no_message_of_the_checklist_states_silence_as_a_fact(name):
    from pathlib import Path

    charter = read_charter(Path(__file__).parent / "data" / f"{name}.yaml")
    text = "\n".join(
        re.sub(r", (appeal|registered|independent|limit_hours|vote): [^,}]+", "", line) for line in charter.lines
    )
    report = check(read(text), open_world=False)
    assert all(f.message.startswith("the charter does not say") for f in report.fired if f.silence)
    assert any(f.silence for f in report.fired)


def test_a_silence_never_stops_the_matter_and_counts_for_the_exit_code(tmp_path):
    text = "meta: {kind: [guard]}\nforces: [{id: g, status: new}]\naid: [{id: a1, to: g, item: training}]"
    report = check(read(text), open_world=False)
    assert not [f for f in report.silences if f.severity == "stop"]
    path = tmp_path / "x.yaml"
    path.write_text(EMPTY)
    assert main(["check", str(path), "--fail-on", "stop"]) == 0 and main(["check", str(path)]) == 1


def test_two_lines_of_command_that_clash_are_written_whatever_is_absent():
    text = "command: [{from: pm, to: g, type: full}, {from: gov, to: g, type: operational}]"
    assert "CMD03" in {f.code for f in check(read(text), open_world=False).faults}


def test_json_holds_kind_and_checklist(tmp_path, capsys):
    path = tmp_path / "x.yaml"
    path.write_text(EMPTY.replace("meta: {", "meta: {kind: [reserve], "))
    main(["check", str(path), "--json"])
    data = json.loads(capsys.readouterr().out)
    assert data["kind"] == ["reserve"] and data["silences"] == len(data["checklist"]) == len(duties_of(("reserve",)))
    assert data["faults"]["error"] == 0 and data["counts"]["error"] == data["silences"]
    assert {item["state"] for item in data["checklist"]} == {"does not say"}


def test_a_waived_duty_and_one_left_out_are_not_in_the_list():
    waived = "waivers: [{rule: DUT14, reason: arms law of 2020, by: cabinet, until: 2090-01-01}]\n"
    report = check(read(GUARD + waived), open_world=False)
    assert "DUT14" not in {f.code for f in report.silences} and "DUT14" in {f.code for f in report.waived}
    report = check(read(GUARD), open_world=False, ignore=["DUT"])
    assert report.checklist == () and not [f for f in report.findings if f.code.startswith("DUT")]


def test_the_text_of_the_library_counts_what_each_speaks_of():
    for name in names():
        said = as_text(check(historical(name)))
        assert re.search(r"speaks of \d+ of the \d+ things that (an? |demobilisation must)", said), name


# --- where an absent clause would stand

BLOCK = """meta:
  id: a

# a comment
law:
  min_age: 18
  courts:
    military_crimes: military

pay:
  - force: g
    payer: mof
    roll:
      audit_by: audit
  - force: h
phases: [{id: p1}, {id: p2, starts: 2027-01-01}]
"""


@pytest.mark.parametrize(
    ("path", "place", "key"),
    [
        ("law.min_age", (6, 12), ""),  # it is there
        ("law.courts.abuse_cases", (9, 5), "abuse_cases"),  # at the end of its object: nothing comes before it
        ("law.immunity", (7, 3), "immunity"),  # after min_age
        ("command", (3, 1), "command"),  # after the section before it
        ("oversight", (17, 1), "oversight"),
        ("arms", (16, 1), "arms"),
        ("pay.0.via", (13, 5), "via"),  # after payer
        ("pay.0.roll.cross_match", (15, 7), "cross_match"),
        ("pay.1.payer", (16, 5), "payer"),
        ("pay.2", (16, 3), "2"),
        ("phases.0.ends", (16, 17), "ends"),
        ("phases.1.ends", (16, 47), "ends"),
        ("phases.2", (16, 48), "2"),
    ],
)
def test_an_absent_clause_has_the_point_at_which_it_would_be_written(path, place, key):
    found = FilePlaces(read(BLOCK)).place(path)
    at = found.position
    assert ((at.line, at.column), found.key) == (place, key)
    assert not key or (at.end_line, at.end_column) == (at.line, at.column)


def test_below_a_none_the_none_is_the_clause():
    found = FilePlaces(read("law: none\nmeta: {id: a}")).place("law.courts.abuse_cases")
    assert found.key == "" and (found.position.line, found.position.column) == (1, 6)
