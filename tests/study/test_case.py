import dataclasses
import shutil
from pathlib import Path

import numpy as np
import pytest

from tether.cli import main
from tether.errors import InputError, UsageError
from tether.randomness.sizes import Sizes
from tether.study import known_cases, open_case
from tether.theatre.panel import Panel

SMALL = {"sizes": Sizes(points=8, particles=2, block=4), "filter": 64, "horizon_months": 4}


@pytest.fixture
def folder(tmp_path):
    """A copy of the Iraq case that a test may spoil."""
    source = open_case("iraq-2015").spec.folder
    return Path(shutil.copytree(source, tmp_path / "mine"))


def edit(folder, old, new, file="case.yaml"):
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def problems(folder, look=lambda case: case):
    with pytest.raises(InputError) as caught:
        look(open_case(folder))
    return [str(p) for p in caught.value.problems]


def test_shipped_cases_open():
    for name in known_cases():
        case = open_case(name)
        assert case.spec.id == name and case.theatre and case.charters and case.setting.groups
        assert case.panel if case.spec.events else case.base


def test_an_unknown_case_names_the_known_ones(capsys):
    assert main(["brief", "irak-2015"]) == 3
    assert "did you mean 'iraq-2015'" in capsys.readouterr().err


def test_all_problems_of_a_case_file_at_once(folder):
    edit(folder, "cut_off: 2015-06", "cut_off: May")
    edit(folder, "horizon_months: 36", "horizon_months: 999\ncolour: red")
    edit(folder, "block: 64", "block: 60")
    told = problems(folder)
    assert len(told) == 4 and all("case.yaml:" in t for t in told)
    assert any("unknown key 'colour'" in t for t in told) and any("divisible" in t for t in told)
    assert any("999; expected 1 to 36: sums of deaths over longer spans were never scored" in t for t in told)


def test_the_horizon_ends_where_sums_were_scored(capsys):
    from tether.forecast import HORIZON
    from tether.forecast.sums import SPANS

    assert max(SPANS) == HORIZON
    assert open_case("iraq-2015").with_(horizon_months=HORIZON).spec.horizon_months == HORIZON
    for months in ("0", str(HORIZON + 1)):
        assert main(["brief", "iraq-2015", "--months", months]) == 2
        assert "months" in capsys.readouterr().err
    with pytest.raises(UsageError, match="never scored"):
        open_case("iraq-2015").with_(horizon_months=HORIZON + 1)


def test_a_missing_key_is_named(folder):
    edit(folder, "cut_off: 2015-06\n", "")
    assert any("no key 'cut_off'; expected cut_off: a month as YYYY-MM" in t for t in problems(folder))


@pytest.mark.parametrize(
    ("month", "words"), [("1988-06", "before the first event"), ("2030-01", "after the last month")]
)
def test_a_cut_off_outside_the_data_is_refused(folder, month, words):
    edit(folder, "cut_off: 2015-06", f"cut_off: {month}")
    assert words in problems(folder, lambda case: case.panel)[0]


def test_a_role_that_is_no_actor_is_refused(folder):
    edit(folder, "hashd-other, tribal", "hashd-other, tribel")
    told = problems(folder, lambda case: case.setting)
    assert "'tribel'" in told[0] and "did you mean 'tribal'" in told[0]


def test_a_charter_with_three_mistakes_tells_all_three(folder):
    edit(
        folder,
        "mode: individual, contract_with: person, intake: 45000",
        "mode: indivdual, contract: person, intake: many",
        "charters/p10-individuals.yaml",
    )
    told = problems(folder, lambda case: case.charters)
    assert len(told) == 3 and all("p10-individuals.yaml:" in t for t in told)
    assert any("did you mean 'individual'" in t for t in told)


def test_a_place_that_the_theatre_lacks_is_refused(folder):
    edit(folder, "places: [anbar,", "places: [anbarr,", "charters/p7-redeploy.yaml")
    told = problems(folder, lambda case: case.read_charters(["p7-redeploy"]))
    assert "anbarr" in told[0] and "did you mean 'anbar'" in told[0]


def test_no_run_folder_is_left_by_a_bad_case(folder, tmp_path, capsys):
    edit(folder, "cut_off: 2015-06", "cut_off: 2030-01")
    assert main(["brief", str(folder), "--runs", str(tmp_path / "runs")]) == 3
    assert not (tmp_path / "runs").exists() and "2030-01" in capsys.readouterr().err


def scrambled(panel, cut):
    """The same panel with everything after the cut-off replaced by noise."""
    keep = int((np.datetime64(cut, "M") - panel.start).astype(int)) + 1
    rng = np.random.default_rng(0)

    def spoil(cells):
        fields = {}
        for f in dataclasses.fields(cells):
            value = getattr(cells, f.name)
            if value is not None:
                value = value.copy()
                value[keep:] = rng.integers(0, 999, value[keep:].shape)
            fields[f.name] = value
        return type(cells)(**fields)

    return dataclasses.replace(panel, cells=spoil(panel.cells), unplaced=spoil(panel.unplaced))


def test_nothing_after_the_cut_off_is_read(monkeypatch):
    honest = open_case("iraq-2015").with_(**SMALL)
    spoiled = open_case("iraq-2015").with_(**SMALL)
    panel, card = honest.source
    assert isinstance(panel, Panel)
    spoiled.__dict__["source"] = (scrambled(panel, "2015-06"), card)
    a, b = honest.project(), spoiled.project()
    for name in a.projected.data_vars:
        assert a.projected[name].values.tobytes() == b.projected[name].values.tobytes(), name
    a_text, b_text = a.table.to_csv(), b.table.to_csv()
    assert a_text == b_text


def test_claims_end_at_the_cut_off():
    case = open_case("iraq-2015")
    assert all(str(c.happened_from) <= "2015-06-30" for c in case.claims)
    assert all(str(c.happened_from) <= "2015-06-30" for c in case.setting.claims_used)
