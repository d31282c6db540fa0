"""Reading a charter: every problem at once, located; blanks told apart; ids resolved; hostile files refused."""

from pathlib import Path
from types import SimpleNamespace as Thing

import pytest

from tether.charter import ABSENT, NONE, UNKNOWN, Charter, charter_from_text, read_charter
from tether.errors import InputError

HEAD = 'charter: "0.3"\n'
SHARED = Path(__file__).parents[2] / ".." / "shared" / "design" / "charter"


def read(text, **more):
    return charter_from_text(HEAD + text, "guard.yaml", **more)


def problems_of(text, **more):
    with pytest.raises(InputError) as caught:
        read(text, **more)
    return [str(p) for p in caught.value.problems]


def theatre():
    return Thing(
        places=[Thing(id="anbar"), Thing(id="salah-al-din")],
        communities=[Thing(id="sunni-arab")],
        actors=[Thing(id="army"), Thing(id="tribal"), Thing(id="pm"), Thing(id="ing")],
    )


def test_the_three_blanks_are_told_apart_and_all_falsy():
    charter = read(
        "forces: [{id: ing, own_budget: none, own_staff: unknown}]\npay: [{force: ing, via: bank}]\nexits: none"
    )
    force = charter.forces[0]
    assert (force.own_budget, force.own_staff, force.own_intelligence) == (NONE, UNKNOWN, ABSENT)
    assert not any([NONE, UNKNOWN, ABSENT])
    assert charter.blank("exits") is NONE
    assert charter.blank("exits.0.places") is NONE, "below a blank is that blank"
    assert charter.blank("pay.0.via") is None and charter.at("pay.0.via") == "bank"
    assert charter.blank("pay.0.payer") is ABSENT


def test_a_list_may_be_entered_by_id_and_an_unknown_path_is_an_error():
    charter = read("forces: [{id: ing}]\ninduction: [{id: in-a, mode: individual}]")
    assert charter.at("induction.in-a.mode") == "individual"
    assert charter.at("induction.nobody.mode") is ABSENT
    with pytest.raises(KeyError, match="comander"):
        charter.at("induction.in-a.comander")


def test_numbers_are_intervals_with_their_source():
    charter = read(
        "sources: [{id: crs}]\nforces: [{id: a, strength: 5, ceiling: {v: 3, lo: 1, hi: 9, src: [crs], conf: low}, target_strength: {lo: 7}}]"
    )
    a = charter.forces[0]
    assert (a.strength.lo, a.strength.v, a.strength.hi) == (5, 5, 5) and a.strength.exact
    assert (a.ceiling.lo, a.ceiling.hi, a.ceiling.src, a.ceiling.conf) == (1, 9, ("crs",), "low")
    assert a.target_strength.v is None and a.target_strength.lo == 7 and str(a.target_strength) == "7 or more"


@pytest.mark.parametrize(
    ("written", "lo", "hi"),
    [
        ("2015-02-03", "2015-02-03", "2015-02-03"),
        ("2015-02", "2015-02-01", "2015-02-28"),
        ("2016", "2016-01-01", "2016-12-31"),
        ("{lo: 2015-02, hi: 2015-06}", "2015-02-01", "2015-06-30"),
    ],
)
def test_dates_are_the_days_they_may_be(written, lo, hi):
    charter = read(f"meta: {{starts: {written}}}")
    assert (str(charter.meta.starts.lo), str(charter.meta.starts.hi)) == (lo, hi)
    assert charter.starts == lo[:7]


@pytest.mark.parametrize("written", ["unknown", "none"])
def test_no_known_start_is_no_month(written):
    assert read(f"meta: {{starts: {written}}}").starts is None
    assert read("").starts is None


