"""The page in headless Chromium with the network cut: it asks for nothing, says nothing, draws everything."""

import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module

import pandas as pd
import pytest
from brief_content import build, grouped, record, squares

from accessibility import faults_of
from tether.brief import render
from tether.report.charts import NO_DATA_FILL, NO_DATA_HATCH

pytestmark = pytest.mark.browser
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync"),
    *("--disable-component-update", "--force-color-profile=srgb"),
]
COUNT = """async ([png, wanted]) => {
  const image = new Image();
  image.src = "data:image/png;base64," + png;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width; canvas.height = image.height;
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const data = pen.getImageData(0, 0, image.width, image.height).data;
  let hits = 0;
  for (let i = 0; i < data.length; i += 4) {
    const near = (rgb) => Math.abs(data[i] - rgb[0]) + Math.abs(data[i + 1] - rgb[1]) + Math.abs(data[i + 2] - rgb[2]) < 8;
    if (wanted ? near(wanted) : !near([255, 255, 255])) hits += 1;
  }
  return hits / (data.length / 4);
}"""


@pytest.fixture(scope="module")
def chromium():
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("no Chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def opened(browser, path, width=1280, **more):
    """Open a page offline; gives the page, its requests and whatever it said."""
    context = browser.new_context(offline=True, viewport={"width": width, "height": 900}, **more)
    shown, asked, said = context.new_page(), [], []
    shown.on("request", lambda r: asked.append(r.url))
    shown.on("console", lambda m: said.append(f"{m.type}: {m.text}"))
    shown.on("pageerror", lambda e: said.append(f"error: {e}"))
    shown.goto(path.as_uri())
    shown.wait_for_selector("html[data-ready]", timeout=30_000, state="attached")
    yield shown, asked, said
    context.close()


@pytest.fixture(scope="module")
def path(page, tmp_path_factory):
    target = tmp_path_factory.mktemp("brief") / "brief.html"
    target.write_text(page, encoding="utf-8")
    return target


@pytest.fixture(scope="module")
def wide(chromium, path):
    with opened(chromium, path) as found:
        yield found


LONG = {"hashd-iran": "Brigades that answer to a neighbour", "tribal": "Tribal fighters of the western provinces"}


@pytest.fixture(scope="module")
def front_path(tmp_path_factory):
    """Give the page itself (``path`` is its annex), with groups whose names are long and places that are held."""
    held = pd.DataFrame([("anbar", LONG["tribal"], 0.8), ("ninewa", LONG["hashd-iran"], 0.7)])
    made = replace(record(), held=held.set_axis(["place", "holder", "share"], axis=1))
    target = tmp_path_factory.mktemp("brief") / "brief.html"
    target.write_text(render(build(record=made, plan=grouped(), actors=LONG)), encoding="utf-8")
    return target


@pytest.fixture(scope="module")
def front(chromium, front_path):
    with opened(chromium, front_path) as found:
        yield found


def share(browser, shot, colour=None):
    """Return the share of a screenshot's pixels that have a colour (None: any but white)."""
    import base64

    blank = browser.new_page()
    rgb = None if colour is None else [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    found = blank.evaluate(COUNT, [base64.b64encode(shot).decode(), rgb])
    blank.close()
    return found


def map_shot(shown, name="map"):
    """Return a picture of the map's own frame, without its legends."""
    return shown.locator(f"#{name} .live svg .role-frame path.background").first.screenshot()


def test_it_asks_for_nothing_and_says_nothing(wide, path, front, front_path):
    for (_, asked, said), file in ((wide, path), (front, front_path)):
        assert asked == [file.as_uri()]
        assert said == []


def test_every_figure_is_drawn_live(wide, front):
    for (shown, _, _), least in ((wide, 11), (front, 3)):
        assert shown.locator(".cell").count() == shown.locator(".live svg").count() >= least
        assert shown.locator(".still-only").count() == 0
        assert shown.locator(".still:visible").count() == 0


def test_a_tooltip_has_the_pages_own_looks(wide):
    """Vega brings its own sheet for it, which the policy does not run: ours says how it looks."""
    shown, _, said = wide
    looks = """() => {
      const tip = Object.assign(document.createElement("div"), { id: "vg-tooltip-element", className: "visible" });
      document.body.append(tip);
      const { position, backgroundColor } = getComputedStyle(tip);
      tip.remove();
      return [position, backgroundColor, document.getElementById("vega-tooltip-style")];
    }"""
    assert shown.evaluate(looks) == ["fixed", "rgb(255, 255, 255)", None] and said == []


def test_no_other_script_can_run(chromium, path):
    script = (
        "document.head.append(Object.assign(document.createElement('script'), {textContent: 'window.slipped = 1'}))"
    )
    with opened(chromium, path) as (shown, _, said):
        shown.evaluate(script)
        assert shown.evaluate("window.slipped === undefined")
        assert any("Content Security Policy" in line for line in said)


def test_the_bundle_leaks_no_names(wide):
    shown, _, _ = wide
    assert shown.evaluate("['vega', 'vegaLite', 'vegaEmbed', 'S'].filter((n) => n in window)") == []


def test_the_maps_cover_their_places_and_not_the_frame(wide, front, chromium):
    assert 0.2 < share(chromium, map_shot(wide[0])) < 0.7
    assert 0.2 < share(chromium, map_shot(front[0], "whereabouts")) < 0.7


def test_reversed_polygons_would_be_seen(chromium, tmp_path, monkeypatch):
    """The pixel test above must see what RFC 7946 order does: a frame filled over and over."""
    monkeypatch.setattr(import_module("tether.brief.page"), "check", lambda _: None)
    turned = [
        {**f, "geometry": {"type": "Polygon", "coordinates": [f["geometry"]["coordinates"][0][::-1]]}}
        for f in squares()
    ]
    target = tmp_path / "reversed.html"
    target.write_text(
        render(build(record=record(features=tuple(turned)), plan=grouped(), actors=LONG)), encoding="utf-8"
    )
    with opened(chromium, target) as (shown, _, _):
        assert not 0.2 < share(chromium, map_shot(shown, "whereabouts")) < 0.7


def test_a_place_without_data_is_grey_and_not_the_colour_of_zero(wide, front, chromium, tmp_path):
    for shown, name in ((wide[0], "map"), (front[0], "whereabouts")):
        assert share(chromium, map_shot(shown, name), NO_DATA_FILL) < 0.001
    made = record()
    lacking = replace(made, map_table=made.map_table[made.map_table["place"] != "anbar"])
    target = tmp_path / "lacking.html"
    target.write_text(render(build(record=lacking, plan=grouped(), actors=LONG)), encoding="utf-8")
    with opened(chromium, target) as (other, _, _):
        shot = map_shot(other, "whereabouts")
    assert share(chromium, shot, NO_DATA_FILL) > 0.03
    assert share(chromium, shot, NO_DATA_HATCH) > 0.001


@pytest.mark.parametrize(("file", "width"), [("path", 390), ("path", 768), ("front_path", 390)])
def test_a_phone_does_not_scroll_sideways(chromium, request, file, width):
    with opened(chromium, request.getfixturevalue(file), width) as (shown, _, _):
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        overflowing = shown.evaluate(
            "[...document.querySelectorAll('.live svg')].filter((s) => s.getBoundingClientRect().right > innerWidth + 1).length"
        )
        assert overflowing == 0


@pytest.mark.parametrize("width, colours", [(1280, "light"), (1280, "dark"), (390, "light")])
def test_it_is_free_of_what_axe_finds(chromium, path, width, colours):
    with opened(chromium, path, width, color_scheme=colours) as (shown, _, _):
        assert faults_of(shown) == []


def test_months_stay_where_they_are_in_any_time_zone(chromium, path):
    def labels(zone):
        with opened(chromium, path, timezone_id=zone) as (shown, _, _):
            return shown.evaluate("[...document.querySelectorAll('#history .live text')].map((t) => t.textContent)")

    assert labels("America/Los_Angeles") == labels("Asia/Baghdad")


def test_a_figures_data_can_be_saved(wide, front):
    with front[0].expect_download() as first:
        front[0].locator("#whereabouts .origin a").click()
    data = first.value.path().read_bytes()
    assert first.value.suggested_filename == "iraq-2015-whereabouts.csv"
    assert data.startswith(b"\xef\xbb\xbfresult,place")
    shown, _, _ = wide
    with shown.expect_download() as saved:
        shown.locator("#map .origin a").click()
    data = saved.value.path().read_bytes()
    assert saved.value.suggested_filename == "iraq-2015-annex-map.csv" and data.startswith(b"\xef\xbb\xbfresult,place")
    with shown.expect_download() as packed:
        shown.locator("#history .origin a").click()
    data = packed.value.path().read_bytes()
    assert packed.value.suggested_filename == "iraq-2015-annex-history.csv"
    assert data.startswith(b"\xef\xbb\xbfresult,month")
    with shown.expect_download() as drawn:
        shown.locator("#map button[data-as=svg]").click()
    assert b"<svg" in drawn.value.path().read_bytes()[:200]


def test_without_scripts_the_still_pictures_stand(chromium, path):
    context = chromium.new_context(offline=True, java_script_enabled=False)
    shown = context.new_page()
    shown.goto(path.as_uri())
    assert shown.locator(".still:visible").count() == shown.locator(".cell").count() > 10
    assert shown.locator(".live:visible").count() == 0
    context.close()


def printed(shown, target):
    """Print a page as it stands on A4; return its pages' texts, none where nothing reads them."""
    shown.pdf(path=target, prefer_css_page_size=True)
    if not shutil.which("pdftotext"):
        return []
    told = subprocess.run(["pdftotext", "-layout", target, "-"], capture_output=True, text=True, check=True).stdout
    return told.split("\f")[:-1]


def test_the_annex_leaves_figures_to_the_screen_and_stamps_each_printed_page(wide, tmp_path):
    shown, _, _ = wide
    shown.emulate_media(media="print")
    assert shown.locator(".live:visible").count() == 0 and shown.locator("figure:visible").count() == 0
    stamp = shown.locator(".gutter")
    assert stamp.is_visible() and stamp.evaluate("(e) => getComputedStyle(e).position") == "fixed"
    pages = printed(shown, tmp_path / "annex.pdf")
    shown.emulate_media(media="screen")
    assert not pages or (2 <= len(pages) <= 4 and all("UNSCREENED" in p for p in pages))


def test_print_keeps_page_one_with_its_pictures_on_one_sheet_and_stamps_each_page(front, tmp_path):
    shown, _, _ = front
    shown.emulate_media(media="print")
    assert shown.locator(".live:visible").count() == 0
    assert shown.locator("#question figure").count() == shown.locator("#question .still:visible").count() == 3
    stamp = shown.locator(".gutter")
    assert stamp.is_visible() and stamp.evaluate("(e) => getComputedStyle(e).position") == "fixed"
    titles = shown.locator("#question figure h3").all_inner_texts()
    pages = printed(shown, tmp_path / "brief.pdf")
    shown.emulate_media(media="screen")
    if pages:
        assert 2 <= len(pages) <= 4 and all("UNSCREENED" in p for p in pages)
        first, rest = " ".join(pages[0].split()), " ".join(" ".join(pages[1:]).split())
        assert all(t in first for t in titles) and "not looked at" in first and "No charter in this brief" in first
        assert "What we can’t tell" in first and "What we can’t tell" not in rest
        assert "What you would have to believe" in rest


CUT = """() => [...document.querySelectorAll('img.still')].flatMap((image) => {
  const holder = document.createElement('div');
  holder.style.cssText = 'position: absolute; top: 0; left: 0';
  holder.innerHTML = decodeURIComponent(image.src.slice(image.src.indexOf(',') + 1));
  document.body.append(holder);
  const svg = holder.querySelector('svg');
  const frame = svg.getBoundingClientRect();
  const cut = [...svg.querySelectorAll('text')].filter((word) => {
    const box = word.getBoundingClientRect();
    return box.width && (box.left < frame.left - 1 || box.right > frame.right + 1
      || box.top < frame.top - 1 || box.bottom > frame.bottom + 1);
  }).map((word) => image.closest('figure').id + ': ' + word.textContent);
  holder.remove();
  return cut;
})"""


def test_no_word_of_a_picture_on_paper_is_cut_off(front):
    shown, _, _ = front
    words = shown.evaluate("decodeURIComponent(document.querySelector('#men img.still').src)")
    assert all(f">{fate}<" in words for fate in ("post", "way out"))
    assert ">neither<" not in words, "a fate that is nobody's stands in no legend"
    assert shown.evaluate(CUT) == []
