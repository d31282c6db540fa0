"""tether-check.html in a browser, from a file and with the network cut: the command line's bytes, and a person's journeys."""

import base64
import importlib.util
import io
import re
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from accessibility import faults_of

sys.path.append(str(Path(__file__).parents[1] / "law"))
from word_files import paragraph, word

from tether.charter.library import names, text_of
from tether.cli import main

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "tether-check.html"
BILL = ROOT / "tests" / "data" / "laws" / "new" / "canal-wardens.en.txt"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SLOW = 120_000  # ms: a page that a busy machine starts is late, not wrong
GUARD = "example-guard-law"


def _build_page():
    spec = importlib.util.spec_from_file_location("build_page", ROOT / "scripts" / "build_page.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def why_not():
    if CHROMIUM is None:
        return "no Chromium"
    if importlib.util.find_spec("playwright") is None:
        return "no playwright"
    if not PAGE.exists():
        return "tether-check.html is not built: make page"
    made = _build_page()
    return "" if made.built_from(PAGE) == made.source_digest() else "tether-check.html is of other sources: make page"


WHY_NOT = why_not()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT),
]


@pytest.fixture(scope="module")
def opened():
    """The page, ready, in a browser that has no network; what it asked for and complained of beside it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(offline=True, viewport={"width": 1360, "height": 900}, accept_downloads=True)
        page = context.new_page()
        page.set_default_timeout(SLOW)
        told = {"requests": [], "errors": []}
        page.on("request", lambda request: told["requests"].append(request.url))
        page.on("pageerror", lambda error: told["errors"].append(str(error)))
        page.on("console", lambda said: told["errors"].append(said.text) if said.type == "error" else None)
        page.goto(PAGE.as_uri())
        page.locator("html[data-ready=yes]").wait_for()
        yield page, told
        browser.close()


@pytest.fixture
def page(opened):
    """The page at its start, in English, wide."""
    page, _ = opened
    page.set_viewport_size({"width": 1360, "height": 900})
    page.locator("#language").select_option("en")
    page.locator("nav [data-view=home]").click()
    page.locator("#paste").wait_for()
    return page


def ask(page, **request):
    answer = page.evaluate("(request) => tether.ask(request)", request)
    assert answer["ok"], answer
    return answer


def written(page, press):
    with page.expect_download() as made:
        press()
    return Path(made.value.path()).read_bytes(), made.value.suggested_filename


@pytest.mark.parametrize("name", names())
def test_findings_report_and_letter_are_the_command_lines_bytes(name, page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path(f"{name}.yaml").write_text(text_of(name), "utf-8")
    charter = ask(page, do="example", name=name)["charter"]
    for form in ("json", "html"):
        main(["check", f"{name}.yaml", "--format", form, "--no-config", "--out", f"a.{form}"])
        made = ask(page, do="report", charter=charter, form=form)["file"]["data"]
        assert base64.b64decode(made) == Path(f"a.{form}").read_bytes()
    for language in ("en", "ar"):
        main(["questions", f"{name}.yaml", "--no-config", "--language", language, "--out", "b.html"])
        made = ask(page, do="letter", charter=charter, form="html", language=language)["file"]["data"]
        assert base64.b64decode(made) == Path("b.html").read_bytes()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_from_a_pasted_bill_to_its_letter(language, page):
    page.locator("#language").select_option(language)
    page.locator(f"html[dir={'rtl' if language == 'ar' else 'ltr'}]").wait_for()
    page.locator("#paste").fill(BILL.read_text("utf-8"))
    page.locator("#read").click()
    page.locator("#make").click()
    page.locator(".problem", has_text="البلد" if language == "ar" else "Write the country first").wait_for()
    page.locator("#country").fill("Sahar")
    page.locator("#take-all").click()
    page.locator("#make").click()
    page.locator("#counts").wait_for()
    fault = page.locator("#pane-findings .found[data-code=PAY03]").first
    assert "17(2)" in fault.inner_text()
    page.locator("#unit-art_17").click()
    shown = page.locator("#pane-findings .found")
    assert shown.count() >= 1 and all("17" in text for text in shown.locator(".at").all_inner_texts())
    page.locator("nav [data-view=downloads]").click()
    data, name = written(page, lambda: page.locator("#get-letter").click())
    assert name == "pasted-text-letter.html"
    letter = data.decode()
    assert f'lang="{language}"' in letter and ('dir="rtl"' in letter) == (language == "ar")
    assert "Canal Wardens Bill 2027" in letter


def test_a_fault_is_fixed_and_gone(page):
    page.locator("#file").set_input_files(
        {
            "name": "guard.yaml",
            "mimeType": "text/yaml",
            "buffer": text_of(GUARD).replace("via: bank", "via: commander").encode(),
        }
    )
    fault = page.locator("#pane-findings .found[data-path='pay.0.via']").first
    fault.wait_for()
    fault.locator("summary").click()
    fault.locator(".ways").click()
    page.locator("button.fix", has_text="bank").first.click()
    page.locator("#pane-findings .promise").wait_for()
    assert page.locator(".found[data-path='pay.0.via']").count() == 0
    page.locator("nav [data-view=downloads]").click()
    data, name = written(page, lambda: page.locator("#get-charter").click())
    assert (data.decode(), name) == (text_of(GUARD), "guard.yaml")


@pytest.mark.parametrize("name", ["south-sudan-2018", "iraq-sons-of-iraq-2007"])
def test_amendments_are_the_command_lines_and_their_proof_holds(name, page, tmp_path, monkeypatch, capsys):
    """The proof need not be the command line's word for word: where sets are as good, solvers look at another first."""
    monkeypatch.chdir(tmp_path)
    charter = ask(page, do="example", name=name)["charter"]
    Path(charter["name"]).write_text(charter["text"], "utf-8")
    main(["amend", charter["name"], "--out", "a.yaml"])
    found = ask(page, do="amend", charter=charter, seconds=600)
    assert found["edits"] and found["charter"]["text"] == Path("a.yaml").read_text("utf-8")
    Path("page.json").write_bytes(base64.b64decode(found["proof"]["data"]))
    capsys.readouterr()
    assert main(["verify-amendment", "page.json", charter["name"]]) == 0, capsys.readouterr().out