def test_all_problems_at_once_each_located():
    found = problems_of(
        "forces:\n  - {id: ing, kind: gard, own_budget: yes}\npay:\n  - force: ing\n    via: comander\n    gap_days: soon\nexitz: []\n"
    )
    assert found == [
        "guard.yaml:3:21: forces.0.kind: 'gard'; expected one of these words; did you mean 'guard'? (allowed: army, border, gendarmerie, guard, intelligence, militia-auxiliary, paramilitary, police, special)",
        "guard.yaml:3:39: forces.0.own_budget: 'yes'; expected true, false, none or unknown; write true",
        "guard.yaml:6:10: pay.0.via: 'comander'; expected one of these words; did you mean 'commander'? (allowed: bank, commander, finance-officer, mobile)",
        "guard.yaml:7:15: pay.0.gap_days: 'soon'; expected a number, or {v, lo, hi}",
        "guard.yaml:8:1: exitz: unknown key 'exitz'; expected a key of the schema; did you mean 'exits'? "
        f"({len(Charter.model_fields)} allowed)",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("pay: [{force: ing}]\nforces: [{id: ing}]\npay: none", "the key 'pay' a second time (first on line 2)"),
        ("exits:", "an empty value"),
        ("forces: [{id: a, name: one, two}]", "quotes around text with a comma"),
        ("meta: {starts: 2015-13}", "a date of the calendar"),
        ("meta: {starts: 2015-02-30}", "a date of the calendar"),
        ("forces: [{id: a, strength: {v: 3, lo: 5, hi: 9}}]", "lo ≤ v ≤ hi"),
        ("forces: [{id: a, strength: -3}]", "not negative"),
        ("forces: [{id: a, strength: .nan}]", "a finite number"),
        ("communities: [{id: a, share: 33}]", "a share between 0 and 1 (0.33 for 33 %)"),
        ("forces: [{id: Ing Anbar}]", "an id of lower-case letters"),
        ("forces: [{id: a}, {id: a}]", "the id 'a' a second time (first at forces.0)"),
        ("forces: [{id: a}]\nplaces: [{id: a}]", "the id 'a' a second time"),
        ("forces: {id: a}", "a list, such as"),
        ("forces: [a]", "an object: keys and values"),
        ("forces: [{name: a}]", "no key 'id'"),
        ("forces: [{id: a, name: 5}]", "text (put quotes"),
        ("forces: [!!python/object:os.system {id: a}]", "the tag"),
        ("forces: [{id: a, places: [anbr]}]\nplaces: [{id: anbar}]", "did you mean 'anbar'?"),
        ("forces: [{id: a}]\nplaces: [{id: p}]\npay: [{force: p}]", "'p', which is a place"),
        ("law: {min_age: [18]}", "[18]; expected a number"),
    ],
)
def test_each_fault_is_named(text, says):
    found = problems_of(text)
    assert any(says in p for p in found), found
    assert all(p.startswith("guard.yaml:") and p.split(":")[1].isdigit() for p in found), found


@pytest.mark.parametrize(
    "text",
    ["[", "a: b: c", "\ta: 1", "a: 'x", "? [a]: b", "*x", "a: &x [*x]", "--- a\n--- b", "\x00", "a: \x07", "- a", "word", "", "#", "5",
     "{a: 1}: 2", "%YAML 3.0\n---\na: 1", "a: !<x> 1", "a: [[[" * 30, "a: " + "[" * 5000, "a: " + "9" * 5000, "<<: {a: 1}"],
)  # fmt: skip
def test_malformed_yaml_is_a_located_message(text):
    with pytest.raises(InputError) as caught:
        charter_from_text(text, "guard.yaml")
    assert all(p.where == "guard.yaml" and p.line >= 1 for p in caught.value.problems)


