"""A charter as it would stand: an overlay on its status quo's values, and the general law where it is silent."""

import pytest

from tether.charter import charter_from_text, read_charter
from tether.charter.check import check
from tether.charter.reading import Design
from tether.charter.reports.output import CheckOptions, run_check
from tether.charter.reports.text import as_text
from tether.charter.values import NONE, UNKNOWN
from tether.errors import InputError, UsageError

BASE = """\
charter: "0.3"
meta: {id: status-quo, text_seen: full, currency: USD, country: Iraq}
actors: [{id: mof, state: true}, {id: faction, kind: bloc, state: false}]
groups: [{id: m1, name: First, party: faction}]
forces: [{id: army, kind: army}]
pay: [{force: army, payer: mof, via: commander}]
law: {min_age: 18, courts: {abuse_cases: civilian}}
induction: none
"""
OVERLAY = """\
charter: "0.3"
meta: {id: option, overlay: status-quo, text_seen: full}
groups: [{id: m1, size: 900}]
forces: [{id: guard, kind: guard, status: new}]
law: {courts: {military_crimes: military}}
induction: [{id: s1, from: m1, into: guard, mode: whole-unit}]
"""
LAW = """\
charter: "0.3"
meta: {title: Law 14/2008 on the army}
sources: [{id: penal, cite: Law 1/1969 (penal code)}]
law:
  courts: {abuse_cases: military, src: [{id: penal, article: "9"}]}
  min_age: 14
  article: "3"
actors: [{id: high-court, kind: court, state: true}]
"""


def over(overlay=OVERLAY, base=BASE):
    status_quo = charter_from_text(base, "quo.yaml")
    return charter_from_text(overlay, "option.yaml", base=status_quo)


def bill(*rows, **head):
    listed = "".join(f"\n  - {row}" for row in rows)
    text = "\n".join(f"{k}: {v}" for k, v in head.items())
    return f'charter: "0.3"\nmeta: {{id: bill, text_seen: full}}\n{text}\ngeneral_law:{listed}\n'


STREAM = {"groups": "[{id: m1}]", "forces": "[{id: g, status: new}]", "induction": "[{id: s1, from: m1, into: g}]"}
COURTS = '{path: law.courts.abuse_cases, law: Law 14/2008, article: "7", value: military}'


def of(report, code):
    return [f for f in report.findings if f.code == code]


# ---- overlays ------------------------------------------------------------------------------------------------------


def test_an_overlay_is_judged_with_the_values_that_it_keeps():
    report = check(over())
    (pay,) = [f for f in of(report, "PAY02") if f.result == "fires"]
    assert (pay.file, pay.line, pay.path) == ("quo.yaml", 6, "pay.0.via")
    assert not of(report, "LAW05"), "the status quo's court stands, beside the one key that the overlay writes"
    assert report.world == "closed" and "after what it keeps of quo.yaml" in report.reading
    alone = check(charter_from_text(OVERLAY.replace("from: m1", "from: other"), "option.yaml", base=None))
    assert not [f for f in of(alone, "PAY02") if f.result == "fires"] and alone.open_world


def test_what_is_declared_stands_beside_and_other_lists_are_replaced():
    design = Design(over())
    assert [f.id for f in design.at("forces")] == ["guard", "army"]
    assert design.named("m1").party == "faction" and design.named("m1").size.mid == 900
    assert design.at("law.min_age").mid == 18 and design.at("meta.currency") == "USD"
    replaced = Design(over(OVERLAY + "pay: [{force: guard, via: bank}]\n"))
    assert [p.force for p in replaced.at("pay")] == ["guard"]
    assert Design(over(OVERLAY + "pay: none\n")).at("pay") is NONE


def test_an_overlay_over_a_text_seen_in_part_is_read_openly():
    design = Design(over(base=BASE.replace("text_seen: full", "text_seen: part")))
    assert design.open_world and design.at("exits") is UNKNOWN