def test_from_a_word_draft_through_its_amendments_to_tracked_changes(page, tmp_path):
    draft = tmp_path / "canal.docx"
    draft.write_bytes(word(*map(paragraph, BILL.read_text("utf-8").splitlines())))
    page.locator("#file").set_input_files(str(draft))
    page.locator("#country").fill("Sahar")
    page.locator("#take-all").click()
    page.locator("#make").click()
    faults = page.locator("#pane-findings :is(.found.stop, .found.error)")
    faults.first.wait_for()
    before = faults.count()
    page.locator("nav [data-view=amend]").click()
    page.locator("#amend-find").click()
    page.locator("#amend-step", has_text=re.compile(r"\d")).wait_for()
    page.locator("#amended").wait_for()
    assert int(re.search(r"\d+", page.locator("#amended").inner_text())[0]) >= 1
    data, name = written(page, lambda: page.locator("#get-redlined").click())
    assert name == "canal-redlined.docx"
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert re.search(rb"<w:(ins|del) ", parts.read("word/document.xml"))
    page.locator("#amend-take").click()
    page.locator("#counts").wait_for()
    assert before >= 1 and faults.count() == 0


def test_what_is_marked_to_stay_is_not_edited(page):
    given = text_of(GUARD).replace("via: bank", "via: commander")
    page.locator("#file").set_input_files({"name": "guard.yaml", "mimeType": "text/yaml", "buffer": given.encode()})
    page.locator("#pane-findings .found[data-path='pay.0.via']").first.wait_for()
    page.locator("nav [data-view=amend]").click()
    page.locator("summary").first.click()
    page.locator("[id='stays-pay.0']").check()
    page.locator("#amend-find").click()
    page.locator("#amended").wait_for()
    assert "can't be had together" in page.locator(".account").inner_text()
    assert page.locator("#amend-take").count() == 0
    page.locator("summary").first.click()
    page.locator("[id='stays-pay.0']").uncheck()
    page.locator("#amend-find").click()
    page.locator("#amend-take").wait_for()
    data, name = written(page, lambda: page.locator("#get-amended").click())
    assert name == "guard-amended.yaml" and b"via: commander" not in data


def test_a_search_is_stopped_and_nothing_is_lost(page):
    page.locator("#example").select_option("iraq-national-guard-bill-2015")
    page.locator("#show-example").click()
    page.locator("#counts").wait_for()
    page.locator("nav [data-view=amend]").click()
    page.locator("#amend-find").click()
    page.locator("#amend-step", has_text=re.compile(r"\d")).wait_for()
    page.locator("#amend-stop").click()
    page.locator("#amend-find:not([disabled])").wait_for()
    page.locator("nav [data-view=desk]").click()
    page.locator("#counts").wait_for()
    assert page.locator("#pane-findings .found").count() > 3


def test_marks_follow_the_typing(page):
    page.locator("#example").select_option(GUARD)
    page.locator("#show-example").click()
    page.locator("#counts").wait_for(state="attached")
    page.locator(".pair button").nth(1).click()
    page.locator(".editor[data-marks='0']").wait_for()
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("nonsense: 1\n")
    page.locator(".editor:not([data-marks='0'])").wait_for()
    page.locator("#summary .problem").wait_for()
    assert "nonsense" in page.locator("#summary .problem").inner_text()
    for _ in range(len("nonsense: 1\n")):  # not by undo: how much one step takes back hangs on how fast one types
        page.keyboard.press("Backspace")
    page.locator("#summary .problem").wait_for(state="detached")


