"""The offline page's way to HiGHS: a linear program as text, read by HiGHS itself here, gives what arrays give."""

import importlib.machinery
import json
import math
import sys
import types

import highspy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_amend_search import PAID, found_in

from tether.amend import covering
from tether.amend.certificate import certificate_text
from tether.charter.consistency import linear, lp_text
from tether.charter.consistency.lp_text import LinearPoint, LinearRow, LinearRows, in_page

NUMBERS = st.integers(-6, 6).map(float)


@pytest.fixture
def brought(tmp_path, monkeypatch):
    """The module that the page's worker registers, with HiGHS reading the same text from a file; what it was told."""
    told = []

    def solve(text, seconds):
        told.append(text)
        path = tmp_path / "program.lp"
        path.write_text(text, "utf-8")
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("time_limit", seconds)
        highs.setOptionValue("mip_rel_gap", 0.0)
        assert highs.readModel(str(path)) == highspy.HighsStatus.kOk, text
        highs.run()
        names = [highs.getColName(n)[1] for n in range(highs.getNumCol())]
        status = highs.modelStatusToString(highs.getModelStatus())
        return json.dumps({"status": status, "values": dict(zip(names, highs.getSolution().col_value, strict=False))})

    module = types.ModuleType(lp_text.MODULE)
    module.__spec__ = importlib.machinery.ModuleSpec(lp_text.MODULE, None)
    module.solve = solve
    monkeypatch.setitem(sys.modules, lp_text.MODULE, module)
    return told


@st.composite
def programs(draw):
    width = draw(st.integers(1, 12))  # past eight terms a row is broken over lines
    bound = st.one_of(st.none(), st.integers(-4, 8).map(float))
    rows = []
    for _ in range(draw(st.integers(1, 5))):
        terms = draw(st.dictionaries(st.integers(0, width - 1), NUMBERS, max_size=width))
        least, most = draw(bound), draw(bound)
        rows.append(LinearRow(terms, -math.inf if least is None else least, math.inf if most is None else most))
    costs = draw(st.lists(st.integers(0, 9).map(float), min_size=width, max_size=width))
    return LinearRows(costs, [float(draw(st.integers(0, 3))) for _ in range(width)], rows, draw(st.booleans()))


def _cost(program, point):
    return sum(c * x for c, x in zip(program.costs, point.values, strict=False))


def test_a_program_as_text_has_the_answer_of_the_same_program_as_arrays(brought):
    @given(programs())
    def same(program):
        written, arrays = in_page(program, 10.0), covering._by_highs(program, 10.0) if program.whole else None
        if arrays is not None:
            assert written.status == arrays.status
            if arrays.status == "Optimal":
                assert _cost(program, written) == pytest.approx(_cost(program, arrays))
        for row in program.rows if written.status == "Optimal" else ():
            total = sum(a * written.values[n] for n, a in row.terms.items())
            assert row.least - 1e-6 <= total <= row.most + 1e-6

    same()


def test_an_amendment_is_the_same_by_either_way(brought, monkeypatch):
    by_text = found_in(PAID)
    assert brought and by_text.edits
    with monkeypatch.context() as away:
        away.delitem(sys.modules, lp_text.MODULE)
        by_arrays = found_in(PAID)
    assert (by_text.edits, by_text.text, by_text.floor) == (by_arrays.edits, by_arrays.text, by_arrays.floor)
    assert certificate_text(by_text.certificate) == certificate_text(by_arrays.certificate)


def test_contradictions_of_figures_are_decided_as_scipy_decides_them(brought):
    @given(
        st.lists(
            st.tuples(st.lists(st.tuples(NUMBERS, st.sampled_from("abcd")), min_size=1, max_size=4), NUMBERS, NUMBERS),
            min_size=1,
            max_size=5,
        )
    )
    def same(rows):
        part = [
            linear.Constraint("X", tuple((a or 1.0, f"q{name}") for a, name in terms), min(lo, hi), max(lo, hi))
            for terms, lo, hi in rows
        ]
        names = {name: n for n, name in enumerate(dict.fromkeys(name for c in part for _, name in c.terms))}
        assert linear._in_page(list(linear._rows_below(part, names)), len(names)) == linear._by_highs(part)

    same()


def test_a_program_that_is_not_solved_in_time_says_so(brought):
    sys.modules[lp_text.MODULE].solve = lambda text, seconds: json.dumps({"status": "Time limit reached", "values": {}})
    with pytest.raises(TimeoutError, match="Time limit reached"):
        in_page(LinearRows([1.0], [1.0], [LinearRow({0: 1.0}, 1.0)]), 0.1)


def test_outside_the_page_there_is_no_such_solver():
    assert in_page(LinearRows([1.0], [1.0], [LinearRow({0: 1.0}, 1.0)]), 0.1) is None
    assert LinearPoint("Optimal").values == ()
