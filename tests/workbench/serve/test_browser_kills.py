"""A server that is killed while a job runs, seen from a browser: the job goes on, or is marked and can be started again."""

import contextlib
import os
import signal
import time

import pytest

pytest.importorskip("starlette")
pytest.importorskip("playwright.sync_api")

from served import in_a_browser, paste, served, speak, watched

from tether.charter.library import text_of

pytestmark = [
    *in_a_browser,
    pytest.mark.skipif(not os.path.isdir("/proc"), reason="needs /proc to find the job's process"),
]


def _pid_of(folder):
    """Return the process of a job by the folder that its command line names."""
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/cmdline", "rb") as told:
                    line = told.read()
            except OSError:
                continue
            if str(folder).encode() in line and b"serve.job" in line:
                return int(entry)
    return 0


def _until(true):
    until = time.monotonic() + 240
    while not (found := true()) and time.monotonic() < until:
        time.sleep(0.1)
    assert found
    return found


@pytest.fixture
def hold():
    """Halt the process of a job and return its number: it is still at work then, however quick its search is."""
    halted = []

    def held(job):
        halted.append(_until(lambda: _pid_of(job)))
        os.kill(halted[-1], signal.SIGSTOP)
        return halted[-1]

    yield held
    for pid in halted:  # those that a failure left
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _amendments_asked(page):
    """Ask for the amendments of a charter that is pasted; return the charter's name and the job's."""
    name = paste(page, text_of("burundi-2004"))
    page.locator("#typed").press("Control+End")
    page.keyboard.type("# typed before the kill\n")
    page.locator("#state.saved").wait_for()
    page.goto(f"{page.own}/charters/{name}/findings")
    page.locator("#seconds").fill("600")
    page.locator("form:has(#seconds) button").click()
    page.wait_for_url("**/jobs/*")
    return name, page.url.rpartition("/")[2]


def test_a_killed_server_loses_no_text_and_no_job(tmp_path, hold):
    with served(tmp_path / "bench") as bench:
        with watched(bench.link) as page:
            name, job = _amendments_asked(page)
            pid = hold(job)
            page.locator("#told.running").wait_for()
            page.goto("about:blank")
            bench.end(signal.SIGKILL)
        assert _pid_of(job) == pid  # the job outlives its server
        os.kill(pid, signal.SIGKILL)
        _until(lambda: _pid_of(job) == 0)
        bench.start()
        with watched(bench.link) as page:
            speak(page, "ar")
            page.goto(f"{page.own}/charters/{name}/text")
            assert page.locator("#typed").input_value().endswith("# typed before the kill\n")
            page.goto(f"{page.own}/jobs/{job}")
            page.locator("#told.interrupted").wait_for()
            page.locator("form[action$='/resume'] button").click()
            pid = hold(job)
            page.locator("#told.running").wait_for()
            page.locator("form[action$='/stop'] button").click()
            os.kill(pid, signal.SIGCONT)
            page.locator("#told.stopped").wait_for()
            page.goto(f"{page.own}/log")
            assert page.locator(".sign.clear").count() == 1
    assert _pid_of(job) == 0


def test_a_page_is_read_anew_when_its_job_is_otherwise_at_the_first_look(tmp_path, hold):
    with served(tmp_path / "bench") as bench, watched(bench.link) as page:
        _, job = _amendments_asked(page)
        hold(job)
        page.goto(f"{page.own}/jobs/{job}")
        page.locator("#told.running").wait_for()
        asked = page.evaluate("async () => await (await fetch(document.getElementById('job').dataset.watch)).json()")
        page.route("**/api/jobs/*", lambda route: route.fulfill(json={**asked, "told": "stopping"}))
        page.reload()
        with page.expect_event("load"):  # its own doing: the first look tells another state than it was written with
            pass
        page.unroute("**/api/jobs/*")
