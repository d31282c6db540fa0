"""A journey in a real browser: a fault is marked while it is typed; nothing runs that should not, nothing goes elsewhere."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("starlette")
sync_api = pytest.importorskip("playwright.sync_api")

import tether  # noqa: E402

CHROMIUM = next((p for p in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(p).exists()), "")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed"),
]


@pytest.fixture(scope="module")
def link(tmp_path_factory):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("served") / "bench"
    command = [sys.executable, "-m", "tether.cli", "serve", "--workspace", str(folder), "--port", str(port)]
    env = os.environ | {"PYTHONPATH": str(Path(tether.__file__).parents[1])}
    served = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env)
    found = ""
    for line in served.stderr:
        if "/enter?" in line:
            found = line.strip()
            break
    yield found
    served.send_signal(signal.SIGINT)
    served.wait(timeout=60)
    served.stderr.close()


@pytest.fixture(scope="module")
def browser(link):
    """One browser that has come in, with all that it complained of and asked for elsewhere."""
    with sync_api.sync_playwright() as player:
        chromium = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = chromium.new_context().new_page()
        page.set_default_timeout(120_000)
        page.said, page.elsewhere = [], []
        own = link.partition("/enter")[0]
        page.on("console", lambda m: page.said.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: page.said.append(str(e)))
        page.on("request", lambda r: page.elsewhere.append(r.url) if not r.url.startswith(own) else None)
        page.goto(link)
        page.own = own
        yield page
        chromium.close()


@pytest.fixture
def charter(browser):
    browser.goto(f"{browser.own}/")
    browser.select_option("#example", "libya-national-guard-2013")
    browser.click("form:has(#example) button")
    browser.wait_for_url("**/text")
    yield re.search(r"/charters/([^/]+)/", browser.url)[1]
    assert browser.said == [] and [u for u in browser.elsewhere if not u.startswith("data:")] == []


def _typed(page, before, after):
    page.evaluate(
        """([before, after]) => {
          const box = document.getElementById("typed");
          box.value = box.value.replace(before, after);
          box.dispatchEvent(new Event("input", {bubbles: true}));
        }""",
        [before, after],
    )


def test_a_fault_is_seen_while_typing_and_gone_when_it_is_mended(browser, charter):
    _typed(browser, "kind: [guard]", "kind: [gard]")
    browser.wait_for_selector("#marks li.error")
    assert "gard" in browser.inner_text("#marks")
    _typed(browser, "kind: [gard]", "kind: [guard]")
    browser.wait_for_selector("#marks li.error", state="detached")
    assert "Saved" in browser.inner_text("#state")
    browser.goto(f"{browser.own}/charters/{charter}/versions")
    assert "typed" in browser.inner_text("table") or "opened" in browser.inner_text("table")
