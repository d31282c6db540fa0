"""A second self-written law, spoilt one fault at a time over all families: each is found where it is, and no false stop."""

from pathlib import Path

import pytest

from tether.charter.check import check
from tether.charter.read import charter_from_text
from tether.charter.rules import rule_of

LAW = (Path(__file__).parent / "data" / "wadi-guard-law.yaml").read_text("utf-8")
GUARD = "wadi-guard-force"

# (code that must be found, its path, what stood there, what is planted, other codes that rightly follow)
PLANTS = [
    ("CMD01", "units.0", "  - {from: defence, to: guard-hq, type: full}\n", "", set()),
    ("GRF02", "powers.2", "power: checkpoint, places: [wadi], grant: support", "power: checkpoint, places: [wadi], grant: lead", set()),
    ("IND01", "induction.0.mode", "from: hill-brigade, into: wadi-guard-force, mode: individual",
     "from: hill-brigade, into: wadi-guard-force, mode: whole-unit", {"GRF01"}),
    ("IND03", "units.1.origin", "hill-brigade: 0.3, river-shield: 0.2, recruits: 0.5", "hill-brigade: 0.7, recruits: 0.3", {"NUM01", "NUM02"}),
    ("IND05", "induction.0.vetting.by", "vetting: {by: rights-commission, level: individual, independent: true",
     "vetting: {by: hill-brigade, level: individual, independent: unknown", set()),
    ("PWR01", "sharing", "sharing:\n", "sharing: none\nx-gone:\n", {"PWR03", "PWR04", "PWR06", "PWR07"}),
    ("PWR03", "sharing.allocation.0.shares", "shares: {hill: 0.6, river: 0.32, coast: 0.08}, review", "shares: {hill: 0.65, river: 0.35}, review", {"NUM02"}),
    ("PWR07", "sharing.territorial.level", "level: town", "level: region", set()),
    ("NUM01", "exits.0.places", "kind: apprenticeship, places: 1500", "kind: apprenticeship, places: 500", set()),
    ("TIM03", "exits.1.funded_until", "funded_until: 2029-12-31, starts: 2026-09-15, ends: 2029-06-30, counted: placed, payable_on: completion}\npeople",
     "funded_until: 2028-12-31, starts: 2026-09-15, ends: 2029-06-30, counted: placed, payable_on: completion}\npeople", set()),
    ("LAW03", "law.min_age", "min_age: 18, minors", "min_age: 16, minors", set()),
    ("LAW04", "law.immunity", "immunity: none", "immunity: blanket", {"GRF01"}),
    ("PAY02", "pay.0.via", "payer: finance, via: bank", "payer: finance, via: commander", set()),
    ("DEP02", "pay.0.roll.audit_by", "audit_by: audit-office", "audit_by: guard-hq", set()),
    ("PAY04", "pay.0.base_month", "base_month: 540", "base_month: 300", set()),
    ("ARM03", "arms.0.class", "class: small", "class: armour", set()),
    ("STR01", "forces.2.target_strength", "target_strength: 3000, ceiling", "target_strength: 900, ceiling", {"NUM01", "NUM02"}),
    ("PAT02", "patrons.0.via_state", "kinds: [training], via_state: true", "kinds: [training, funds], via_state: false", set()),
    ("TRU01", "trust.consent", "can_refuse: true, can_recall: true", "can_refuse: false, can_recall: false", set()),
    ("TRU03", "trust.grievance.0", "independent: true, deadline_days", "independent: false, deadline_days", set()),
    ("PPL05", "people.victims_body", "victims_body: rights-commission", f"victims_body: {GUARD}", set()),
    ("DIS01", "displacement.return_free", "return_free: true", "return_free: false", set()),
    ("DIS02", "displacement.force_screens", "force_screens: false", "force_screens: true", set()),
    ("PHA01", "phases.0.tests", 'tests: [{metric: present at muster, op: ">=", threshold: 0.9, measured_by: audit-office}]', "tests: []", set()),
    ("POL01", "politics.passage", "votes_for: {lo: 0.95, hi: 1}", "votes_for: {lo: 0.5, hi: 0.7}", set()),
    ("NUM04", "pay.0.annual_budget", "annual_budget: 26000000", "annual_budget: 9000000", set()),
]  # fmt: skip


def fired(text):
    return [f for f in check(charter_from_text(text, "law.yaml")).findings if f.result == "fires"]


def test_the_law_as_written_breaks_nothing_and_leaves_nothing_open():
    report = check(charter_from_text(LAW, "law.yaml"))
    assert report.findings == () and len(report.kept) > 60


@pytest.mark.parametrize(("code", "path", "stood", "planted", "follow"), PLANTS, ids=[p[0] for p in PLANTS])
def test_each_fault_is_found_where_it_is(code, path, stood, planted, follow):
    assert LAW.count(stood) >= 1, "the plant has somewhere to stand"
    text = LAW.replace(stood, planted, 1)
    if "x-gone" in text:
        text = text.split("x-gone:\n")[0] + "exits:\n" + text.split("exits:\n", 1)[1]
    found = fired(text)
    assert (code, path) in {(f.code, f.path) for f in found}, [(f.code, f.path) for f in found]
    strangers = {f.code for f in found} - {code} - follow
    assert not strangers, f"findings that do not follow from it: {strangers}"
    stops = {f.code for f in found if f.severity == "stop"}
    assert stops <= {code} and (not stops or rule_of(code).severity == "stop"), "no false stop"


def test_the_families_are_all_planted():
    assert len({p[0][:3] for p in PLANTS}) == 17
