"""The runner of ``make fuzz``: campaigns are found by being there, broken ones are counted, misses end in code 1."""

import importlib
import importlib.util
import inspect
from pathlib import Path

import pytest

HERE = Path(__file__).parent
_spec = importlib.util.spec_from_file_location("fuzz_runner", HERE / "__main__.py")
runner = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(runner)


@pytest.mark.parametrize("name", runner.campaigns())
def test_a_campaign_takes_rounds_a_seed_and_a_folder_and_has_a_small_test(name):
    module = importlib.import_module(f"{name}_campaign")
    assert list(inspect.signature(module.campaign).parameters)[:3] == ["rounds", "seed", "folder"]
    assert any(f"{name}_campaign" in path.read_text("utf-8") for path in HERE.glob("test_*.py")), "no test runs it"


def test_a_table_shows_every_count():
    table = runner.table({"a": {"calls": 1200, "missed": 0}, "bb": {"calls": 3}})
    assert table.splitlines()[2:] == [
        "| a        | calls    |  1,200 |",
        "| a        | missed   |      0 |",
        "| bb       | calls    |      3 |",
    ]


def test_misses_and_breaks_end_in_code_1(monkeypatch, capsys):
    monkeypatch.setattr(runner, "campaigns", lambda: ["good", "bad", "broken"])
    kept = {"good": {"calls": 2}, "bad": {"missed forgeries": 1}, "broken": {"missed: the campaign itself ended": 1}}
    monkeypatch.setattr(runner, "run_apart", lambda name, rounds, seed: kept[name])
    assert runner.main(["--only", "good"]) == 0
    assert runner.main(["--only", "good,bad"]) == 1
    assert runner.main([]) == 1
    assert "missed forgeries" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        runner.main(["--only", "nope"])


def test_a_campaign_that_breaks_is_counted(tmp_path, monkeypatch):
    (tmp_path / "tests" / "fuzz").mkdir(parents=True)
    here = tmp_path / "tests" / "fuzz"
    (here / "__main__.py").write_text((HERE / "__main__.py").read_text("utf-8"))
    (here / "odd_campaign.py").write_text("def campaign(rounds, seed, folder):\n    raise SystemExit(9)\n")
    (here / "eats_campaign.py").write_text("def campaign(rounds, seed, folder):\n    bytearray(2**40)\n")
    (here / "fine_campaign.py").write_text("def campaign(rounds, seed, folder):\n    return {'calls': rounds + seed}\n")
    monkeypatch.setattr(runner, "HERE", here)
    assert runner.run_apart("odd", 1, 1) == {"missed: the campaign itself ended with code 9": 1}
    assert runner.run_apart("eats", 1, 1) == {"missed: the campaign itself ended with code 1": 1}
    assert runner.run_apart("fine", 3, 4) == {"calls": 7}
