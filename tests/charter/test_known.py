"""What the evidence knows of those whom a charter names, as of a day, and the rules on lists that read it."""

from dataclasses import replace
from pathlib import Path

import pytest

import tether as tt
from tether.charter import charter_from_text
from tether.charter.check import check
from tether.charter.known import RECALLED, Known, date_of, known_in
from tether.charter.reports.output import CheckOptions, run_check
from tether.evidence.claims import read_claims
from tether.theatre.actors import TheatreActor

ACTORS = (
    TheatreActor("front", "Northern Front", "umbrella", aliases=("The Front",)),
    TheatreActor("black-banner", "Black Banner", "group", part_of="front"),
    TheatreActor("reserve", "Reserve of the North", "group"),
    TheatreActor("bb-first", "First Brigade of the Banner", "unit", part_of="black-banner"),
    TheatreActor("valley", "Valley Defence", "group"),
    TheatreActor("league", "League of the South", "umbrella"),
    TheatreActor("army", "Army", "force"),
    TheatreActor("world-body", "World Body", "organisation", list_binds="every-state", list_law="Resolution 1"),
    TheatreActor("donor-state", "Donorland", "state", list_binds="its-own", list_law="Statute 2"),
    TheatreActor("other-state", "Otherland", "state"),
)
CLAIMS = """\
country: testland
coded: 2026-01-01
sources:
  gazette: {title: Notice 9, outlet: Gazette, date: 2016-01-20, grade: public-record}
  report: {author: Watchers, title: Report, date: 2014-02-01, grade: analysis}
claims:
  black-banner:
    - {says: designated-by, of: donor-state, when: "2016-01-15..", src: gazette, tag: S}
  reserve:
    - {says: designated-by, of: world-body, when: "2012-03..", src: report, tag: S}
  league:
    - {says: composed-of, of: valley, when: "2013..", src: report, tag: R}
    - {says: composed-of, of: reserve, when: "2013..2016", src: report, tag: S}
  valley:
    - {says: designated-by, of: world-body, when: "2012-03..", src: report, tag: R}
  army:
    - {says: not-designated-by, of: world-body, when: "2010..", src: report, tag: S}
"""


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    path = tmp_path_factory.mktemp("claims") / "testland.yaml"
    path.write_text(CLAIMS)
    claims = read_claims(path)
    return lambda day="2020-01-01": Known(ACTORS, claims.as_of(day), "testland")


def bill(groups, *streams, more=""):
    rows = "".join(f"\n  - {{id: s{n}, into: guard, {s}}}" for n, s in enumerate(streams))
    text = f"meta: {{id: b, text_seen: full}}\nforces: [{{id: guard, status: new}}]\ngroups: {groups}\n{more}\ninduction:{rows or ' none'}\n"
    return charter_from_text(text, "bill.yaml", fragment=True)


def of(charter, code, known=None, **options):
    return [f for f in check(charter, known=known, select=[code], **options).findings if f.code == code]


WHOLE = "from: {}, mode: whole-unit, commander_rule: same-group, intake: 4500"


def test_an_umbrella_with_a_listed_part_taken_in_whole_is_named_with_source_and_date(known):
    (found,) = of(bill("[]", WHOLE.format("front")), "LAW08", known())
    assert (found.result, found.severity, found.path) == ("fires", "error", "induction.0.from")
    for words in (
        "(4,500) enter as whole units under commanders of their own",
        "Black Banner is listed by Donorland",
    ):
        assert words in found.message
    for words in ("since 2016-01-15", "Gazette, Notice 9, 2016-01-20", "a part of Northern Front", "Statute 2"):
        assert words in found.message
    assert "does not by itself bind this state" in found.message, "who is bound is said"


def test_a_list_that_binds_every_state_makes_it_a_stop(known):
    (found,) = of(bill("[]", WHOLE.format("league")), "LAW08", known("2015-06-01"))
    assert found.severity == "stop" and "Reserve of the North" in found.message and "binds every state" in found.message