def test_a_charter_that_says_it_is_no_overlay_stands_alone():
    design = Design(over(OVERLAY.replace("overlay: status-quo, ", "")))
    assert design.at("pay") is NONE and design.charter.file == "option.yaml"


def test_the_report_shows_the_line_of_the_file_that_a_finding_stands_in():
    text = as_text(check(over()))
    assert "quo.yaml:6:" in text and "6 | pay: [{force: army, payer: mof, via: commander}]" in text


def test_a_contradiction_across_both_files_names_the_file_of_each_clause():
    base = BASE + "totals: {in_scope: 1000}\n"
    found = of(check(over(OVERLAY + "totals: {to_induct: 3000, to_exit: 1}\n", base)), "NUM01")
    assert any("(line 9 of quo.yaml)" in f.message for f in found)


def test_the_command_line_lays_an_overlay_over_its_base(tmp_path):
    quo, option = tmp_path / "quo.yaml", tmp_path / "option.yaml"
    quo.write_text(BASE)
    option.write_text(OVERLAY)
    said, code = run_check([option], CheckOptions(base=quo, select="PAY02"))
    assert "quo.yaml:6:" in said and code == 1


# ---- the general law -----------------------------------------------------------------------------------------------


def test_a_finding_on_a_value_of_the_general_law_names_law_and_article():
    report = check(charter_from_text(bill(COURTS, **STREAM), "bill.yaml"))
    (court,) = of(report, "LAW05")
    assert court.result == "fires" and "military courts (so the general law: Law 14/2008, art. 7)" in court.message
    assert report.world == "general" and "Law 14/2008" in report.reading and court.line == 7
    good = check(charter_from_text(bill(COURTS.replace("military", "civilian"), **STREAM), "bill.yaml"))
    assert not of(good, "LAW05") and "LAW05" in good.kept


def test_a_row_without_a_value_is_a_question_with_an_address():
    rows = ['{path: law.min_age, law: Law 14/2008, article: "3"}', "{path: pay.payer, law: Law 3/2010}"]
    report = check(charter_from_text(bill(*rows, **STREAM), "bill.yaml"))
    (age,) = [f for f in of(report, "LAW03") if f.path.endswith("min_age")]
    assert age.result == "cannot tell" and "check Law 14/2008, art. 3" in age.message, "neither a fault nor a pass"
    paid = [f for f in report.questions if f.path == "pay"]
    assert all("check Law 3/2010" in f.message for f in paid), "a section that another law governs is not missing"
    row = check(
        charter_from_text(bill('{path: induction.min_age, law: Law 14/2008, article: "3"}', **STREAM), "b.yaml")
    )
    (asked,) = [f for f in of(row, "LAW03") if f.path == "induction.0.min_age"]
    assert asked.result == "cannot tell" and asked.message.startswith("Governed elsewhere, check Law 14/2008, art. 3: ")


def test_a_rule_of_a_list_holds_for_each_row_that_leaves_the_key_out():
    head = {"forces": "[{id: g}, {id: h}]", "pay": "[{force: g}, {force: h, via: bank}]"}
    text = bill('{path: pay.via, law: Law 3/2010, article: "12", value: commander}', **head)
    report = check(charter_from_text(text, "bill.yaml"), select=["PAY02"])
    fired = {f.path: f.message for f in report.fired}
    assert list(fired) == ["pay.0.via"] and "Law 3/2010, art. 12" in fired["pay.0.via"]


def test_the_charters_own_word_goes_before_the_general_law():
    head = {**STREAM, "law": "{courts: {abuse_cases: civilian}}"}
    assert not of(check(charter_from_text(bill(COURTS, **head), "bill.yaml")), "LAW05")
    none = check(charter_from_text(bill(COURTS, **{**STREAM, "law": "{courts: {abuse_cases: none}}"}), "bill.yaml"))
    assert "general law" not in of(none, "LAW05")[0].message


