"""A user's own beliefs: read with places, every fault at once; mapped through the same points."""

import numpy as np
import pytest

from tether.armed_order.beliefs import Belief, Believable, believable, believed_parameters, read_beliefs
from tether.armed_order.start import OrderSetting, Spread
from tether.armed_order.theories import THEORIES, parameters
from tether.errors import InputError
from tether.futures.worlds import draw_worlds

GOOD = """beliefs:
  - symbol: recruit_gain
    theories: [article, patron]
    low: 0
    middle: 0.01
    high: 0.03
    author: Desk for Iraq
    reason: Three interviews
  - {symbol: size.g, theories: all, low: 10, middle: 20, high: 30, author: A, reason: counted}
"""
ALL_OF_SIZE = "symbol: size.g, theories: all, low: 10, middle: 20, high: 30"


@pytest.fixture
def setting():
    zero = np.zeros(1, np.float32)
    men = Spread(100.0, 200.0, 300.0, recalled=False)
    return OrderSetting(
        ("g",),
        ("p",),
        home=np.ones((1, 1), np.float32),
        away=np.zeros((1, 1, 3), np.float32),
        outsider=np.zeros((1, 1), np.float32),
        kin=zero,
        constituency=zero,
        patrons=zero,
        held=zero,
        insurgents=zero,
        state_outsider=zero,
        state_men=zero,
        sizes={"g": men, "insurgent": men, "state": men},
        patron={"g": Spread(0.1, 0.2, 0.3)},
    )


def read(tmp_path, text, setting):
    path = tmp_path / "worlds.yaml"
    path.write_text(text, "utf-8")
    return read_beliefs(path, believable(setting))


def faults(tmp_path, text, setting):
    with pytest.raises(InputError) as caught:
        read(tmp_path, text, setting)
    return [str(p) for p in caught.value.problems]


def test_a_belief_holds_under_its_theories_and_nothing_lies_further_out(tmp_path, setting):
    first, second = read(tmp_path, GOOD, setting)
    assert first.theories == ("article", "patron") and first.quantiles == (0, 0, 0.01, 0.03, 0.03)
    assert second.theories == tuple(t.id for t in THEORIES) and second.author == "A"


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("recruit_gain", "recruit_gian", 2, "did you mean 'recruit_gain'"),
        ("article", "artcle", 3, "did you mean 'article'"),
        ("    middle: 0.01", "    middle: 0.05", 2, "low 0, middle 0.05, high 0.03"),
        ("    middle: 0.01", "    midle: 0.01", 5, "did you mean 'middle'"),
        ("    high: 0.03", "    high: yes", 6, "expected a number"),
        ("    high: 0.03", "    high: 7", 6, "1/month from 0 to 1"),
        ("    reason: Three interviews\n", "", 2, "no key 'reason'; expected reason: why"),
        ("    author: Desk for Iraq", "    author: ''", 7, "beliefs.0.author: ''; expected text that is not blank"),
        ("middle: 20", "middle: 20, minimum: 5", 9, "low, middle and high alone"),
        (ALL_OF_SIZE, "symbol: recruit_gain, theories: patron, low: 0, middle: 0, high: 0", 9, "under patron twice"),
        ("beliefs:", "belief:", 1, "no key 'beliefs'; expected beliefs: a list of rows"),
    ],
)
def test_each_fault_is_told_with_its_line(tmp_path, setting, old, new, line, said):
    assert old in GOOD
    told = faults(tmp_path, GOOD.replace(old, new, 1), setting)
    assert any(said in t and f"worlds.yaml:{line}:" in t for t in told), told


def test_all_faults_are_told_at_once(tmp_path, setting):
    text = GOOD.replace("recruit_gain", "nothing").replace("author: A", "author: 3").replace("low: 10", "low: -10")
    assert len(faults(tmp_path, text, setting)) == 3


def test_no_file_is_said(tmp_path, setting):
    with pytest.raises(InputError, match="no such file"):
        read_beliefs(tmp_path / "none.yaml", believable(setting))


def test_no_belief_can_break_the_models_arithmetic():
    """A share stays a share, a half-life stays above a month, and what may be negative as authored may stay so."""
    known = {s: Believable("", *b) for s, b in ((s, (x.least, x.most)) for s, x in _parameters().items())}
    assert (known["militia_share"].least, known["militia_share"].most) == (0.0, 1.0)
    assert known["train_gain"].least == -1.0 and known["fear_halflife"].least == 1.0
    assert known["home_effect"].least == -np.inf
    for symbol, row in parameters().items():
        assert known[symbol].least <= min(row.default) and max(row.default) <= known[symbol].most, symbol


def _parameters():
    from tether.armed_order.beliefs import _of_parameter

    return {s: _of_parameter(row) for s, row in parameters().items()}


def test_the_same_points_pass_through_the_new_quantiles_and_nothing_else_moves(tmp_path, setting):
    beliefs = read(tmp_path, GOOD, setting)
    before, after = draw_worlds(setting, 64, 3), draw_worlds(setting, 64, 3, beliefs)
    moved = {s for s, v in before.parameters.items() if not np.array_equal(v, after.parameters[s])}
    assert moved == {"recruit_gain"}
    ours, theirs = after.parameters["recruit_gain"], before.parameters["recruit_gain"]
    for row, theory in enumerate(THEORIES):
        assert np.array_equal(ours[row], theirs[row]) == (theory.id not in ("article", "patron"))
    assert ours[0].max() <= 0.03 and np.corrcoef(ours[0], theirs[0])[0, 1] > 0.9, "a point keeps its rank"
    assert after.heads.max() <= 30 and np.array_equal(before.patron, after.patron)
    assert np.array_equal(before.insurgents, after.insurgents) and after.heads.shape == (5, 1, 64)


def test_a_size_may_differ_by_theory(setting):
    belief = Belief("size.insurgent", ("strength",), (1, 1, 2, 3, 3), "A", "b")
    drawn = draw_worlds(setting, 8, 3, [belief]).insurgents
    assert drawn[4].max() <= 3 and drawn[:4].min() >= 100


def test_a_believed_parameter_is_an_assumption_with_its_author(tmp_path, setting):
    row = believed_parameters(read(tmp_path, GOOD, setting))["recruit_gain"]
    assert row.label == "assumption" and "Desk for Iraq" in row.source and row.quantiles("strength") == row.default
