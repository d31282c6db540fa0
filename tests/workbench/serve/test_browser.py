"""Journeys through the served workbench in a real browser, from left to right and from right to left, and by keyboard."""

import re

import pytest

pytest.importorskip("starlette")
pytest.importorskip("playwright.sync_api")

from served import GUARD, in_a_browser, paste, saved, served, speak, tab_to, watched

from accessibility import faults_of
from tether.charter.library import text_of

pytestmark = in_a_browser
FAULTY = text_of(GUARD).replace("via: bank", "via: commander")
BOTH = pytest.mark.parametrize("language", ["en", "ar"])
PAID_BY_HAND = "article.callout:has(code:text-is('pay.0.via'))"


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    with served(tmp_path_factory.mktemp("served") / "bench") as bench, watched(bench.link) as page:
        yield page


@pytest.fixture
def page(opened):
    opened.emulate_media(color_scheme="light")
    opened.set_viewport_size({"width": 1280, "height": 900})
    opened.goto(f"{opened.own}/")
    speak(opened, "en")
    return opened


@BOTH
def test_from_a_pasted_charter_to_its_letter(language, page):
    speak(page, language)
    name = paste(page, FAULTY)
    page.locator("#marks li").first.wait_for()
    page.goto(f"{page.own}/charters/{name}/letter")
    page.locator("#to").fill("The Clerk")
    page.locator(".head-form button").click()
    letter = page.locator(".letter")
    assert letter.get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert "The Clerk" in letter.inner_text()
    data, file = saved(page, lambda: page.locator("a[href*='letter.html']").click())
    told = data.decode()
    assert file == f"{name}-letter.html" and f'lang="{language}"' in told and "The Clerk" in told
    data, file = saved(page, lambda: page.locator("a[href*='letter.docx']").click())
    assert file.endswith(".docx") and data.startswith(b"PK")


@BOTH
def test_a_fault_is_fixed_by_one_press_and_gone(language, page):
    speak(page, language)
    name = paste(page, FAULTY)
    page.goto(f"{page.own}/charters/{name}/findings")
    fault = page.locator(PAID_BY_HAND).first
    fault.locator("summary").click()
    assert fault.locator("details").inner_text().strip()
    fault.locator("a[href*='/ways?']").click()
    page.locator("main form button", has_text="bank").first.click()
    page.wait_for_url("**/findings")
    assert page.locator(PAID_BY_HAND).count() == 0
    page.goto(f"{page.own}/charters/{name}/text")
    assert "via: bank" in page.locator("#typed").input_value()


def test_a_fault_is_amended_by_a_job_and_gone(page):
    name = paste(page, FAULTY)
    page.goto(f"{page.own}/charters/{name}/findings")
    assert page.locator(PAID_BY_HAND).count() > 0
    page.locator("#seconds").fill("300")
    page.locator("form:has(#seconds) button").click()
    page.locator("#told.done").wait_for()
    page.locator("form[action$='/amended'] button").click()
    page.wait_for_url("**/findings")
    assert page.locator(PAID_BY_HAND).count() == 0
    page.goto(f"{page.own}/charters/{name}/versions")
    assert page.locator("main table tbody tr").count() == 2


def test_by_keyboard_alone_from_an_example_through_a_question_to_the_letter(page):
    tab_to(page, "#example")
    page.keyboard.type("libya sh")
    tab_to(page, "form:has(#example) button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/charters/libya-shield-2012*/text")
    tab_to(page, ".tabs a[href$=interview]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/interview")
    asked = page.locator("legend").inner_text()
    tab_to(page, "main input[name=value]")
    page.keyboard.press("ArrowDown")
    if page.locator("main input[name=value]:checked").count() == 0:
        page.keyboard.press("Space")
    tab_to(page, "main button.do")
    page.keyboard.press("Enter")
    page.wait_for_url("**/interview?at=0")
    assert page.locator("legend").inner_text() != asked
    tab_to(page, ".tabs a[href$=letter]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/letter")
    tab_to(page, "a[href*='letter.txt']")
    data, file = saved(page, lambda: page.keyboard.press("Enter"))
    assert file == "libya-shield-2012-letter.txt" and len(data) > 500


def test_marks_follow_the_typing_and_what_is_typed_is_saved(page):
    name = paste(page, text_of(GUARD))
    page.locator("#typed").press("Control+End")
    page.keyboard.type("nonsense: 1\n")
    page.locator("#marks li.error", has_text="nonsense").wait_for()
    page.locator("#state.saved").wait_for()
    for _ in range(len("nonsense: 1\n")):
        page.keyboard.press("Backspace")
    page.locator("#marks li.error", has_text="nonsense").wait_for(state="detached")
    page.goto(f"{page.own}/charters/{name}/text")
    assert page.locator("#typed").input_value().strip() == text_of(GUARD).strip()


