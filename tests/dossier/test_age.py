"""Row 65 against UCDP's country-years: a rise, not told from the rest of the world's, and blind where it matters."""

import numpy as np

from tether.dossier.age_of_militias import BREAK, _over, _ratio, age_of_militias


def test_the_count_rose_and_the_interval_is_honest():
    found = age_of_militias(2014)
    assert found.arab[-1] == max(found.arab) and found.ratio.value > 1.5
    assert found.ratio.lo <= found.ratio.value <= found.ratio.hi
    assert found.excess.lo < 1 < found.excess.hi and "cannot be told" in found.sentences[1]
    assert found.years[0] == 1989 and found.years[-1] == 2014


def test_what_came_later_is_kept_apart():
    found = age_of_militias(2014)
    assert [y for y, _, _ in found.later] == list(range(2015, 2025))
    assert "2024" not in " ".join(found.sentences)
    assert found.later[-1][1] < found.arab[-1]  # it fell again


def test_what_cannot_be_seen_is_said_first_of_all_about_state_militias():
    found = age_of_militias(2014)
    assert "beside a government" in found.blind[0] and len(found.blind) >= 4
    assert sum(found.government) > 0 and "by the state itself" in found.sentences[2]


def test_the_ratio_is_of_means():
    years = (BREAK - 2, BREAK - 1, BREAK)
    assert _over(np.array([[1.0, 3.0, 4.0], [0.0, 0.0, 2.0]]), years) == 3.0
    assert _ratio(2.0, np.arange(101.0)).lo == 5.0


def test_the_same_seed_gives_the_same_interval():
    assert age_of_militias(2014, seed=3) == age_of_militias(2014, seed=3)