@pytest.mark.parametrize(("day", "fires"), [("2016-01-14", False), ("2016-01-15", True)])
def test_a_list_counts_from_its_day_on(known, day, fires):
    found = of(bill("[]", WHOLE.format("front")), "LAW08", known(day))
    assert [f.result == "fires" for f in found] == [fires]
    assert fires or "on a list of terrorist groups?" in found[0].message, "and before it nobody has said: a question"


def test_a_membership_that_ended_counts_no_longer(known):
    (found,) = of(bill("[]", WHOLE.format("league")), "LAW08", known("2018"))
    assert found.result == "cannot tell" and "Reserve" not in found.message


def test_what_nobody_read_is_asked_and_said_to_be_recalled(known):
    (found,) = of(bill("[]", WHOLE.format("valley")), "LAW08", known())
    assert found.result == "cannot tell" and RECALLED in found.message and "sanctions committees" in found.message


def test_a_listing_that_another_source_denies_is_asked_about(known):
    claims = known("2015-06-01").claims
    said = next(c for c in claims if c.subject == "army")
    denied = replace(claims, claims=(*claims, replace(said, subject="reserve")))
    (found,) = of(bill("[]", WHOLE.format("reserve")), "LAW08", Known(ACTORS, denied))
    assert found.result == "cannot tell" and "another source says that it is on none" in found.message


def test_a_list_kept_under_its_own_law_by_a_state_is_that_states(known):
    claims = known().claims
    second = TheatreActor("second-list", "Second list", "organisation", part_of="donor-state", list_binds="its-own")
    said = next(c for c in claims if c.object == "donor-state")
    both = replace(claims, claims=(*claims, replace(said, object="second-list")))
    more = "aid: [{id: a1, donor: donor-state, to: front, item: training}]"
    (found,) = of(bill("[]", more=more), "LAW09", Known((*ACTORS, second), both))
    assert found.severity == "stop" and found.message.count("is a part of Northern Front") == 1


def test_part_of_a_listed_group_is_of_it(known):
    (found,) = of(bill("[]", WHOLE.format("bb-first")), "LAW08", known())
    assert found.result == "fires" and "First Brigade of the Banner is a part of Black Banner" in found.message


def test_screening_one_by_one_answers_it(known):
    one = "from: front, mode: individual, vetting: {by: board, level: individual}"
    assert not of(bill("[]", one), "LAW08", known())
    nobody = one.replace("front", "hill-men")
    assert not of(bill("[{id: hill-men}]", nobody), "LAW08", known()), "each is screened, whoever they are"
    (unscreened,) = of(bill("[]", "from: front, mode: individual, vetting: none"), "LAW08", known())
    assert unscreened.result == "fires" and "nothing says that each is screened" in unscreened.message
    (asked,) = of(bill("[]", "from: front, mode: individual, vetting: unknown"), "LAW08", known())
    assert asked.result == "cannot tell" and "one by one" in asked.message
    (unit,) = of(bill("[]", "from: front, mode: individual, contract_with: commander"), "LAW08", known())
    assert unit.result == "fires"


def test_an_unknown_group_is_asked_about_and_never_passed(known):
    (found,) = of(bill("[{id: hill-men, name: Men of the Hill}]", WHOLE.format("hill-men")), "LAW08", known())
    assert found.result == "cannot tell" and "knows nothing" in found.message


@pytest.mark.parametrize(
    "group",
    [
        "{id: banner, name: Black Banner}",
        "{id: black-banner, name: Fishers of the Delta}",
        "{id: my-front, name: black  BANNER}",
    ],
)
def test_a_name_or_an_id_alone_is_asked_about_and_not_matched(known, group):
    name = group.split("id: ")[1].split(",")[0]
    (found,) = of(bill(f"[{group}]", WHOLE.format(name)), "LAW08", known())
    assert found.result == "cannot tell" and "the group that the theatre calls 'black-banner'" in found.message


def test_an_id_whose_name_is_one_of_the_theatres_is_the_theatres(known):
    (found,) = of(bill("[{id: front, name: the Northern front}]", WHOLE.format("front")), "LAW08", known())
    assert found.result == "fires"


