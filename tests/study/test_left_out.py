"""What a study says that it leaves out: how far its charters are in force."""

from types import SimpleNamespace

from tether.study.brief_content import _in_force


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
