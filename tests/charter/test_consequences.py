"""First things first: what broke comparable cases, which rules a kind of design is asked by, and what is told at once."""

from pathlib import Path

import pytest

from tether.charter import charter_from_text
from tether.charter.applicability import not_for
from tether.charter.check import check
from tether.charter.consequences import breakings, consequence_of, first, order_of
from tether.charter.kinds import kind_names
from tether.charter.library import historical
from tether.charter.reports.parts import by_cause, says_more, why_first
from tether.charter.reports.text import as_text
from tether.charter.rules import all_rules
from tether.precedents.cases import coded_cases

CODES = {r.code for r in all_rules()}


def checked(text, **options):
    return check(charter_from_text(text, "law.yaml", fragment=True), **options)


# --- the tables


def test_every_row_of_what_broke_a_case_has_kinds_a_class_a_rank_and_a_source():
    classes = {c.id for c in order_of(())}
    assert len({b.case for b in breakings()}) >= 30
    for b in breakings():
        assert set(b.kinds) <= set(kind_names()) and b.consequence in classes and b.rank in (1, 2, 3)
        assert b.what and b.source and b.tag in ("S", "R") and int(b.year) < 2026
        assert b.tag == "R" or "recalled" not in b.source, "what was recalled says so"
    for case in {b.case for b in breakings()}:
        ranks = [b.rank for b in breakings() if b.case == case]
        assert sorted(ranks) == list(range(1, len(ranks) + 1)), case


def test_the_coded_cases_that_went_wrong_are_among_them():
    """Of the table of cases, each that failed by its own outcomes has a row; those that held have none."""
    told = {b.year for b in breakings()}
    failed = [c for c in coded_cases() if c.outcomes.get("enacted") == "no" or c.bad("indep") or c.bad("survive")]
    assert len(failed) >= 14 and all(case.start[:4] in told for case in failed)


def test_every_rule_belongs_to_a_class_and_only_sums_and_the_file_to_the_text():
    unplaced = {c for c in CODES if consequence_of(c) == "text" and not c.startswith(("NUM", "CON", "SCH"))}
    assert not unplaced


def test_a_weight_counts_cases_of_the_kind_whole_and_others_by_a_quarter():
    command = next(c for c in order_of(("merger",)) if c.id == "command")
    like = sum(1 / b.rank for b in breakings() if b.consequence == "command" and "merger" in b.kinds)
    other = sum(1 / b.rank for b in breakings() if b.consequence == "command" and "merger" not in b.kinds)
    assert command.weight == pytest.approx(like + other / 4) and "merger" in command.cases[0].kinds


@pytest.mark.parametrize(
    ("kind", "leading"),
    [
        ("merger", "command"),
        ("integration", "blocs"),
        ("demobilisation", "exits"),
        ("local-police", "abuse"),
        ("presidential-guard", "command"),
        ("reform", "pay"),
    ],
)
def test_what_leads_for_a_kind_is_what_broke_most_of_its_cases(kind, leading):
    assert order_of((kind,))[0].id == leading


# --- what matters first


def test_parallel_commands_lead_south_sudan_and_one_by_one_or_as_blocs_leads_the_sdf():
    south_sudan = check(historical("south-sudan-2018"))
    leads = south_sudan.first_five[0]
    assert leads.code == "CMD06" and leads.result == "fires" and "'machar'" in leads.message
    sdf = check(historical("syria-sdf-2025"))
    assert sdf.first_five[0].code == "IND01" and "one by one or by unit?" in sdf.first_five[0].message


def test_a_known_fault_outranks_a_stop_that_rests_on_the_unknown():
    text = (
        "meta: {kind: [integration]}\nforces: [{id: army, kind: army, status: existing}]\n"
        "induction: [{id: s, from: m, into: army, mode: whole-unit}]\n"
        "law: {min_age: unknown}\naid: [{id: a, to: army, item: small-arms, recipient_vetted: unknown}]"
    )
    report = checked(text)
    assert report.first_five[0].code == "IND01" and report.first_five[0].result == "fires"
    vetted = [n for n, f in enumerate(report.first_five) if f.code == "AID01"]
    known = [n for n, f in enumerate(report.first_five) if f.result == "fires" and f.code != "AID01"]
    assert not vetted or vetted[0] > known[0]


def test_a_question_comes_first_only_where_its_class_leads_and_no_fault_of_it_is_known():
    report = check(historical("iraq-popular-mobilization-law-2016"))
    assert {f.result for f in report.first_five} == {"fires"}, "twelve errors are known"
    assert [consequence_of(f.code) for f in report.first_five][:2] == ["blocs", "blocs"]
    bill = check(historical("iraq-national-guard-bill-2015"))
    assert bill.first_five[0].code == "CMD03"
    assert any(f.result == "cannot tell" and f.code == "IND01" for f in bill.first_five)


