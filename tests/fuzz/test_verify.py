"""Bits in each file of a plan; the long run, with a run folder, is ``make fuzz``."""

from __future__ import annotations

from verify_campaign import campaign


def test_a_bit_flipped_in_any_file_is_found(tmp_path):
    counts = campaign(60, 11, tmp_path)
    assert counts["missed flips"] == 0 and counts["found flips"] == 60, counts
    assert counts["plan: found"] == 60 and 10 < counts["files"] <= 60
