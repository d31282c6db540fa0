import numpy as np
import pytest

from tether.armed_order.start import Roles, setting_from
from tether.evidence.claims import Claims
from tether.study import open_case
from tether.theatre import load


@pytest.fixture(scope="module")
def setting():
    return open_case("iraq-2015").setting


def test_sizes_come_from_claims_with_their_intervals(setting):
    case = open_case("iraq-2015")
    for group in setting.groups:
        claim = case.claims.interval(group, "size", basis="field")
        assert (setting.sizes[group].low, setting.sizes[group].high) == (claim.lo, claim.hi)
    assert setting.claims_used and not setting.missing


def test_shares_are_shares(setting):
    np.testing.assert_allclose(setting.home.sum(axis=1), 1.0, rtol=1e-5)
    assert setting.insurgents.sum() == pytest.approx(1.0, rel=1e-5)
    for array in (setting.away, setting.outsider, setting.constituency, setting.state_outsider):
        assert (array >= 0).all() and (array <= 1).all()


def test_kin_and_constituency_follow_the_insurgents_community(setting):
    assert dict(zip(setting.groups, setting.kin, strict=True))["tribal"] == 1
    shares = dict(zip(setting.places, setting.constituency, strict=True))
    assert shares["anbar"] > 0.5 > shares["basra"]


def test_without_claims_nobody_plays_a_part_and_it_is_said():
    iraq = load("iraq")
    empty = setting_from(iraq, Claims("iraq", ()).as_of("2015-05"), Roles(("tribal",), "islamic-state", ("army",)))
    assert empty.groups == () and any("no claim gives the size of tribal" in m for m in empty.missing)
