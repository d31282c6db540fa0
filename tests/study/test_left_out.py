"""What a study says that it leaves out: how far its charters are in force."""

from types import SimpleNamespace

from tether.evidence.claims import load_claims
from tether.study.brief_content import _in_force
from tether.study.hindsight import hindsight, later_sources


def test_a_charter_is_said_to_be_whole_from_its_start_only_where_no_phase_and_no_plan_says_otherwise():
    plain, planned, staged, both = (
        _in_force(SimpleNamespace(plans=plans, twins=twins))
        for twins in (None, object())
        for plans in ({}, {"p10": object()})
    )
    assert "in full at its start. Section 5 looks apart at whether it would be agreed, staffed or paid" in plain
    assert (
        "its plan (section 5). Section 5 looks apart at whether it would be agreed or paid" in planned
        and "phase" not in planned
    )
    assert "waits for that phase" in staged and "waits for that phase" in both and "its plan" in both
    assert all(told.endswith("no projection waits for that.") for told in (plain, planned, staged, both))


def test_sources_later_than_the_cut_off_are_named_beside_the_sizes():
    """A case of June 2015 that starts from a figure read in a source of 2019 says so where it says what it rests on."""
    claims = load_claims("iraq").about("hashd-iran", "size")
    assert {c.source.id for c in claims if c.seen} == {"knights-2019"}

    def case(cut_off, used=claims):
        return SimpleNamespace(spec=SimpleNamespace(cut_off=cut_off), setting=SimpleNamespace(claims_used=tuple(used)))

    assert [s.id for s in later_sources(case("2015-06"))] == ["knights-2019"]
    said = hindsight(case("2015-06"))
    assert "1 source later than June 2015 (retrospective: Knights, 2019-08)" in said
    assert hindsight(case("2020-01")) == hindsight(case("2015-06", [c for c in claims if not c.seen])) == ""