def test_a_billion_laughs_are_counted_not_built():
    text = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{b}: &{b} [{','.join('*' + a for _ in range(9))}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert any("more than 400,000 values" in p for p in problems_of(text))


def test_a_50_mb_file_is_refused_unread(tmp_path):
    big = tmp_path / "big.yaml"
    with big.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(InputError, match="50,000,000 bytes"):
        read_charter(big)


@pytest.mark.parametrize("make", ["missing", "folder", "latin"])
def test_an_unreadable_file_is_a_message(tmp_path, make):
    path = tmp_path / "guard.yaml"
    if make == "folder":
        path.mkdir()
    elif make == "latin":
        path.write_bytes(b"charter: 0.2\nmeta: {title: caf\xe9}")
    with pytest.raises(InputError) as caught:
        read_charter(path)
    if make == "latin":
        assert (caught.value.problems[0].line, caught.value.problems[0].column) == (2, 18)


def test_ids_are_the_theatres():
    found = problems_of(
        "places: [{id: salahaddin, kind: province}]\ncommunities: [{id: sunni}]\ninduction: [{id: s, from: tribes, into: ing}]",
        theatre=theatre(),
    )
    guesses = ["did you mean 'salah-al-din'?", "did you mean 'sunni-arab'?", "did you mean 'tribal'?"]
    assert len(found) == 3 and all(guess in p for guess, p in zip(guesses, found, strict=True)), found
    assert read("induction: [{id: s, from: tribal, into: ing}]", theatre=theatre()).induction[0].from_ == "tribal"


def test_an_overlay_points_into_its_status_quo():
    base = read("forces: [{id: provincial-guard}]")
    text = "meta: {overlay: status-quo}\npay: [{force: provincial-guard}]"
    assert read(text).pay[0].force == "provincial-guard", "without the status quo at hand the ids are left open"
    assert read(text, theatre=theatre(), base=base).pay
    assert "provincial-guard" in problems_of(text, theatre=theatre())[0]


def test_yaml_1_2_words_are_words():
    charter = read("forces: [{id: a, name: no}, {id: b, name: on}, {id: c, name: 1_000}]")
    assert [f.name for f in charter.forces] == ["no", "on", "1_000"]


def test_sources_carry_article_and_quote_in_their_own_language():
    charter = read(
        'sources: [{id: bill}]\nforces: [{id: a, src: [bill, {id: bill, article: "7(2)", quote: "الحرس", lang: ar, translation: the guard}]}]'
    )
    bare, full = charter.forces[0].src
    assert bare.id == "bill" and bare.quote is ABSENT
    assert (full.article, full.quote, full.lang) == ("7(2)", "الحرس", "ar")
    assert (
        "'bil', which nothing here declares" in problems_of("sources: [{id: bill}]\nforces: [{id: a, src: [bil]}]")[0]
    )


def test_version_is_asked_for_and_an_old_one_is_migrated():
    with pytest.raises(InputError, match="no schema version"):
        charter_from_text("meta: {id: a}")
    with pytest.raises(InputError, match=r"9\.9"):
        charter_from_text("charter: 9.9")
    old = 'charter: "0.1"\nmeta: {scope_note: partial}\nclaims: [{at: x, resolved: false}]\npolitics: {steps: [{id: v, date: 2015-09-08}]}\n'
    charter = charter_from_text(old + "forces: [{id: g}]\npay: [{force: g, parity: unknown}]")
    assert charter.meta.note == "partial" and charter.contradictions[0].at == "x" and charter.steps[0].id == "v"
    assert charter.where("contradictions.0.resolved") == "charter:3:28", "places survive the migration"


def test_where_a_value_stands():
    charter = read("pay:\n  - force: g\n    via: bank\nforces: [{id: g}]")
    assert charter.where("pay.0.via") == "guard.yaml:4:10"
    assert charter.where("pay.0.payer") == "guard.yaml:3:5", "the nearest thing above it that the file has"


def test_frozen():
    with pytest.raises(ValueError, match="frozen"):
        read("meta: {id: a}").meta.id = "b"


@pytest.mark.shared
def test_the_draft_example_loads_once_its_two_commas_are_quoted():
    path = SHARED / "iraq-national-guard-2015.yaml"
    if not path.exists():
        pytest.skip("the draft example lies beside the checkout")
    text = path.read_text("utf-8")
    with pytest.raises(InputError) as caught:
        charter_from_text(text, "x.yaml")
    assert [p.line for p in caught.value.problems if "comma" in str(p)] == [51, 58]
    text = text.replace("State of Law (Dawa, Badr)", "State of Law").replace("Sistani-, ISCI- and", "Sistani- and")
    with pytest.raises(InputError) as caught:
        charter_from_text(text, "x.yaml")
    assert {p.path for p in caught.value.problems} == {"trust.reprisal_protection"}


def test_a_file_wrong_throughout_is_told_in_bounds():
    found = problems_of("\n".join(f"key{n}: 1" for n in range(5000)))
    assert len(found) == 201 and "4,800 more problems; mend these first" in found[-1]


MERGER = """
meta: {id: merger, starts: 2005-07-09}
places: [{id: country, kind: country}, {id: juba, parent: country}, {id: heglig, parent: country}]
actors:
  - {id: north, kind: bloc, state: false}
  - {id: south, kind: bloc, state: false}
  - {id: board, name: Joint Defence Board, kind: institution, state: true}
  - {id: treasury, kind: ministry, state: true}
  - {id: mission, kind: foreign, level: international, state: false}
forces:
  - {id: saf, kind: army, status: existing, party: north}
  - {id: spla, kind: army, status: existing, party: south}
  - {id: joint, kind: army, status: new}
units: [{id: j1, force: joint, origin: {saf: 0.5, spla: 0.5}}]
posts: [{id: first, unit: j1, ex_group: saf}]
joint_bodies:
  - {body: board, matters: "deployment of the joint units", members: [{who: saf, seats: 2, veto: true}, {who: spla, seats: 2, veto: true}], seats: 4, women: 1, chair: north, quorum: 3, rule: consensus, deadlock: referred, deadlock_to: mission, deadlock_days: 14}
administrations:
  - {actor: mission, powers: [police, courts], places: [juba], mandate: "resolution 1", starts: 2005-08-01, ends: 2006-08-01, hands_to: board, answers_to: treasury, complaints_to: treasury}
cantonments:
  - {of: spla, places: [juba], sites: 3, radius_km: 15, persons: 9000, guarded_by: saf, watched_by: mission, supplied_by: treasury, arms: double-key, starts: 2005-08, ends: 2006-02}
induction:
  - {id: from-saf, from: saf, into: joint, intake: 20000}
  - {id: from-spla, from: spla, into: joint, intake: 20000}
exits: [{id: pension, for: spla, kind: pension}]
choices:
  - {for: spla, options: [from-spla, pension], chosen_by: person, assigned_by: board, informed: true, until: 2005-12-31, default: pension}
sharing: {allocation: [{pool: joint, rule: parity, holders: {saf: 0.5, spla: 0.5}, women: 0.25}]}
law: {other_laws: [{ref: "Armed Forces Act 1986", effect: amends, articles: "4 to 9", in_force: true, from: 2005-07-09}]}
assets:
  - {id: oil, name: Heglig field, kind: oil, places: [heglig], held_by: spla, goes_to: treasury, date: 2005-09-01, guarded_by: joint, revenue: {treasury: 0.98, south: 0.02}, persons: none}
phases:
  - {id: p1, ends: 2006-06-30, tests: [{metric: redeployed, op: ">=", threshold: 1, measured_by: mission, due: 2006-03-31}], if_failed: decided, failed_decided_by: board, extend_months: 6}
steps:
  - {id: posts, kind: appoint, date: 2005-09-01, by: north, to: south, persons: 12}
  - {id: arms, kind: disarm, depends_on: [posts], within_days: 60, by: spla, to: joint, arms: 4000, persons: 9000, places: [juba], in_exchange_for: [posts]}
obligations:
  - {id: lists, bearer: spla, what: "hand over lists of its men", towards: board, deadline: 2005-10-01, deadline_days: 84, default: passes-on, default_to: mission}
delegations:
  - {matter: "ranks of those taken in", to: board, form: regulation, until: 2005-12-31, within_days: 175, approved_by: [treasury], meanwhile: "each keeps his rank"}
"""


def test_what_agreements_say_of_two_armies_can_be_coded():
    """Joint bodies, cantonment, choices, assets, duties, delegations, an administration from outside, two armies."""
    charter = read(MERGER)
    assert charter.at("joint_bodies.0.members.1.veto") is True
    assert charter.at("cantonments.0.radius_km").lo == 15
    assert charter.at("choices.0.options") == ("from-spla", "pension")
    assert charter.at("steps.arms.in_exchange_for") == ("posts",)
    assert charter.at("law.other_laws.0.from").month == "2005-07"
    assert charter.at("assets.oil.revenue")["south"].lo == 0.02
    assert charter.at("sharing.allocation.0.holders")["saf"].lo == 0.5


@pytest.mark.parametrize(
    ("cut", "put", "says"),
    [
        ("options: [from-spla, pension]", "options: [from-spla, pensions]", "expected the id of a stream or an exit; did you mean 'pension'?"),
        ("default: pension", "default: spla", "'spla', which is a force; expected the id of a stream or an exit"),
        ("in_exchange_for: [posts]", "in_exchange_for: [post]", "expected the id of a step; did you mean 'posts'?"),
        ("from: saf", "from: sa", "expected the id of a group or a force; did you mean 'saf'?"),
        ("{treasury: 0.98", "{treasury: 1.98", "a share between 0 and 1"),
        ("radius_km: 15", "radius_km: 15000", "kilometres from 0 to 5,000"),
        ("deadlock: referred", "deadlock: deferred", "did you mean 'referred'?"),
        ("revenue: {treasury", "revenue: {tresury", "did you mean 'treasury'?"),
        ("id: lists", "id: lists}\n  - {id: lists", "the id 'lists' a second time"),
    ],
)  # fmt: skip
def test_their_faults_are_told(cut, put, says):
    assert cut in MERGER
    found = problems_of(MERGER.replace(cut, put, 1))
    assert any(says in p for p in found), found