def test_pay_and_arms_and_offers_to_the_listed(known):
    more = "pay: [{force: black-banner, payer: mof}]\narms: [{force: reserve, owner: state}]\n"
    more += "politics: {inducements: [{id: i1, to: reserve, kind: pay}, {id: i2, to: reserve, kind: autonomy}]}"
    found = {f.path: f.severity for f in of(bill("[]", more=more), "LAW08", known())}
    assert found == {"pay.0.force": "error", "arms.0.force": "stop", "politics.inducements.0.to": "stop"}


def test_pay_of_the_force_is_told_with_the_stream(known):
    more = "pay: [{force: guard, payer: mof, via: commander}]"
    (found,) = of(bill("[]", WHOLE.format("front"), more=more), "LAW08", known())
    assert "pay.0" in found.related


@pytest.mark.parametrize(
    ("donor", "result", "severity"),
    [("donor-state", "fires", "stop"), ("other-state", "fires", "error"), ("unknown", "cannot tell", "note")],
)
def test_aid_is_judged_by_the_lists_that_bind_its_giver(known, donor, result, severity):
    more = f"aid: [{{id: a1, donor: {donor}, to: front, item: training}}, {{id: a2, donor: {donor}, to: front, item: medical}}]"
    (found,) = of(bill("[]", more=more), "LAW09", known())
    assert (found.result, found.severity) == (result, severity) and "Black Banner" in found.message


def test_aid_to_the_force_reaches_those_who_enter_it_as_a_body(known):
    more = "aid: [{id: a1, donor: donor-state, to: guard, item: training}]"
    (found,) = of(bill("[]", WHOLE.format("front"), more=more), "LAW09", known())
    assert found.severity == "stop"
    one = "from: front, mode: individual, vetting: {by: board, level: individual}"
    assert not of(bill("[]", one, more=more), "LAW09", known())
    army = "aid: [{id: a1, donor: donor-state, to: army, item: training}]"
    assert not of(bill("[]", more=army), "LAW09", known())


def test_without_evidence_nothing_is_asked_and_what_the_charter_says_is_heard():
    assert not of(bill("[{id: m1}]", WHOLE.format("m1")), "LAW08")
    written = "[{id: m1, members: [m2]}, {id: m2, name: Second, listed: [{by: x, since: 2014}]}]"
    (found,) = of(bill(written, WHOLE.format("m1")), "LAW08")
    assert found.severity == "error" and "Second is listed by x since 2014" in found.message
    (asked,) = of(bill("[{id: m1, listed: unknown}]", WHOLE.format("m1")), "LAW08")
    assert asked.result == "cannot tell"


def test_the_date_is_the_drafts_then_the_starts():
    def at(meta):
        return str(date_of(charter_from_text(f"meta: {meta}", "x", fragment=True)))

    assert at("{drafted: 2014-05, starts: 2015}") == "2014-05-31" and at("{starts: 2015-02}") == "2015-02-28"


def test_the_shipped_claims_as_of_the_charters_day():
    from tether.theatre import load

    iraq = load("iraq")

    def holders(day):
        charter = charter_from_text(f"meta: {{drafted: {day}}}", "x", fragment=True)
        return {x.who for x in known_in(iraq, charter).listed("hashd-iran")}

    assert "aah" not in holders(2019) and "kataib-hizbollah" in holders(2015) and "aah" in holders(2021)
    early = known_in(iraq, charter_from_text("meta: {drafted: 2021}", "x", fragment=True), "2008")
    assert early.listed("hashd-iran") == () and early.as_of == "2008-12-31"


OPTION = """\
charter: "0.3"
meta: {id: option, overlay: status-quo, starts: 2015-07, text_seen: full}
forces: [{id: ing, kind: guard, status: new}]
induction: [{id: s1, from: hashd-iran, into: ing, mode: whole-unit}]
"""


