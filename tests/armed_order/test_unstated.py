"""Missing is never a stranger: an unstated community is drawn between all and none, in every world, and listed."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from tether.armed_order.start import Roles, setting_from
from tether.futures.worlds import draw_worlds, ground_of
from tether.study import open_case


@pytest.fixture(scope="module")
def case():
    return open_case("iraq-2015")


def without_community(case, actor):
    actors = tuple(replace(a, community="") if a.id == actor else a for a in case.theatre.actors)
    return setting_from(
        SimpleNamespace(places=case.theatre.places, communities=case.theatre.communities, actors=actors),
        case.claims,
        case.spec.roles,
    )


def test_where_all_is_stated_nothing_is_drawn(case):
    assert not case.setting.low and not draw_worlds(case.setting, 8, 1).unstated


def test_an_unstated_community_is_neither_stranger_nor_neighbour(case):
    setting = without_community(case, "tribal")
    at = setting.groups.index("tribal")
    assert (setting.low["outsider"][at] == 0).all() and (setting.outsider[at] == 1).all()
    assert any("which community tribal is" in m for m in setting.missing)
    others = [i for i in range(len(setting.groups)) if i != at]
    assert np.array_equal(setting.low["outsider"][others], case.setting.outsider[others])


def test_worlds_draw_it_over_its_whole_range(case):
    setting = without_community(case, "tribal")
    worlds = draw_worlds(setting, 64, 1)
    ground = worlds.stand_on(ground_of(setting), slice(0, 64), 1)
    drawn = np.asarray(ground.outsider[setting.groups.index("tribal")])
    assert drawn.min() < 0.1 and drawn.max() > 0.9 and 0.4 < drawn.mean() < 0.6
    kin = np.asarray(ground.kin[setting.groups.index("tribal")])
    assert kin.min() < 0.1 and kin.max() > 0.9


def test_a_place_whose_share_nobody_gives_has_at_most_what_others_leave(case):
    kept = [
        c
        for c in case.claims.claims
        if not (c.predicate == "community-share" and c.subject == "baghdad" and c.object == "sunni-arab")
    ]
    setting = setting_from(
        case.theatre, replace(case.claims, claims=tuple(kept)), Roles(("tribal",), "islamic-state", ("army",))
    )
    at = setting.places.index("baghdad")
    assert setting.low["outsider"][0, at] < setting.outsider[0, at] == 1.0
    assert any("sunni-arab in baghdad" in m for m in setting.missing)