@pytest.mark.parametrize("world", ["open", "closed"])
def test_another_world_leaves_the_general_law_unheard(world):
    report = check(charter_from_text(bill(COURTS, **STREAM), "bill.yaml"), world=world)
    assert report.world == world and "Law 14/2008" not in str([f.message for f in report.findings])


def test_the_general_world_asks_for_a_general_law():
    text = 'charter: "0.3"\nmeta: {id: bill}\n'
    with pytest.raises(UsageError, match="names no general law"):
        check(charter_from_text(text, "bill.yaml"), world="general")


def test_of_several_laws_those_are_named_without_which_the_finding_is_gone():
    rows = [COURTS, "{path: law.min_age, law: Law 2/1990, value: 18}"]
    (court,) = of(check(charter_from_text(bill(*rows, **STREAM), "bill.yaml")), "LAW05")
    assert "Law 14/2008" in court.message and "Law 2/1990" not in court.message


def test_a_file_of_the_general_law_is_cited_by_source_title_and_article(tmp_path):
    (tmp_path / "army-law.yaml").write_text(LAW)
    path = tmp_path / "bill.yaml"
    head = "\n".join(f"{k}: {v}" for k, v in STREAM.items())
    path.write_text(f'charter: "0.3"\nmeta: {{id: bill, text_seen: full}}\n{head}\ngeneral_law: army-law.yaml\n')
    report = check(read_charter(path))
    (court,) = of(report, "LAW05")
    assert "Law 1/1969 (penal code), art. 9" in court.message and court.file.endswith("army-law.yaml")
    (age,) = [f for f in of(report, "LAW03") if f.result == "fires" and "age" in f.path]
    assert "Law 14/2008 on the army, art. 3" in age.message and age.severity in ("stop", "error")
    assert Design(read_charter(path)).named("high-court") is not None


def test_an_overlay_is_under_the_general_law_of_its_status_quo():
    rows = '\n  - {path: trust.grievance, law: Law 5/2001, article: "2"}\n'
    report = check(over(base=BASE + "general_law:" + rows))
    assert report.world == "general" and "Law 5/2001" in report.reading


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{path: law.court, law: L, value: x}", "no key 'court'"),
        ("{path: pay.0.via, law: L}", "leave positions out"),
        ("{path: law.min_age.lo, law: L}", "has no keys below it"),
        ("{path: meta.id, law: L}", "no key 'meta'"),
        ("{path: law.courts.abuse_cases, law: L, value: martial}", "general_law.0.value: 'martial'"),
        ("{path: law.min_age, law: L, value: 400}", "years of age"),
        ("{path: pay.via}", "a rule without its law"),
        ("{law: L}", "a rule without its path"),
        ("{path: law.min_age, file: x.yaml}", "a file and a rule in one row"),
        ("{file: ../x.yaml}", "a YAML file beside this one"),
        ("{file: /etc/x.yaml}", "a YAML file beside this one"),
        ("{file: none-such.yaml}", "none-such.yaml"),
        ("{path: posts.appointed_by, law: L, value: nobody-declared}", "nobody-declared"),
    ],
)
def test_what_is_wrong_in_a_row_is_told_with_its_place(row, said):
    head = {"forces": "[{id: g}]", "posts": "[{id: p1, unit: g}]"}
    with pytest.raises(InputError) as error:
        charter_from_text(bill(row, **head), "bill.yaml")
    assert said in str(error.value) and "Traceback" not in str(error.value)


def test_a_law_that_names_another_law_is_refused(tmp_path):
    (tmp_path / "a.yaml").write_text(LAW + "general_law: b.yaml\n")
    (tmp_path / "b.yaml").write_text(LAW)
    (tmp_path / "bill.yaml").write_text('charter: "0.3"\ngeneral_law: a.yaml\n')
    with pytest.raises(InputError, match="a general law that names another"):
        read_charter(tmp_path / "bill.yaml")
