"""Docs can't drift: generated pages equal what the code makes, and every link and picture of the README exists."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def generated():
    spec = importlib.util.spec_from_file_location("make_docs", ROOT / "scripts" / "make_docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.pages()


@pytest.mark.parametrize("name", ["order.md", "cli.md", "coverage.md", "facts-printed.md"])
def test_generated_pages_are_current(name):
    assert (ROOT / "docs" / name).read_text("utf-8") == generated()[name], "run scripts/make_docs.py"


def test_the_readme_is_short_and_its_links_exist():
    text = (ROOT / "README.md").read_text("utf-8")
    assert len(text.splitlines()) <= 150
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (ROOT / target).exists(), target


def test_no_path_of_a_machine_is_committed():
    pattern = re.compile(r"(^|[^A-Za-z0-9_.])/(work|farm|tmp/bash_jobs)/")
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.py")]:
        assert not pattern.search(path.read_text("utf-8")), path
