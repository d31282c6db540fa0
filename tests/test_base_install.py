"""The base install is the charter room, documents, report and the command line: small, and nothing heavy is touched."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tether.errors import EXTRAS, extra_needed

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "tether"
VERBS = Path(__file__).with_name("base_verbs.py")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LARGEST = 68_000_000  # bytes of all that the base install brings
OF_PIP = ("pip", "setuptools", "wheel", "pkg_resources", "_distutils_hack")
BY_NAME = {"h5netcdf", "h5py", "dask", "distributed"}  # asked for by name, or by what asks for them
BASE = {"pydantic", "yaml", "networkx", "jinja2", "markupsafe", "typer", "rich", "openpyxl", "anyascii"}


def judge(told):
    """Assert that each verb of the base ran and that each other one said in one line what it needs."""
    codes = {name: verb["code"] for name, verb in told["base"].items()}
    assert {name: code for name, code in codes.items() if code not in (0, 1)} == {}
    assert {"check", "explain", "questions", "diff", "code", "help", "schema"} <= set(codes)
    assert codes["check"] == codes["code"] == 0 and all(verb["out"] for verb in told["base"].values())
    assert all(verb["code"] == 2 and verb["out"] == 0 for verb in told["lacking"].values())
    for said in (*(verb["error"].removesuffix("\n") for verb in told["lacking"].values()), *told["door"]):
        assert re.fullmatch(r"this needs the extra '\w+' .*: pip install 'tether-charters\[\w+\]'", said)
    assert told["checked"]


@pytest.fixture
def clean():
    """An environment in which Python finds no package but its own."""
    return {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}


def test_the_base_verbs_touch_no_package_of_an_extra(tmp_path):
    path = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    asked = [sys.executable, str(VERBS), str(tmp_path), "--refuse"]
    done = subprocess.run(asked, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": path})
    assert done.returncode == 0, done.stderr[-2000:]
    judge(json.loads(done.stdout))


def _names(requirements):
    return {re.split(r"[\[<>=;! ]", r)[0].lower().replace("_", "-").replace(".", "-") for r in requirements}


def test_every_extra_is_told_by_the_names_that_its_packages_are_imported_by():
    assert set(EXTRAS) == set(PROJECT["optional-dependencies"]) - {"dev"}
    carried = {top: _names(names) for top, names in packages_distributions().items()}
    for extra, modules in EXTRAS.items():
        declared = _names(PROJECT["optional-dependencies"][extra])
        found = set().union(*(carried.get(m, set()) for m in modules)) - {"distributed"}
        assert found <= declared, f"{extra}: {found - declared} imported and not declared"
        missing = {d for d in declared - found if any(d in names for names in carried.values())}
        assert not missing, f"{extra}: {missing} declared, and EXTRAS names no module of them"


def _imported():
    """Return every package that the source imports, with a file that does."""
    found = {}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            names += [a.name for a in node.names] if isinstance(node, ast.Import) else []
            found |= {name.partition(".")[0]: path.name for name in names}
    return {name: file for name, file in found.items() if name not in sys.stdlib_module_names and name != "tether"}


def test_what_is_imported_is_declared_and_what_is_declared_is_imported():
    declared = BASE.union(*EXTRAS.values())
    imported = _imported()
    undeclared = {name: file for name, file in imported.items() if name not in declared | {"pydantic_core"}}
    assert not undeclared
    assert declared - set(imported) - BY_NAME == set()
    assert len(PROJECT["dependencies"]) == len(BASE)


def test_a_package_of_no_extra_is_left_to_python():
    assert extra_needed(ModuleNotFoundError(name="nonesuch")) is None
    assert extra_needed(ModuleNotFoundError("no name")) is None
    assert "[posterior]" in str(extra_needed(ModuleNotFoundError(name="blackjax.smc")))


def _pip(python, *argv, env):
    return subprocess.run([python, "-m", "pip", *argv], capture_output=True, text=True, env=env)


@pytest.mark.slow
@pytest.mark.network
def test_the_base_install_is_small_and_its_verbs_run_there(tmp_path, clean):
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    got = _pip(python, "install", "-q", "-r", str(ROOT / "requirements-base.lock"), env=clean)
    if got.returncode:
        pytest.skip(f"the packages of the base cannot be fetched here: {got.stderr.strip()[-200:]}")
    copy = tmp_path / "project"
    copy.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, copy)
    shutil.copytree(ROOT / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    made = _pip(python, "install", "-q", "--no-deps", "--no-build-isolation", "--no-index", str(copy), env=clean)
    assert made.returncode == 0, made.stderr[-2000:]
    packages = next((tmp_path / "env" / "lib").glob("python*/site-packages"))
    sizes = {
        entry.name: sum(p.stat().st_size for p in (entry.rglob("*") if entry.is_dir() else [entry]) if p.is_file())
        for entry in packages.iterdir()
        if not entry.name.startswith(OF_PIP)
    }
    print(f"base install: {sum(sizes.values()) / 1e6:.1f} MB")
    assert sum(sizes.values()) < LARGEST, sorted(sizes.items(), key=lambda item: -item[1])[:12]
    done = subprocess.run([python, VERBS, tmp_path], capture_output=True, text=True, env=clean)
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    assert told["file"].startswith(str(packages))
    judge(told)
