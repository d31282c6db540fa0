"""A round of each kind of forgery; the long run is ``make fuzz``."""

from __future__ import annotations

from certificate_campaign import KINDS, campaign


def test_every_kind_of_forgery_is_refused_and_an_honest_worse_plan_is_not(tmp_path):
    counts = campaign(len(KINDS), 3, tmp_path)
    assert counts["missed forgeries"] == 0 and not [name for name in counts if name.startswith("missed:")], counts
    assert counts["refused"] == len(KINDS) - 1 and counts["honest and accepted"] == 1
