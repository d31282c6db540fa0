"""Longer ways through the served workbench in a real browser: a bill to its letter, a slider to its count, a roster to Excel."""

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("starlette")
pytest.importorskip("playwright.sync_api")

from served import in_a_browser, saved, served, speak, tab_to, watched
from test_serve_bills import BILLS
from test_serve_work_kept import SOURCE

from accessibility import AXE, faults_of
from tether.brief import write
from tether.workbench.serve.jobs import Jobs

sys.path.append(str(Path(__file__).parents[2] / "brief"))
from brief_content import build, reports
from test_believe import worlds

pytestmark = in_a_browser
BOTH = pytest.mark.parametrize("language", ["en", "ar"])


def _brief_done(folder):
    """Put a made-up brief into a workspace, as a job that is done; return its name."""
    jobs = Jobs(folder / "jobs")
    name = jobs.ask("brief", {"case": "iraq-2015", "rough": True}, "owner")
    made = jobs.path(name) / "result"
    made.mkdir()
    write(build(worlds=worlds(), findings=reports()), made / "brief.html")
    jobs.write_state(name, {"ended": "done", "said": name})
    return name


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    folder = tmp_path_factory.mktemp("journeys") / "bench"
    job = _brief_done(folder)
    with served(folder) as bench, watched(bench.link) as page:
        page.brief = job
        yield page


@pytest.fixture
def page(opened):
    opened.set_viewport_size({"width": 1280, "height": 900})
    opened.goto(f"{opened.own}/")
    speak(opened, "en")
    return opened


@BOTH
def test_from_a_pasted_bill_to_its_letter(language, page):
    speak(page, language)
    page.locator("#pasted").fill(BILLS[language].read_text("utf-8"))
    page.locator("form:has(#pasted) button").click()
    page.wait_for_url("**/bill")
    assert page.locator("input[name=take]:checked").count() == 0
    page.locator("#all").click()
    page.wait_for_url("**/bill?all=1")
    ticked = page.locator("input[name=take]:checked").count()
    page.locator("input[name=take]:checked").first.uncheck()
    page.locator("#country").fill("iraq")
    if AXE.exists():
        assert faults_of(page) == []
    page.locator("main form button.do").click()
    told = page.locator(".panel[role=status]")
    assert str(ticked) in told.inner_text()  # those that are still ticked, and what the text is
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    told.locator("a[href$='/letter']").click()
    page.wait_for_url("**/letter")
    letter = page.locator(".letter")
    assert letter.get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert letter.locator("li").count() > 5
    data, file = saved(page, lambda: page.locator("a[href*='letter.docx']").click())
    assert file.endswith("-letter.docx")
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None


def test_by_keyboard_alone_from_a_pasted_bill_to_its_letter(page):
    tab_to(page, "#pasted")
    page.keyboard.insert_text(
        "Article 1\nThe guard shall have 300 members.\n\nArticle 2\nThe Minister appoints its commander.\n"
    )
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/bill")
    tab_to(page, "#country")
    page.keyboard.type("iraq")
    tab_to(page, "input[name=take]:not([disabled])")
    page.keyboard.press("Space")
    tab_to(page, "main form button.do")
    page.keyboard.press("Enter")
    page.locator(".panel[role=status]").wait_for()
    tab_to(page, ".panel a[href$='/letter']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/letter")
    tab_to(page, "a[href*='letter.txt']")
    data, file = saved(page, lambda: page.keyboard.press("Enter"))
    assert file.endswith("-letter.txt")
    assert len(data) > 300


@BOTH
def test_a_slider_narrows_the_worlds_and_the_count_follows(language, page):
    speak(page, language)
    page.goto(f"{page.own}/jobs/{page.brief}/compare")
    status = page.locator("#believe [data-part=status]")
    counts = page.locator("#believe [data-part=counts] tbody td .line:first-child")
    page.locator("#believe input[type=range]").first.wait_for()
    before, cells = status.inner_text(), counts.all_inner_texts()
    bar = page.locator("#believe input[type=range]").first
    bar.focus()
    least = bar.get_attribute("aria-valuetext")
    for _ in range(6):
        bar.press("PageUp")
    assert bar.get_attribute("aria-valuetext") != least
    assert status.inner_text() != before
    assert counts.all_inner_texts() != cells
    page.locator("#believe [data-part=reset]").click()
    assert status.inner_text() == before
    assert counts.all_inner_texts() == cells


@pytest.fixture(scope="module")
def roster(tmp_path_factory):
    made = tmp_path_factory.mktemp("roster") / "men.csv"
    ask = [
        sys.executable,
        "-m",
        "tether.cli",
        "roster",
        "libya-2015",
        "--size",
        "600",
        "--seed",
        "3",
        "--out",
        str(made),
    ]
    subprocess.run(ask, env=os.environ | {"PYTHONPATH": str(SOURCE)}, check=True, capture_output=True)
    return made


def test_from_a_roster_through_a_conflict_and_a_number_put_otherwise_to_excel(roster, page):
    """From left to right as far as the conflict, from right to left from there on."""
    page.goto(f"{page.own}/plans")
    page.locator("#target").select_option("libya-2015/p10-individuals")
    page.locator("#roster").set_input_files(roster)
    page.locator("form:has(#roster) button.do").click()
    page.wait_for_url("**/jobs/*/plan")
    page.locator("#conflict").wait_for()
    assert page.locator("section:has(#conflict) li").count() > 0
    first = page.url
    speak(page, "ar")
    in_the_way = page.locator("#number option").first.get_attribute("value")
    page.locator("#number").select_option(in_the_way)
    page.locator("#value").fill("90 %")
    page.locator("form:has(#number) button.do").click()
    page.wait_for_url(lambda url: url.endswith("/plan") and url != first)
    assert page.locator("main table").first.locator("thead th").count() == 2  # before, and this plan
    assert page.locator("figure.flow img").evaluate("(img) => img.complete && img.naturalWidth > 0")
    data, file = saved(page, lambda: page.locator("a[href$='restricted-plan.xlsx']").click())
    assert file == "RESTRICTED-plan.xlsx"
    assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(data)).namelist()
    page.locator("form[action$='/forget'] button").click()
    page.locator("a[href$='restricted-plan.xlsx']").wait_for(state="detached")
