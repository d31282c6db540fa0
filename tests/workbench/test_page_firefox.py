"""tether-check.html in Firefox, from a file and with the network cut: paste → findings → letter, fault → fix, Arabic.

Playwright does not drive Debian's Firefox and geckodriver is not in the registries: the test speaks WebDriver BiDi, which
Firefox answers itself on a web socket (RFC 6455; what this file needs of it is forty lines).
"""

import base64
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import threading
import time
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest
from test_page import BILL, GUARD, PAGE, why_not

from tether.charter.library import text_of
from tether.cli import main

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
LONGEST = 300  # seconds: a page that a busy machine starts is late, not wrong
NOWHERE = "127.0.0.1"
FORMS = (("!B", None, 125), ("!BH", 126, 65_535), ("!BQ", 127, 2**63 - 1))  # how a message says its length
PREFERENCES = {
    "network.proxy.type": 1,  # whatever asks for the network asks the test, which writes it down and hangs up
    **{f"network.proxy.{kind}": NOWHERE for kind in ("http", "ssl")},
    "network.proxy.allow_hijacking_localhost": True,
    "browser.download.folderList": 2,
    "browser.download.alwaysOpenPanel": False,
    "browser.download.always_ask_before_handling_new_types": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False,
    "app.update.enabled": False,
}
PICTURE = """new Promise((told) => Object.assign(new Image(), {
    onerror: () => told('refused'), onload: () => told('shown'), src: 'http://outside.invalid/x.png' }))"""
WHY_NOT = "no Firefox" if FIREFOX is None else why_not()
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)]


