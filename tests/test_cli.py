import subprocess
import sys

from tether.cli import main


def test_an_unknown_verb_is_a_usage_error(capsys):
    assert main(["nope"]) == 2
    assert "nope" in capsys.readouterr().err


def test_help_loads_nothing_heavy():
    heavy = ["jax", "pandas", "numpy", "altair", "xarray", "scipy", "duckdb", "pydantic"]
    code = f"import sys; from tether.cli import main; main(['--help']); print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")


def test_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("tether ")
