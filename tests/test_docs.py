"""Docs can't drift: generated pages equal what the code makes, and every link and picture of the README exists."""

import importlib.util
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def generated():
    spec = importlib.util.spec_from_file_location("make_docs", ROOT / "scripts" / "make_docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.pages()


def test_generated_pages_are_current():
    pages = generated()
    assert len(pages) > 90
    stale = [name for name, text in pages.items() if (ROOT / "docs" / name).read_text("utf-8") != text]
    assert not stale, "run scripts/make_docs.py"


def test_the_readme_is_short_and_its_links_exist():
    text = (ROOT / "README.md").read_text("utf-8")
    assert len(text.splitlines()) <= 150
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (ROOT / target).exists(), target


def test_no_path_of_a_machine_is_committed():
    pattern = re.compile(r"(^|[^A-Za-z0-9_.])/(work|farm|tmp/bash_jobs)/")
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.py")]:
        assert not pattern.search(path.read_text("utf-8")), path


def test_every_link_of_the_docs_leads_somewhere():
    lost = []
    for page in (ROOT / "docs").rglob("*.md"):
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                lost.append(f"{page.relative_to(ROOT)}: {target}")
    assert not lost


def test_every_page_stands_in_the_site_s_contents_or_is_listed_by_one_that_does():
    contents = (ROOT / "zensical.toml").read_text("utf-8")
    named = set(re.findall(r'"([\w/.-]+\.md)"', contents))
    assert all((ROOT / "docs" / name).exists() for name in named)
    pages = {str(p.relative_to(ROOT / "docs")) for p in (ROOT / "docs").rglob("*.md")}
    for room in ("decisions", "reference/rules"):
        listed = set(re.findall(r"\]\(([\w.-]+\.md)", (ROOT / "docs" / room / "README.md").read_text("utf-8")))
        pages -= {f"{room}/{name}" for name in listed}
    assert pages == named


def test_every_room_is_in_the_picture():
    made = importlib.util.spec_from_file_location("make_docs", ROOT / "scripts" / "make_docs.py")
    module = importlib.util.module_from_spec(made)
    made.loader.exec_module(module)
    drawn = {room for _, rooms in module.BANDS for room in rooms}
    rooms = {p.parent.name for p in (ROOT / "src" / "tether").glob("*/__init__.py")} | {"api", "errors"}
    assert drawn == rooms - {"cases"}
