"""How old the data are, in words: by months, from the last event to a day."""

from datetime import date

import pytest

from tether.evidence.calendar import month
from tether.theatre.data_age import age_in_words, data_on_file


@pytest.mark.parametrize(
    ("last", "day", "said"),
    [
        ("2018-12", "2026-11", "7 years and 11 months"),
        ("2025-11", "2026-11", "1 year"),
        ("2026-10", "2026-11", "1 month"),
        ("2026-11", "2026-11", "0 months"),
        ("2024-09", "2026-10", "2 years and 1 month"),
        ("2027-01", "2026-10", "0 months"),  # a clock that runs behind
    ],
)
def test_ages(last, day, said):
    assert age_in_words(month(last), month(day)) == said


def test_every_shipped_pack_says_how_old_it_is(own_store):
    said = data_on_file(today=date(2026, 11, 30))
    assert len(said["how old"]) == len(said["shipped"]) and said["how old"][0].endswith("7 years and 11 months ago")
