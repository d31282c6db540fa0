"""The sliders of section 7: what the page carries of the run's worlds, and what a reader can do with it."""

import base64
import io
import json
import re
import shutil
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from brief_content import build, comparison

from tether.armed_order.beliefs import believable, read_beliefs
from tether.brief import render
from tether.brief.believe import LEAST, ROOM, WORDS, believe_script, worlds_copy
from tether.brief.content import PrintedInput, PrintedWorlds
from tether.brief.page import document
from tether.brief.restraint import faults
from tether.report.docx import as_docx
from tether.report.json_twin import as_twin
from tether.study import open_case

POINTS = 120
PAIRS = ("status-quo+p9", "status-quo+p10")


def worlds(points=POINTS, more=0):
    """Return made-up worlds: two inputs that a file of beliefs takes, one that it does not, and ``more``."""
    rng = np.random.default_rng(5)
    theories = tuple(t.id for t in comparison().theories)
    drawn = rng.random((3 + more, len(theories), points))
    drawn[1] = drawn[1, :1]  # alike under every theory
    named = ["recruit_gain", "size.insurgent", "away.tribal", *(f"more.{i}" for i in range(more))]
    said = {"recruit_gain": "recruits won by abuse", "size.insurgent": "men of insurgent", "away.tribal": "men away"}
    inputs = tuple(
        PrintedInput(n, said.get(n, n), "heads" if "size" in n else "share", "assumption", v * 1000 if "size" in n else v, n in said and n != "away.tribal")
        for n, v in zip(named, drawn, strict=True)
    )  # fmt: skip
    sides = {pair: (np.sign(drawn[0] - at) + 1).astype(np.uint8) for pair, at in zip(PAIRS, (0.3, 0.6), strict=True)}
    return PrintedWorlds(theories, points, inputs, sides)


@pytest.fixture(scope="module")
def held():
    return worlds()


@pytest.fixture(scope="module")
def content(held):
    return build(worlds=held)


@pytest.fixture(scope="module")
def page(content):
    return render(content)


def unpacked(text):
    return np.frombuffer(base64.b64decode(text), np.uint8)


def test_the_copy_counts_what_the_run_counts(content, held):
    told = worlds_copy(content)
    assert [i["symbol"] for i in told["inputs"]] == [i.symbol for i in held.inputs]
    assert [len(unpacked(i["at"])) for i in told["inputs"]] == [600, 120, 600], "what is alike stands there once"
    for option, sides in zip(told["options"], held.sides.values(), strict=True):
        assert (unpacked(option["sides"]).reshape(sides.shape) == sides).all()
    narrow = told["inputs"][0]
    steps = unpacked(narrow["at"]).reshape(5, POINTS)
    back = narrow["low"] + steps / told["steps"] * (narrow["high"] - narrow["low"])
    assert np.abs(back - held.inputs[0].values).max() <= (narrow["high"] - narrow["low"]) / told["steps"]


def test_inputs_without_room_are_counted_and_the_first_stay():
    told = worlds_copy(build(worlds=worlds(points=4096, more=9)))
    kept = sum(len(unpacked(i["at"])) for i in told["inputs"])
    assert 0.8 * ROOM < kept <= ROOM and told["without"] == 12 - len(told["inputs"]) > 0
    assert told["inputs"][0]["symbol"] == "recruit_gain"


def test_a_brief_that_compares_nothing_has_no_sliders(content):
    assert believe_script(build()) is None and believe_script(replace(content, comparison=None)) is None
    assert 'id="believe"' not in render(build())


def test_the_page_keeps_its_policy_and_its_words(content, page):
    scripts = re.findall(r'<script type="module">', page)
    allowed = re.search(r"script-src ((?:&#39;|')sha256-[^;]*)", page)[1]
    assert len(scripts) == 2 and allowed.count("sha256-") == 2 and "unsafe" not in allowed
    assert not re.search(r"<[^>]+ on[a-z]+=", page[page.index('id="believe"') :][:3000])
    section = page[page.index('<section id="belief"') :]
    assert section.index('id="believe"') < section.index("</section>")
    assert faults(page) == faults(render(build()))
    assert len(page.encode()) < 2.5e6


def test_twin_and_word_file_know_nothing_of_them(content):
    made = document(content)
    with zipfile.ZipFile(io.BytesIO(as_docx(made))) as word:
        printed = (json.dumps(as_twin(made), ensure_ascii=False), word.read("word/document.xml").decode())
    own = [w for w in WORDS.values() if len(w) > 30]
    assert len(own) > 3 and any(w in render(content) for w in own)
    assert [w for w in own for text in printed if w in text] == []


def test_every_word_of_the_script_is_in_the_list(content):
    script = believe_script(content)
    asked = set(re.findall(r'say\(\s*(?:side \? )?"(\w+)"', script.text)) | set(
        re.findall(r'data-word="(\w+)"', script.body)
    )
    asked |= {"least", "most"}
    assert asked <= set(WORDS) and {"none", "few", "fewLeft", "saveLeaves"} <= asked


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