@BOTH
def test_of_two_tabs_on_one_charter_both_texts_are_kept_and_the_conflict_is_shown(language, page):
    speak(page, language)
    name = paste(page, text_of(GUARD))
    other = page.context.new_page()
    try:
        other.goto(f"{page.own}/charters/{name}/text")
        for tab, word in ((page, "# of the first\n"), (other, "# of the second\n")):
            tab.locator("#typed").press("Control+End")
            tab.keyboard.type(word)
            tab.locator("#state.saved, #state.beside").wait_for()
        assert other.locator("#state").get_attribute("class") == "beside"
    finally:
        other.close()
    page.goto(f"{page.own}/charters/{name}/versions")
    shown = page.locator(".conflict").inner_text()
    assert "# of the first" in shown and "# of the second" in shown
    page.locator(".conflict button.do").click()
    page.locator(".conflict").wait_for(state="detached")
    page.goto(f"{page.own}/charters/{name}/text")
    assert page.locator("#typed").input_value().endswith("# of the second\n")


WRONG = [
    ("notes.txt", b"Nothing here is an article of anything.", "no article found"),
    ("bill.docx", b"PK\x03\x04 no Word file", "bill.docx"),
    ("guard.yaml", b"\xff\xfe\x00", "UTF-8"),
    ("form.xlsx", b"no workbook", "form.xlsx"),
    ("bill.pdf", b"%PDF-1.4 x", "pdf"),
    ("bill.exe", b"MZ", "bill.exe"),
]


@pytest.mark.parametrize(("name", "data", "said"), WRONG, ids=[w[0] for w in WRONG])
def test_a_wrong_file_is_told_in_one_place_and_nothing_is_started(name, data, said, page):
    before = page.locator(".cards li").count()
    page.locator("#file").set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": data})
    page.locator("form:has(#file) button").click()
    page.locator(".panel[role=alert]").wait_for()
    assert said.lower() in page.locator(".panel[role=alert]").inner_text().lower()
    assert "Traceback" not in page.locator("main").inner_text()
    page.goto(f"{page.own}/")
    assert page.locator(".cards li").count() == before


@BOTH
def test_a_wrong_number_a_wrong_roster_and_a_wrong_answer_are_told_in_a_sentence(language, page):
    speak(page, language)
    name = paste(page, FAULTY)
    page.goto(f"{page.own}/charters/{name}/findings")
    page.locator("#seconds").fill("abc")
    page.locator("form:has(#seconds) button").click()
    assert "expected a whole number from 5 to 600" in page.locator(".panel[role=alert]").inner_text()
    page.goto(f"{page.own}/plans")
    page.locator("#roster").set_input_files({"name": "men.doc", "mimeType": "text/plain", "buffer": b"x"})
    page.locator("form:has(#roster) button.do").click()
    assert ".csv, .xlsx, .parquet" in page.locator(".panel[role=alert]").inner_text()
    page.goto(f"{page.own}/charters/{name}/versions/7777")
    assert "no version 7777" in page.locator(".panel[role=alert]").inner_text()


def test_hostile_words_stay_words(page):
    hostile = '<img src=x onerror="document.title=1"><script>document.title=1</script>{{ 7*7 }}'
    page.locator("#title").fill(hostile)
    page.locator("form:has(#title) button").click()
    page.wait_for_url("**/text")
    for part in ("text", "sentences", "interview", "findings", "letter", "versions"):
        page.goto(re.sub(r"[^/]+$", part, page.url))
        assert page.locator("main img, main script").count() == 0
        assert page.title() != "1" and "49" not in page.locator("h1").first.inner_text()
    page.goto(f"{page.own}/")
    assert hostile in page.locator(".cards").inner_text()


PAGES = (
    "/",
    "/jobs",
    "/plans",
    "/gate?case=libya-2015&decider=uk",
    "/evidence?country=libya",
    "/log",
    "/compare",
    "/nowhere",
)
PARTS = ("text", "sentences", "interview", "findings", "letter", "versions", "versions/1")


@pytest.mark.parametrize(("language", "colours"), [("en", "light"), ("ar", "dark")])
def test_every_page_is_free_of_what_axe_finds_and_of_sideways_scrolling(language, colours, page):
    speak(page, language)
    page.emulate_media(color_scheme=colours)
    name = paste(page, FAULTY)
    page.locator("#typed").press("Control+End")
    page.keyboard.type("# more\n")
    page.locator("#state.saved").wait_for()
    found, wide = {}, {}
    for path in (*PAGES, *(f"/charters/{name}/{part}" for part in PARTS)):
        page.goto(f"{page.own}{path}")
        found[path] = faults_of(page)
        page.set_viewport_size({"width": 390, "height": 844})
        wide[path] = page.evaluate("() => document.documentElement.scrollWidth")
        page.set_viewport_size({"width": 1280, "height": 900})
    assert {path: rules for path, rules in found.items() if rules} == {}
    assert {path: pixels for path, pixels in wide.items() if pixels > 390} == {}
    back = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", back)[:3])) < 200) == (colours == "dark")


def test_a_page_of_ours_can_ask_for_nothing_elsewhere(page):
    reached = "async (url) => { try { await fetch(url); return 'reached' } catch { return 'refused' } }"
    told = len(page.said)
    for url in ("http://127.0.0.1:9/", "https://example.org/", "data:text/plain,x"):
        assert page.evaluate(reached, url) == "refused"
    assert all("Content Security Policy" in line or "fetch" in line.lower() for line in page.said[told:])
    del page.said[told:]
    page.asked[:] = [url for url in page.asked if not url.startswith(("http://127.0.0.1:9/", "https://example.org/"))]
