"""A few rounds of the campaign that plants persons in rosters."""

from __future__ import annotations

from persons_campaign import FIELDS, campaign


def test_no_planted_person_passes_a_roster_s_door(tmp_path):
    rounds = 10 * len(FIELDS)
    counts = campaign(rounds, 1, tmp_path)
    assert counts["planted"] == counts["refused"] + counts["accepted"] == rounds
    assert (
        counts["accepted"] == counts["accepted_above"] <= 3
    )  # names that no sign marks, in lines that nothing repeats
    assert counts["exported"] == 0