def test_first_takes_no_rule_twice_no_finding_on_the_file_and_no_more_than_asked():
    report = check(historical("libya-shield-2012"))
    for most in (1, 3, 5, 40):
        codes = [f.code for f in first((*report.fired, *report.questions), report.kinds.names, most)]
        assert len(codes) == len(set(codes)) <= most and not any(c.startswith("SCH") for c in codes)


def test_the_text_says_what_its_like_did_and_then_goes_by_part():
    report = check(historical("libya-shield-2012"))
    text = as_text(report)
    assert f"({why_first(report.first_five[0], report)})" in text and "units came back whole" in text
    heads = ("What matters first", "Induction and ways out:", "Money and arms:", "What the text seen does not say")
    order = [text.index(head) for head in heads]
    assert order == sorted(order)
    text = as_text(check(historical("iraq-popular-mobilization-law-2016")))
    assert text.index("SCH03") > text.index("What the text seen does not say"), "the file itself comes last"


def test_an_empty_law_has_a_checklist_and_no_first_five():
    assert not says_more(checked("meta: {id: a, text_seen: full}"))


def test_what_one_none_makes_is_told_once():
    report = check(historical("libya-shield-2012"))
    causes = by_cause(report.faults, report)
    (sharing,) = [c for c in causes if c.at == "sharing"]
    assert {f.code for f in sharing.findings} >= {"PWR01", "PWR03", "PWR04", "PWR06"}
    assert sum(len(c.findings) for c in causes) == len(report.faults)
    assert "“sharing: none”" in as_text(report)


# --- which rules a kind is asked by


def test_the_table_names_rules_and_kinds_that_exist_and_gives_reasons():
    for kind in kind_names():
        excluded = not_for((kind,))
        assert set(excluded) <= CODES and all(len(reason) > 10 for reason in excluded.values())
    assert not_for(()) == {} == not_for(("guard",)), "a guard is asked by all"


def test_several_kinds_keep_what_any_of_them_needs():
    assert "IND03" in not_for(("merger",)) and "IND03" not in not_for(("merger", "guard"))
    assert set(not_for(("merger", "reserve"))) == set(not_for(("merger",))) & set(not_for(("reserve",)))


RESERVE = """
forces: [{id: r, status: new, local: true, kind: guard}]
sharing: {partners: [{kind: provincial, actor: gov, power: appoints}]}
"""


def test_a_reserve_need_not_name_religious_partners_where_it_says_what_it_is():
    asked = checked(f"meta: {{kind: [reserve]}}{RESERVE}")
    assert "PWR06" not in {f.code for f in asked.findings} and "PWR06" in asked.not_asked
    assert "PWR06" in asked.silent, "it is listed among the rules with nothing to look at"
    assert "PWR06" in {f.code for f in checked(RESERVE).fired}, "where the kind is not known every rule is asked"


MERGER = """
actors: [{id: pm, state: true, head: true}]
groups: [{id: a, size: 5000}, {id: b, size: 5000}]
forces: [{id: army, status: new, kind: army}]
units: [{id: u, force: army, parent: none, origin: {a: 0.5, b: 0.5}}]
induction: [{id: x, from: a, into: army, mode: mixed}, {id: y, from: b, into: army, mode: mixed}]
"""


def test_a_merger_of_two_is_not_held_to_a_cap_of_a_third():
    assert "IND03" not in {f.code for f in checked(f"meta: {{kind: [merger]}}{MERGER}").findings}


def test_an_inferred_kind_turns_what_does_not_apply_into_a_question():
    report = checked(
        "forces: [{id: g, status: new, local: true, kind: police}]\n" + "arms: [{force: g, class: heavy, owner: group}]"
    )
    assert report.kinds.names == ("local-police",) and report.kinds.inferred
    assert "ARM03" not in {f.code for f in report.fired}
    asked = [f for f in report.questions if f.code == "ARM03"]
    assert not asked or asked[0].message.startswith("Is it a design of the kind “local police” (write meta.kind)? Then")


def test_the_page_of_what_matters_first_holds_every_row_of_its_tables():
    from tether.charter.applicability import left_out
    from tether.charter.reports.first_page import page

    told = page()
    for b in breakings():
        assert f"| {b.case} | {b.year} |" in told and b.what in told and b.source in told
    rules = left_out()
    assert {kind for kind, _, _ in rules} <= set(kind_names())
    for kind, codes, reason in rules:
        assert f"| {kind_names()[kind][0]} | {' '.join(codes)} | {reason} |" in told
        assert all(reason == not_for((kind,))[code] for code in codes)
    assert all(f"| {name} | " in told for name, _ in kind_names().values())
    written = Path(__file__).parents[2] / "docs" / "reference" / "what-matters-first.md"
    assert written.read_text("utf-8") == told, "python scripts/make_docs.py"