class Line:
    """A web socket to a program on this machine: whole messages of text, out and in."""

    def __init__(self, port, path):
        self.socket = socket.create_connection((NOWHERE, port), timeout=LONGEST)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = (f"GET {path} HTTP/1.1", f"Host: {NOWHERE}:{port}", "Upgrade: websocket", "Connection: Upgrade")
        self.socket.sendall(
            "\r\n".join((*lines, f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13\r\n\r\n")).encode()
        )
        self.stream = self.socket.makefile("rb")
        head = iter(self.stream.readline, b"\r\n")
        assert b" 101 " in next(head)
        list(head)

    def send(self, text):
        data, mask = text.encode(), os.urandom(4)
        form, first = next(
            (f, n) for f, n, most in FORMS if len(data) <= most
        )  # the shortest that holds it, as it must be
        size = struct.pack(form, *((128 + len(data),) if first is None else (128 + first, len(data))))
        whole = mask * (len(data) // 4 + 1)
        hidden = (int.from_bytes(data, "big") ^ int.from_bytes(whole[: len(data)], "big")).to_bytes(len(data), "big")
        self.socket.sendall(b"\x81" + size + mask + hidden)

    def receive(self):
        said = b""
        while True:
            first, size = self.stream.read(2)
            size = {126: "!H", 127: "!Q"}.get(size, size)
            if isinstance(size, str):
                (size,) = struct.unpack(size, self.stream.read(struct.calcsize(size)))
            data = self.stream.read(size)
            if first & 15 in (0, 1):
                said += data
                if first & 128:
                    return said.decode()

    def close(self):
        self.stream.close()
        self.socket.close()


class Network:
    """What the browser takes for the network: a port that writes down what is asked of it, and hangs up."""

    def __init__(self):
        self.door, self.asked = socket.create_server((NOWHERE, 0)), []
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            try:
                caller, _ = self.door.accept()
            except OSError:  # closed: the end
                return
            with caller:
                caller.settimeout(5)
                with suppress(OSError):
                    self.asked.append(caller.recv(300).decode("latin-1").partition("\r\n")[0])


class Page:
    """The page in one window of Firefox."""

    def __init__(self, line):
        self.line, self.number = line, 0
        self.do("session.new", capabilities={})
        self.do("session.subscribe", events=["log.entryAdded"])
        self.context = self.do("browsingContext.getTree")["contexts"][0]["context"]
        self.complaints = []

    def do(self, method, **params):
        self.number += 1
        self.line.send(json.dumps({"id": self.number, "method": method, "params": params}))
        while True:
            said = json.loads(self.line.receive())
            if said.get("method") == "log.entryAdded" and said["params"]["level"] == "error":
                self.complaints.append(said["params"]["text"])
            if said.get("id") == self.number:
                assert said["type"] == "success", said
                return said["result"]

    def run(self, script):
        """Return what a script of the page gives, as plain values."""
        expression = f"(async () => JSON.stringify(await ({script}) ?? null))()"
        target = {"context": self.context}
        told = self.do("script.evaluate", expression=expression, target=target, awaitPromise=True)
        assert told["type"] == "success", told
        return json.loads(told["result"]["value"])

    def wait(self, script):
        end = time.monotonic() + LONGEST
        while not (found := self.run(script)):
            assert time.monotonic() < end, f"in vain: {script}\n{self.run('document.body.innerText.slice(0, 2000)')}"
            time.sleep(0.1)
        return found

    def click(self, wanted):
        self.wait(f"!!document.querySelector({json.dumps(wanted)})")
        self.run(f"document.querySelector({json.dumps(wanted)}).click()")

    def write(self, wanted, text):
        """Write into a field, or choose in a list, as its reader would: with the event that follows."""
        self.wait(f"!!document.querySelector({json.dumps(wanted)})")
        field, value = json.dumps(wanted), json.dumps(text)
        self.run(
            f"((f) => {{ f.value = {value}; for (const e of ['input', 'change']) f.dispatchEvent(new Event(e)); }})(document.querySelector({field}))"
        )

    def ask(self, **request):
        answer = self.run(f"tether.ask({json.dumps(request)})")
        assert answer["ok"], answer
        return answer


@pytest.fixture(scope="module")
def firefox(tmp_path_factory):
    """The page, ready, in a Firefox that has no network; the folder that it writes files to."""
    profile, saved = tmp_path_factory.mktemp("profile"), tmp_path_factory.mktemp("saved")
    network = Network()
    ports = {f"network.proxy.{kind}_port": network.port for kind in ("http", "ssl")}
    kept = {**PREFERENCES, **ports, "browser.download.dir": str(saved)}
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in kept.items()]
    (profile / "user.js").write_text("\n".join(lines), "utf-8")
    call = [FIREFOX, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"]
    program = subprocess.Popen(call, stderr=subprocess.PIPE, text=True, env={**os.environ, "HOME": str(profile)})
    with ExitStack() as ends:
        ends.callback(program.communicate)
        ends.callback(program.kill)
        ends.enter_context(closing(network.door))
        for said in program.stderr:
            if found := re.search(r"BiDi listening on ws://[^:]+:(\d+)", said):
                break
        page = Page(ends.enter_context(closing(Line(int(found[1]), "/session"))))
        page.do("browsingContext.navigate", context=page.context, url=PAGE.as_uri(), wait="complete")
        page.wait("document.documentElement.dataset.ready === 'yes'")
        yield page, saved, network


def _written(page, saved, button):
    before = set(saved.iterdir())
    page.click(button)
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        made = [p for p in set(saved.iterdir()) - before if p.suffix != ".part" and p.stat().st_size]
        if made and not list(saved.glob("*.part")):
            return made[0]
        time.sleep(0.1)
    raise AssertionError(f"nothing written by {button}")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_pasted_bill_gives_the_findings_and_the_letter_of_the_command_line(language, firefox, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page, saved, _ = firefox
    page.write("#language", language)
    page.wait(f"document.documentElement.dir === '{'rtl' if language == 'ar' else 'ltr'}'")
    page.click("nav [data-view=home]")
    page.write("#paste", BILL.read_text("utf-8"))
    page.click("#read")
    page.write("#country", "Sahar")
    page.click("#take-all")
    page.click("#make")
    page.wait("!!document.querySelector('#counts') && document.querySelectorAll('#pane-findings .found').length")
    page.click("nav [data-view=downloads]")
    charter = _written(page, saved, "#get-charter").replace(tmp_path / "pasted-text.yaml")
    letter = _written(page, saved, "#get-letter")
    Path("pasted-text.txt").write_text(BILL.read_text("utf-8"), "utf-8")
    given = {"name": charter.name, "text": charter.read_text("utf-8")}
    main(["check", charter.name, "--format", "json", "--no-config", "--out", "a.json"])
    found = page.ask(do="report", charter=given, form="json")["file"]["data"]
    assert base64.b64decode(found) == Path("a.json").read_bytes()
    asked = ["--law", "pasted-text.txt", "--language", language, "--out", "b.html"]
    main(["questions", charter.name, "--no-config", *asked])
    assert letter.read_bytes() == Path("b.html").read_bytes()


def test_a_fault_is_fixed_and_gone(firefox, tmp_path):
    page, _, _ = firefox
    page.write("#language", "en")
    page.click("nav [data-view=home]")
    file = tmp_path / "guard.yaml"
    file.write_text(text_of(GUARD).replace("via: bank", "via: commander"), "utf-8")
    page.wait("!!document.querySelector('#file')")
    where = {"type": "css", "value": "#file"}
    (node,) = page.do("browsingContext.locateNodes", context=page.context, locator=where)["nodes"]
    page.do("input.setFiles", context=page.context, element={"sharedId": node["sharedId"]}, files=[str(file)])
    at = "#pane-findings .found[data-path='pay.0.via']"
    page.click(f"{at} summary")
    page.click(f"{at} .ways")
    page.wait("[...document.querySelectorAll('button.fix')].some((b) => b.innerText.includes('bank'))")
    page.run("[...document.querySelectorAll('button.fix')].find((b) => b.innerText.includes('bank')).click()")
    page.wait(f"!document.querySelector({json.dumps(at)})")


def test_the_smallest_amendment_is_the_command_lines(firefox, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page, _, _ = firefox
    charter = page.ask(do="example", name="south-sudan-2018")["charter"]
    Path(charter["name"]).write_text(charter["text"], "utf-8")
    main(["amend", charter["name"], "--out", "a.yaml"])
    found = page.ask(do="amend", charter=charter)
    assert found["edits"] and found["charter"]["text"] == Path("a.yaml").read_text("utf-8")


def test_no_door_leads_out(firefox):
    """The last: what the page is made to ask of the network is not heard there; what the browser is made to ask is."""
    page, _, network = firefox
    assert page.run("fetch('http://outside.invalid/x').then(() => 'reached', () => 'refused')") == "refused"
    assert page.run("fetch('data:text/plain,x').then(() => 'reached', () => 'refused')") == "refused"
    assert page.run(PICTURE) == "refused"
    assert [said for said in page.complaints if "Content-Security-Policy" not in said] == []
    assert [line for line in network.asked if "outside.invalid" in line] == []
    with pytest.raises(AssertionError, match="NS_ERROR_NET_RESET"):  # what hears it hangs up
        page.do("browsingContext.navigate", context=page.context, url="http://outside.invalid/", wait="complete")
    assert [line for line in network.asked if "outside.invalid" in line] != []