def test_the_command_line_takes_a_country_with_a_day_or_a_case(tmp_path):
    path = tmp_path / "option.yaml"
    path.write_text(OPTION)
    said, code = run_check([path], CheckOptions(country="iraq", select="LAW08"))
    assert code == 1 and "knowing the claims on iraq as of 2015-07-31" in said and "Kata'ib Hizbollah" in said
    said, code = run_check([path], CheckOptions(country="iraq", as_of="2008", select="LAW08"))
    assert code == 0 and "as of 2008-12-31" in said


def test_python_takes_a_case(tmp_path):
    path = tmp_path / "option.yaml"
    path.write_text(OPTION)
    report = tt.check(path, case="iraq-2015", select="LAW08,AID02")
    assert report.evidence == "the claims on iraq-2015 as of 2015-06-30" and report.fired[0].code == "LAW08"
    assert "after what it keeps of status-quo.yaml" in report.reading
    with pytest.raises(tt.UsageError, match="give it alone"):
        tt.check(path, case="iraq-2015", theatre="iraq")
    with pytest.raises(tt.UsageError, match="give a theatre"):
        tt.check(path, as_of="2015")


# ---- records, vetting, patrons, sizes ------------------------------------------------------------------------------

RECORDS = """\
country: testland
coded: 2026-01-01
sources:
  gazette: {title: Notice 9, outlet: Gazette, date: 2016-01-20, grade: public-record}
  report: {author: Watchers, title: Report, date: 2014-02-01, grade: analysis}
  briefing: {title: Briefing of the ministry, outlet: Wire, date: 2015-01-08, grade: press}
claims:
  army:
    - {says: abuse-record, of: "credible: houses burnt in two villages", when: 2013-05, src: report, tag: S}
    - {says: vetted-by, of: donor-state, kinds: [training], when: "2015-01..", src: briefing, tag: S}
  bb-first:
    - {says: abuse-record, of: "credible: prisoners beaten", when: 2013-06, src: report, tag: S}
  valley:
    - {says: abuse-record, of: "credible: a market shelled", when: 2013-07, src: report, tag: R}
    - {says: size, value: [800, 900, 1000], basis: claimed, when: "2013..", src: report, tag: S}
  reserve:
    - {says: abuse-record, of: "none-found: looked for by the watchers", when: 2013-07, src: report, tag: S}
    - {says: size, value: 400, basis: claimed, when: "2013..", src: report, tag: R}
    - {says: ghost-share, value: [0.1, 0.2, 0.3], basis: claimed, when: "2013..", src: report, tag: S}
    - {says: seats, value: 34, basis: counted, when: "2013..", src: report, tag: S}
    - {says: vetted-by, of: donor-state, when: "2015-01..", src: briefing, tag: R}
  donor-state:
    - {says: patron-of, of: bb-first, value: [0.2, 0.5, 0.8], basis: judged, kinds: [funds, arms], when: "2013..", src: report, tag: S}
    - {says: patron-of, of: valley, kinds: [funds], when: "2013..", src: report, tag: R}
"""
GIVER = "actors: [{id: donor-state, kind: foreign, bound_by: [Leahy]}]\n"


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    path = tmp_path_factory.mktemp("claims") / "testland.yaml"
    path.write_text(RECORDS)
    claims = read_claims(path)
    return lambda day="2020-01-01": Known(ACTORS, claims.as_of(day), "testland")


def aid(to, item="training", more="", giver="donor-state"):
    return f"{GIVER}aid: [{{id: a1, donor: {giver}, to: {to}, item: {item}{more}}}]"


def test_vetting_that_the_evidence_has_answers_the_question_for_what_it_covers(records):
    assert not of(bill("[]", more=aid("army")), "AID01", records())
    assert not of(bill("[]", more=aid("army", more=", recipient_vetted: unknown")), "AID01", records())
    (arms,) = of(bill("[]", more=aid("army", "small-arms")), "AID01", records())
    assert (
        arms.result == "cannot tell"
        and "vetted by Donorland for training (Wire, Briefing of the ministry" in arms.message
    )
    (early,) = of(bill("[]", more=aid("army")), "AID01", records("2014-12-31"))
    assert early.result == "fires" and early.severity == "error" and "does not say: was 'army' vetted" in early.message
    (none,) = of(bill("[]", more=aid("army", more=", recipient_vetted: none")), "AID01", records("2014-12-31"))
    assert none.severity == "stop" and "which nobody vets" in none.message
    (other,) = of(bill("[]", more=aid("army", giver="other-state")), "AID01", records())
    assert other.result == "fires", "another giver's vetting is not this one's"


