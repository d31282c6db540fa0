"""A workbench that really serves, and a real browser that watches what it is asked for: for the tests in a browser."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import tether

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SLOW = 240_000  # ms: a page that a busy machine brings late is late, not wrong
GUARD = "example-guard-law"
in_a_browser = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed"),
]


class Served:
    """``tether serve`` in a process of its own."""

    def __init__(self, folder):
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.own = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self):
        command = [
            sys.executable,
            "-m",
            "tether.cli",
            "serve",
            "--workspace",
            str(self.folder),
            "--port",
            str(self.port),
        ]
        env = os.environ | {"PYTHONPATH": str(Path(tether.__file__).parents[1])}
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env)
        self.link = next(line.strip() for line in self.process.stderr if "/enter?" in line)

    def end(self, how=signal.SIGINT):
        self.process.send_signal(how)
        self.process.wait(timeout=120)
        self.process.stderr.close()


@contextlib.contextmanager
def served(folder):
    """Give a workbench that serves, until the block ends."""
    made = Served(folder)
    try:
        yield made
    finally:
        made.end()


@contextlib.contextmanager
def watched(link):
    """Give a page that has come in by a link; ``said`` and ``elsewhere`` must be empty when the block ends."""
    from playwright.sync_api import sync_playwright

    own = link.partition("/enter")[0]
    with sync_playwright() as player:
        chromium = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
        context.set_default_timeout(SLOW)
        said, asked = [], []
        context.on("request", lambda request: asked.append(request.url))
        context.on("weberror", lambda error: said.append(str(error.error)))
        context.on(
            "console", lambda m: said.append(m.text) if m.type == "error" and "status of" not in m.text else None
        )
        page = context.new_page()
        page.own, page.said, page.asked = own, said, asked
        page.goto(link)
        try:
            yield page
        finally:
            chromium.close()
    assert len(asked) > 1 and said == []
    assert [url for url in asked if not url.startswith((f"{own}/", "data:", "blob:"))] == []


def speak(page, language):
    """Show the pages in a language."""
    page.locator(f".languages button[value={language}]").click()
    page.locator(f"html[lang={language}][dir={'rtl' if language == 'ar' else 'ltr'}]").wait_for()


def tab_to(page, wanted, most=200):
    """Go to something by the Tab key alone."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement?.matches?.(wanted) ?? false", wanted):
            return
    raise AssertionError(f"no way to {wanted} by the Tab key")


def paste(page, text):
    """Start a charter from a pasted text; return its id."""
    page.goto(f"{page.own}/")
    page.locator("#pasted").fill(text)
    page.locator("form:has(#pasted) button").click()
    page.wait_for_url("**/charters/*/*")
    return page.url.partition("/charters/")[2].partition("/")[0]


def saved(page, press):
    """Return what a press saves: the bytes, and the name that the browser gives them."""
    with page.expect_download() as made:
        press()
    return Path(made.value.path()).read_bytes(), made.value.suggested_filename