@pytest.fixture
def shown(chromium, page, tmp_path):
    """Give the page, opened from its file without a network; whatever it says on the console is an error."""
    path, said = tmp_path / "brief.html", []
    path.write_text(page, "utf-8")
    context = chromium.new_context(offline=True, accept_downloads=True)
    opened = context.new_page()
    opened.on("console", lambda m: said.append(m.text))
    opened.on("pageerror", lambda e: said.append(str(e)))
    opened.goto(path.as_uri())
    opened.wait_for_selector("#believe:not([hidden])", timeout=60_000)
    yield opened
    assert said == []
    context.close()


def press(shown, key, times, bar=0):
    shown.locator("#believe input[type=range]").nth(bar).focus()
    for _ in range(times):
        shown.keyboard.press(key)


def cells(shown):
    """Return the counts of the table, options × theories: (lower, left), or None where too few are left."""
    rows = shown.locator("#believe tbody tr").all()
    texts = [[c.inner_text().splitlines()[0] for c in row.locator("td").all()] for row in rows]
    return [[tuple(map(int, re.findall(r"\d+", t))) if t.startswith("lower") else None for t in row] for row in texts]


def wanted(told, keep):
    """Return the same from the page's bytes, by NumPy."""
    sides = [unpacked(o["sides"]).reshape(5, POINTS) for o in told["options"]]
    return [
        [
            (int((s[t] == 0)[keep[t]].sum()), int(keep[t].sum())) if keep[t].sum() >= LEAST else None
            for t in range(5)
        ]
        for s in sides
    ]  # fmt: skip


@pytest.mark.browser
def test_a_slider_moved_by_keyboard_recounts_and_the_address_keeps_it(shown, content):
    told = worlds_copy(content)
    steps = unpacked(told["inputs"][0]["at"]).reshape(5, POINTS)
    assert cells(shown) == wanted(told, np.ones((5, POINTS), bool))
    press(shown, "ArrowRight", 60)
    keep = steps >= 60
    assert cells(shown) == wanted(told, keep)
    assert shown.locator("[data-part=status]").inner_text().startswith(f"{keep.sum()} of 600 worlds are left")
    shown.wait_for_url("**/*#believe=recruit_gain:*")
    shown.reload()
    shown.wait_for_selector("#believe:not([hidden])")
    assert cells(shown) == wanted(told, keep)
    shown.locator("[data-part=reset]").click()
    assert cells(shown)[0][0][1] == POINTS


@pytest.mark.browser
def test_beliefs_that_leave_too_few_worlds_or_none_say_so(shown, content):
    press(shown, "ArrowRight", 235)
    said = shown.locator("[data-part=status]").inner_text()
    assert f"Fewer than {LEAST} worlds are left under" in said and None in cells(shown)[0]
    assert "too few worlds" in shown.locator("#believe tbody").inner_text()
    shown.evaluate("location.hash = '#believe=recruit_gain:0.5:0.50001;size.insurgent:0:1;away.tribal:0:0.001'")
    shown.locator("[data-part=status]", has_text="No world is left").wait_for()
    assert all(c is None for row in cells(shown) for c in row)


@pytest.mark.browser
def test_an_address_with_what_the_run_does_not_have_is_told(shown):
    shown.evaluate("location.hash = '#believe=no_such:0:1;recruit_gain:x:1;size.insurgent:100:900'")
    shown.locator("[data-part=status]", has_text="cannot narrow").wait_for()
    said = shown.locator("[data-part=status]").inner_text()
    assert "no_such, recruit_gain" in said and "of 600 worlds are left" in said


@pytest.mark.browser
def test_beliefs_are_saved_as_a_file_that_the_program_reads(shown, tmp_path):
    press(shown, "ArrowRight", 30)
    press(shown, "ArrowLeft", 40, bar=3)
    press(shown, "ArrowRight", 5, bar=4)
    shown.locator("[data-part=save]").click()
    assert shown.locator("[data-part=saved]").inner_text().startswith(WORDS["saveAsks"])
    shown.locator("[data-part=author]").fill('Desk "Iraq": the second')
    shown.locator("[data-part=reason]").fill("Three interviews # in Anbar")
    with shown.expect_download() as kept:
        shown.locator("[data-part=save]").click()
    kept.value.save_as(tmp_path / "worlds.yaml")
    assert (
        "Not in the file, since a file of beliefs cannot hold it: away.tribal."
        in shown.locator("[data-part=saved]").inner_text()
    )
    found = read_beliefs(tmp_path / "worlds.yaml", believable(open_case("iraq-2015").setting))
    assert [b.symbol for b in found] == ["recruit_gain", "size.insurgent"]
    assert found[0].author == 'Desk "Iraq": the second' and found[0].reason == "Three interviews # in Anbar"
    assert len(found[0].theories) == 5 and list(found[1].quantiles) == sorted(found[1].quantiles)


@pytest.mark.browser
def test_paper_shows_none_of_it(shown):
    shown.emulate_media(media="print")
    assert not shown.locator("#believe").is_visible()