def test_unknown_vetting_is_a_question_that_says_who_can_answer(records):
    unknown = ", recipient_vetted: unknown"
    (asked,) = of(bill("[]", more=aid("league", more=unknown)), "AID01", records())
    assert asked.result == "cannot tell" and "embassy" in asked.message and "human-rights bureau" in asked.message
    (alone,) = of(bill("[]", more=aid("guard", more=unknown, giver="unknown")), "AID01")
    assert alone.result == "cannot tell" and "Who can answer: the giver's embassy" in alone.message
    (recalled,) = of(bill("[]", more=aid("reserve")), "AID01", records())
    assert recalled.result == "cannot tell" and RECALLED in recalled.message


def test_known_not_to_be_vetted_is_a_stop():
    (found,) = of(bill("[]", more=aid("guard", more=", recipient_vetted: false")), "AID01")
    assert found.severity == "stop"


def test_the_states_own_forces_are_held_to_the_same_rule(records):
    (army,) = of(bill("[]", more=aid("army", "small-arms")), "LAW02", records())
    assert (army.result, army.severity) == ("fires", "error"), "units of it, not all that bear its name"
    assert "houses burnt" in army.message and "Watchers, Report, 2014-02-01" in army.message
    (unit,) = of(bill("[]", more=aid("bb-first")), "LAW02", records())
    assert unit.severity == "stop" and "prisoners beaten" in unit.message
    assert not of(bill("[]", more=aid("army")), "LAW02", records()), "those trained were vetted"


def test_a_record_is_cleared_only_by_a_clearance_with_its_document(records):
    clear = "\nlaw: {due_diligence: [{rule: Leahy, applies_to: bb-first, result: clear, authority: donor-state, document: M 1, date: 2016}]}"
    assert not of(bill("[]", more=aid("bb-first") + clear), "LAW02", records())


def test_a_recalled_record_and_an_unknown_one_are_questions(records):
    (recalled,) = of(bill("[]", more=aid("valley")), "LAW02", records())
    assert recalled.result == "cannot tell" and RECALLED in recalled.message
    text = bill("[{id: m1, record: {grave_abuse: unknown}}]", more=aid("m1"))
    (unknown,) = of(text, "LAW02", records())
    assert unknown.result == "cannot tell" and "Who can answer" in unknown.message
    assert not of(bill("[]", more=aid("reserve")), "LAW02", records()), "looked for and not found"


def test_the_charters_own_none_does_not_hide_what_was_read(records):
    text = bill("[{id: bb-first, record: {grave_abuse: none}}]", more=aid("bb-first"))
    assert of(text, "LAW02", records())[0].result == "fires" and not of(text, "LAW02")


def test_intake_names_the_record(records):
    (whole,) = [f for f in of(bill("[]", WHOLE.format("bb-first")), "IND01", records()) if f.path.endswith("mode")]
    assert "on record, First Brigade of the Banner: prisoners beaten (Watchers" in whole.message
    (umbrella,) = [f for f in of(bill("[]", WHOLE.format("front")), "IND01", records()) if f.path.endswith("mode")]
    assert "prisoners beaten; Black Banner is a part of Northern Front; First Brigade" in umbrella.message
    (unit,) = of(bill("[]", "from: bb-first, vetting: {by: x, level: unit, appeal: true}"), "IND05", records())
    assert "prisoners beaten" in unit.message


