"""A page of every block in headless Chromium with the network cut: quiet, whole on a phone, readable in the dark and on paper."""

import shutil
from contextlib import contextmanager

import pytest
from report_document import framed, made

from accessibility import faults_of
from tether.report.blocks import Code, Document, section
from tether.report.html import as_html

pytestmark = pytest.mark.browser
LIGHTNESS = """(selector) => {
  const parts = (colour) => colour.match(/[0-9.]+/g).map(Number);
  const light = (c) => (0.299 * c[0] + 0.587 * c[1] + 0.114 * c[2]) / 255;
  const shown = document.querySelector(selector), ground = [];
  for (let e = shown; e; e = e.parentElement) ground.push(parts(getComputedStyle(e).backgroundColor));
  const solid = ground.find((c) => c.length < 4 || c[3] > 0) ?? [255, 255, 255];
  return [light(parts(getComputedStyle(shown).color)), light(solid)];
}"""


@pytest.fixture(scope="module")
def chromium():
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("no Chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@contextmanager
def opened(browser, path, document, **more):
    path.write_text(as_html(document), encoding="utf-8")
    context = browser.new_context(offline=True, **more)
    shown, asked, said = context.new_page(), [], []
    shown.on("request", lambda r: asked.append(r.url))
    shown.on("console", lambda m: said.append(m.text))
    shown.on("pageerror", lambda e: said.append(str(e)))
    shown.goto(path.as_uri())
    assert asked == [path.as_uri()] and said == []
    yield shown
    context.close()


@pytest.mark.parametrize("document", [made(), framed(), made(language="ar")], ids=["plain", "framed", "arabic"])
def test_a_phone_does_not_scroll_sideways(chromium, tmp_path, document):
    with opened(chromium, tmp_path / "p.html", document, viewport={"width": 390, "height": 800}) as shown:
        assert shown.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("document", [made(), framed(), made(language="ar")], ids=["plain", "framed", "arabic"])
def test_it_is_free_of_what_axe_finds(chromium, tmp_path, document):
    for colours, width in (("light", 1200), ("dark", 390)):
        with opened(
            chromium, tmp_path / "p.html", document, color_scheme=colours, viewport={"width": width, "height": 800}
        ) as shown:
            assert faults_of(shown) == []


def test_lines_of_a_file_that_scroll_take_the_focus(chromium, tmp_path):
    document = Document("A report", (section("Findings", Code("  22 | " + "key: value, " * 60)),))
    with opened(chromium, tmp_path / "p.html", document) as shown:
        assert faults_of(shown) == []


def test_an_inline_style_or_event_does_not_run(chromium, tmp_path):
    """The policy allowed any inline style; now only the page's own sheet, by its hash."""
    slipped = """() => {
      document.body.insertAdjacentHTML("beforeend", '<p id="slip" style="color: rgb(1, 2, 3)">x</p><style>#slip { left: 3px }</style>');
      const slip = getComputedStyle(document.getElementById("slip"));
      return [slip.color, slip.left, document.querySelectorAll(".picture svg").length];
    }"""
    with opened(chromium, tmp_path / "p.html", made()) as shown:
        colour, left, pictures = shown.evaluate(slipped)
        assert colour != "rgb(1, 2, 3)" and left == "auto" and pictures == 2
        width, ground = shown.evaluate(
            "(() => { const s = document.querySelector('.picture svg');"
            " return [getComputedStyle(s).maxWidth, s.querySelector('rect:not(pattern rect)').getAttribute('fill')] })()"
        )
        assert (width, ground) == ("100%", "#ffffff")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(chromium, tmp_path, scheme):
    with opened(chromium, tmp_path / "p.html", framed(), color_scheme=scheme) as shown:
        for selector in ("main p", "h1", ".sign.stop", ".under", "footer", "li.screen", ".bar dd"):
            text, ground = shown.evaluate(LIGHTNESS, selector)
            assert abs(text - ground) > 0.3, (selector, text, ground)
        assert (shown.evaluate(LIGHTNESS, "main p")[1] < 0.3) == (scheme == "dark")


def test_a_stop_is_dark_on_paper_where_grounds_are_not_printed(chromium, tmp_path):
    """It was white on red on the screen, and so the faintest word of a printed note."""
    with opened(chromium, tmp_path / "p.html", made()) as shown:
        shown.emulate_media(media="print")
        assert shown.evaluate(LIGHTNESS, ".sign.stop")[0] < 0.5
        assert not shown.locator("details").is_visible() and not shown.locator("li.screen").first.is_visible()
        assert shown.locator("li.paper").is_visible()


def test_an_arabic_page_is_the_mirror_of_an_english_one(chromium, tmp_path):
    edges = []
    for language in ("en", "ar"):
        with opened(chromium, tmp_path / "p.html", made(language=language)) as shown:
            edges.append(shown.evaluate("getComputedStyle(document.querySelector('.callout')).borderLeftWidth"))
    assert edges[0] == "8px" and edges[1] == "0px"
