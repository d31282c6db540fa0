import numpy as np
import pytest

from tether.decisions.communities import MIXED, UNPUBLISHED, losses, parts_by_people
from tether.decisions.differences import Contrast, paired

OUTCOME = "civilian_deaths"


@pytest.fixture
def futures(make):
    """Three places whose deaths add up to the country's; the second pair kills only in the first."""
    d = np.full((5, 64), 6.0)
    found = make.futures(d)
    whole = found[OUTCOME].values.sum(axis=3).astype(np.float64)  # (pair, theory, point, particle)
    base = whole[:1] / 4
    places = np.stack([whole - 3 * base, *[np.broadcast_to(base, whole.shape)] * 3], axis=2)
    dims = ("outcome", "pair", "theory", "place", "point", "particle")
    return found.assign(place_totals=(dims, places[None])).assign_coords(outcome=[OUTCOME])


PEOPLE = {"a": np.array([0.9, 0.4, 0.0, 0.0], np.float32), "b": np.array([0.1, 0.4, 0.0, 0.8], np.float32)}


def test_places_are_sorted_by_majority_mixed_and_unpublished():
    parts = {p.id: p.places.tolist() for p in parts_by_people(PEOPLE, {"a": "A"})}
    assert parts == {
        "a": [True, False, False, False],
        "b": [False, False, False, True],
        MIXED: [False, True, False, False],
        UNPUBLISHED: [False, False, True, False],
    }
    assert np.sum([list(p) for p in parts.values()], axis=0).tolist() == [1, 1, 1, 1], "each place once"
    assert parts_by_people({}, {}) == ()


def test_losses_stand_apart_and_where_nothing_happens_nothing_is_told(futures):
    table = losses(futures, [Contrast(1, 0)], OUTCOME, parts_by_people(PEOPLE, {}))
    by = table.groupby("people")
    assert by.get_group("a")["value"].tolist() == pytest.approx([6.0] * 5, abs=1e-3)
    assert by.get_group("a")["distinguishable"].all() and (by.get_group("a")["worlds_below"] == 0).all()
    for part in ("b", MIXED, UNPUBLISHED):
        assert (by.get_group(part)["worlds_tied"] == 64).all() and not by.get_group(part)["distinguishable"].any()
    assert "total" not in set(table["people"]), "no sum over communities"


def test_the_sorts_add_up_to_the_country_only_when_a_reader_adds_them(futures):
    table = losses(futures, [Contrast(1, 0)], OUTCOME, parts_by_people(PEOPLE, {}))
    whole = np.median(paired(futures, Contrast(1, 0), OUTCOME), axis=-1)
    assert table.groupby("theory", sort=False)["value"].sum().to_numpy() == pytest.approx(whole, abs=1e-3)


def test_no_published_share_no_table(make):
    assert losses(make.futures(np.zeros((5, 8))), [Contrast(1, 0)], OUTCOME, ()).empty