def test_a_screener_who_backs_those_he_screens_is_not_independent(records):
    row = "from: {}, mode: individual, vetting: {{by: donor-state, level: individual, appeal: true}}"
    (found,) = of(bill("[]", row.format("bb-first")), "IND05", records())
    assert found.result == "fires" and "backs First Brigade of the Banner with funds, arms" in found.message
    (asked,) = of(bill("[]", row.format("valley")), "IND05", records())
    assert asked.result == "cannot tell" and RECALLED in asked.message


def test_a_backer_of_whom_the_charter_says_nothing_is_named(records):
    one = "from: bb-first, mode: individual"
    (found,) = of(bill("[]", one), "PAT02", records())
    assert found.severity == "warning" and "a coder's judgement" in found.message
    (asked,) = of(bill("[]", one, more="patrons: unknown"), "PAT02", records())
    assert asked.result == "cannot tell"
    said = "patrons: [{actor: donor-state, to: bb-first, kinds: [funds], via_state: true, agreement: MoU, ends: 2030}]"
    assert not of(bill("[]", one, more=said), "PAT02", records())


def test_more_men_than_the_evidence_gives_are_asked_for(records):
    def sizes(group, heads):
        row = f"from: {group}, mode: individual, intake: {heads}"
        return [f for f in of(bill("[]", row), "IND06", records()) if f.path.endswith("intake")]

    (found,) = sizes("valley", 3000)
    assert found.result == "fires" and "at most 1,000 (Watchers" in found.message and not sizes("valley", 1000)
    (asked,) = sizes("reserve", 500)
    assert asked.result == "cannot tell" and RECALLED in asked.message
    assert not sizes("front", 10**6), "no claim is no zero"


def test_men_paid_and_absent_stand_in_the_finding_on_the_roll(records):
    (found,) = of(bill("[]", "from: reserve", more="pay: [{force: guard, roll: none}]"), "PAY03", records())
    assert "of 'reserve', paid and absent: 10 % to 30 % (Watchers, Report, 2014-02-01)" in found.message


@pytest.mark.parametrize(
    ("seats", "asked"), [("92", True), ("34", False), ("{lo: 30, hi: 40}", False), ("unknown", False)]
)
def test_seats_that_the_evidence_gives_otherwise_are_asked_for(records, seats, asked):
    more = f"politics: {{vetoes: [{{actor: reserve, seats: {seats}, position: support}}]}}"
    found = [f for f in of(bill("[]", more=more), "POL01", records()) if f.path.endswith("seats")]
    assert [f.result for f in found] == ["cannot tell"] * asked
    assert not asked or "the evidence 34 (Watchers, Report" in found[0].message


def test_an_amnesty_offered_to_those_on_record(records):
    more = "politics: {{inducements: [{{id: i1, to: bb-first, kind: amnesty}}]}}\nlaw: {{amnesty: {{scope: rebellion, excludes_grave: {}}}}}"

    def offered(word):
        return [f for f in of(bill("[]", more=more.format(word)), "LAW04", records()) if f.path.startswith("politics")]

    assert (
        offered("false")[0].result == "fires" and offered("unknown")[0].result == "cannot tell" and not offered("true")
    )


def test_the_case_of_2015_is_answered_by_the_record():
    from tether.study.case import open_inputs

    case = open_inputs("iraq-2015")
    reports = {name: check(charter, known=case.known) for name, charter in case.charters.items()}
    assert [name for name, report in reports.items() if report.stops] == []
    status_quo = {f.path: f for f in reports["status-quo"].questions if f.code == "AID01"}
    assert list(status_quo) == ["aid.1.recipient_vetted"], "the army's trainees were vetted, the tribes' are asked for"
    named = [f.message for f in reports["p9-whole-units"].fired if f.code == "LAW08"]
    assert len(named) == 1 and "(45,000) enter as whole units under commanders of their own" in named[0]


def test_a_listed_body_that_is_taken_in_whole_stands_among_what_matters_first():
    path = Path(tt.__file__).parent / "cases" / "iraq-2015" / "charters" / "p9-whole-units.yaml"
    report = tt.check(path, case="iraq-2015")
    assert "LAW08" in [f.code for f in report.first_five]
