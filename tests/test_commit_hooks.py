"""The hooks for repositories that hold charters: each is a call of the command line, and pre-commit runs it."""

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tether.cli import main

ROOT = Path(__file__).parents[1]
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
LAW = ROOT / "src" / "tether" / "charter" / "library" / "charters" / "example-guard-law.yaml"


@pytest.mark.parametrize("name", sorted(HOOKS))
def test_each_hook_passes_the_model_law_and_refuses_a_text_that_is_no_charter(name, tmp_path, capsys):
    program, *words = shlex.split(HOOKS[name]["entry"])
    assert program == "tether" and HOOKS[name]["types"] == ["yaml"]
    law = str(shutil.copy(LAW, tmp_path / "law.yaml"))
    assert main([*words, law]) == 0 and Path(law).read_bytes() == LAW.read_bytes()
    (tmp_path / "bad.yaml").write_text("charter: [", "utf-8")
    assert main([*words, law, str(tmp_path / "bad.yaml")]) == 3


@pytest.mark.skipif(importlib.util.find_spec("pre_commit") is None, reason="pre-commit is not installed here")
def test_pre_commit_runs_them_in_a_repository_of_charters(tmp_path):
    hooks = [
        {**hook, "entry": hook["entry"].replace("tether", f"{sys.executable} -m tether.cli", 1), "language": "system"}
        for hook in HOOKS.values()
    ]
    config = {"repos": [{"repo": "local", "hooks": [{**hook, "files": "^charters/"} for hook in hooks]}]}
    (tmp_path / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), "utf-8")
    (tmp_path / "charters").mkdir()
    law = Path(shutil.copy(LAW, tmp_path / "charters" / "law.yaml"))
    (tmp_path / "other.yaml").write_text("no: charter\n", "utf-8")
    path = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    env = os.environ | {"PRE_COMMIT_HOME": str(tmp_path / "home"), "PYTHONPATH": path}

    def run(*argv):
        return subprocess.run(argv, cwd=tmp_path, env=env, capture_output=True, text=True)

    run("git", "init", "-q")
    run("git", "add", "charters", "other.yaml", ".pre-commit-config.yaml")
    done = run(sys.executable, "-m", "pre_commit", "run", "--all-files")
    assert done.returncode == 0, done.stdout
    law.write_text(law.read_text("utf-8").replace("state: true, head: true", "state: yes, head: true"), "utf-8")
    run("git", "add", "charters")
    done = run(sys.executable, "-m", "pre_commit", "run", "--all-files")
    assert done.returncode == 1 and "files were modified by this hook" in done.stdout
    assert law.read_bytes() == LAW.read_bytes()