def _tab_to(page, wanted, most=140):
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement?.matches?.(wanted) ?? false", wanted):
            return
    raise AssertionError(f"no way to {wanted} by the Tab key")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_by_keyboard_alone_from_an_example_through_a_question_to_the_letter(language, page):
    page.locator("#language").select_option(language)
    _tab_to(page, "#example")
    page.keyboard.type("libya sh")
    _tab_to(page, "#show-example")
    page.keyboard.press("Enter")
    page.locator("#counts").wait_for()
    before = page.locator("#counts").inner_text()
    _tab_to(page, "nav [data-view=interview]")
    page.keyboard.press("Enter")
    page.locator("#save-answer").wait_for()
    asked = page.locator("legend.big").inner_text()
    _tab_to(page, "input[value=defence]")
    page.keyboard.press("Space")
    _tab_to(page, "#save-answer")
    page.keyboard.press("Enter")
    page.locator("form .promise").wait_for()
    assert page.locator("legend.big").inner_text() != asked
    _tab_to(page, "nav [data-view=desk]")
    page.keyboard.press("Enter")
    page.locator("#counts").wait_for()
    assert page.locator("#counts").inner_text() != before
    _tab_to(page, "nav [data-view=downloads]")
    page.keyboard.press("Enter")
    _tab_to(page, "#get-letter")
    _, name = written(page, lambda: page.keyboard.press("Enter"))
    assert name == "libya-shield-2012-letter.html"


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_every_view_is_free_of_what_axe_finds_and_of_sideways_scrolling(language, page):
    page.locator("#language").select_option(language)
    page.locator("#paste").fill(BILL.read_text("utf-8"))
    page.locator("#read").click()
    page.locator("#country").fill("Sahar")
    page.locator("#take-all").click()
    found = {"propose": faults_of(page)}
    page.locator("#make").click()
    page.locator("#counts").wait_for()
    page.locator("#pane-findings summary").nth(1).click()
    page.locator("nav [data-view=amend]").click()
    page.locator("#amend-find").click()
    page.locator("#amended").wait_for()
    for view in ("amend", "desk", "interview", "downloads", "home"):
        page.locator(f"nav [data-view={view}]").click()
        page.locator(
            {"interview": "#save-answer", "home": "#paste", "amend": "#amended"}.get(view, "#main h1")
        ).wait_for()
        found[view] = faults_of(page)
        page.set_viewport_size({"width": 390, "height": 844})
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        page.set_viewport_size({"width": 1360, "height": 900})
        assert wide <= 390, f"{view}: {wide} px on a phone of 390"
    assert {view: rules for view, rules in found.items() if rules} == {}


WRONG = [
    ("notes.txt", b"Nothing here is an article of anything.", "no article found"),
    ("bill.docx", b"PK\x03\x04 no Word file", "bill.docx"),
    ("guard.yaml", b"\xff\xfe\x00", "UTF-8"),
    ("form.xlsx", b"no workbook", "form.xlsx"),
    ("bill.pdf", b"%PDF-1.4 x", "pdf"),
]


@pytest.mark.parametrize("name, data, said", WRONG, ids=[w[0] for w in WRONG])
def test_a_wrong_file_is_told_in_one_place_and_nothing_is_lost(name, data, said, page):
    page.locator("#paste").fill("my draft")
    page.locator("#file").set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": data})
    page.locator(".problem[role=alert]").wait_for()
    assert said.lower() in page.locator(".problem[role=alert]").inner_text().lower()
    assert "Traceback" not in page.locator("main").inner_text()


def test_hostile_words_stay_words(page):
    hostile = '<img src=x onerror="document.title=1"><script>alert(1)</script>'
    page.locator("#paste").fill(f"{hostile}\n\nArticle 1\n{hostile} The Guard shall be commanded by the President.\n")
    page.locator("#read").click()
    page.locator("#make").wait_for()
    assert page.locator("main img, main script").count() == 0


def test_no_door_leads_out(opened):
    """The last but one: nothing was asked for in all of this, and the policy lets nothing be asked for."""
    page, told = opened
    assert {url.split(":")[0] for url in told["requests"]} <= {"file", "blob"}
    assert [url for url in told["requests"] if url.startswith("file")] == [PAGE.as_uri()]
    assert told["errors"] == []
    policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
    assert "default-src 'none'" in policy and "connect-src 'none'" in policy
    assert "unsafe-inline" not in policy and "'unsafe-eval'" not in policy
    reached = "async (url) => { try { await fetch(url); return 'reached' } catch { return 'refused' } }"
    assert page.evaluate(reached, "data:text/plain,x") == "refused"
    assert not re.findall(r"<a\b[^>]*href=\"(?!#)", page.locator("body").evaluate("(b) => b.outerHTML"))


def test_what_is_kept_is_forgotten(opened):
    page, _ = opened
    page.locator("nav [data-view=home]").click()
    page.locator("#example").select_option(GUARD)
    page.locator("#show-example").click()
    page.locator("#counts").wait_for(state="attached")
    assert "Guard of the Province of Nahr" in page.evaluate("() => JSON.stringify(localStorage)")
    page.locator("#forget").click()
    page.locator("html[data-ready=yes]").wait_for()
    assert "Nahr" not in page.evaluate("() => JSON.stringify(localStorage)")
    assert page.locator("nav [data-view=desk]").count() == 0
