"""``tether lsp`` through a real session: a client over stdio opens, breaks, mends and asks; nothing it types ends the server."""

import json
import os
import queue
import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest

pytest.importorskip("pygls")

from lsprotocol import types as lsp

from tether.charter import VERSION
from tether.charter.drafting import Draft
from tether.charter.library import MODEL
from tether.cli.language_server import ClientPlaces

ROOT = Path(__file__).parents[1]
HEAD = f'charter: "{VERSION}"\n'
GUARD = (
    HEAD
    + """meta: {id: g, title: "قانون 😀 الحرس", text_seen: full}
actors:
  - {id: pm, name: رئيس الوزراء, state: true, head: true}
forces:
  - {id: guard, name: Guard, status: new, own_budget: true, own_staff: true}
pay: [{force: guard, note: "دفع 😀", via: commander}]
"""
)


class Client:
    """A client of our own: JSON-RPC over the pipes of a process."""

    def __init__(self, folder, encodings=None):
        env = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])}
        command = [sys.executable, "-c", "from tether.cli.language_server import server; server(0.02).start_io()"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, cwd=folder
        )
        self.answers, self.marks, self.said = {}, queue.Queue(), []
        self.number, self.version, self.text = 0, 0, ""
        self.uri = (folder / "g.yaml").as_uri()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        general = {"positionEncodings": encodings} if encodings else {}
        self.capabilities = self.ask(
            "initialize", {"processId": None, "rootUri": None, "capabilities": {"general": general}}
        )
        self.tell("initialized", {})

    def _read(self):
        pipe = self.process.stdout
        while line := pipe.readline():
            length = int(line.split(b":")[1]) if line.lower().startswith(b"content-length") else 0
            while line.strip():
                line = pipe.readline()
            message = json.loads(pipe.read(length))
            if "method" not in message:
                self.answers[message["id"]].put(message)
            elif message["method"] == "textDocument/publishDiagnostics":
                self.marks.put(message["params"])
            else:
                self.said.append(message["params"])

    def _send(self, message):
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
        self.process.stdin.flush()

    def tell(self, method, params):
        self._send({"method": method, "params": params})

    def ask(self, method, params):
        self.number += 1
        self.answers[self.number] = queue.Queue()
        self._send({"id": self.number, "method": method, "params": params})
        answer = self.answers[self.number].get(timeout=60)
        assert "error" not in answer, answer
        return answer["result"]

    def asked(self, what, line, character, **more):
        at = {"textDocument": {"uri": self.uri}, "position": {"line": line, "character": character}}
        return self.ask(f"textDocument/{what}", at | more)

    def open(self, text, uri=None):
        self.text, self.version = text, 1
        doc = {"uri": uri or self.uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": doc})
        return self.shown()

    def change(self, *changes):
        self.version += 1
        doc = {"uri": self.uri, "version": self.version}
        self.tell("textDocument/didChange", {"textDocument": doc, "contentChanges": list(changes)})

    def retype(self, text):
        self.change({"text": text})
        self.text = text
        return self.shown()

    def shown(self):
        """Return the marks of the version that was sent last."""
        while True:
            found = self.marks.get(timeout=60)
            if found["uri"] == self.uri and found.get("version") == self.version:
                return found["diagnostics"]

    def actions(self, mark=None, only=None):
        asked = mark["range"] if mark else {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}
        context = {"diagnostics": [mark] if mark else [], **({"only": only} if only else {})}
        return self.ask(
            "textDocument/codeAction", {"textDocument": {"uri": self.uri}, "range": asked, "context": context}
        )

    def end(self):
        self.ask("shutdown", None)
        self.tell("exit", None)
        assert self.process.wait(timeout=60) == 0
        errors = self.process.stderr.read().decode()
        self.reader.join(timeout=60)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            pipe.close()
        assert "Traceback" not in errors, errors


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    made = Client(tmp_path_factory.mktemp("charters"))
    yield made
    made.end()


@pytest.fixture
def client(session, tmp_path):
    """One session for all; each test has a text of its own, closed at its end."""
    session.uri = (tmp_path / "g.yaml").as_uri()
    session.said.clear()
    yield session
    session.tell("textDocument/didClose", {"textDocument": {"uri": session.uri}})
    while session.marks.get(timeout=60)["diagnostics"]:
        pass


def of(marks, code):
    return [m for m in marks if m.get("code") == code]


def cut(text, found, encoding="utf-16-le"):
    """Return what a client's range holds."""
    line = text.split("\n")[found["start"]["line"]].encode(encoding)
    width = {"utf-16-le": 2, "utf-8": 1}[encoding]
    return line[found["start"]["character"] * width : found["end"]["character"] * width].decode(encoding)


def edited(text, action):
    """Return a text with an action made, as a client would."""
    places = ClientPlaces(text)
    (change,) = action["edit"]["documentChanges"]
    for edit in sorted(change["edits"], key=lambda e: (e["range"]["start"]["line"], e["range"]["start"]["character"]))[
        ::-1
    ]:
        ends = [lsp.Position(**edit["range"][end]) for end in ("start", "end")]
        start, end = map(places.offset, ends)
        text = text[:start] + edit["newText"] + text[end:]
    return text


def test_findings_stand_at_their_words_counted_as_the_client_counts(client):
    marks = client.open(GUARD)
    (found,) = of(marks, "PAY02")
    assert cut(GUARD, found["range"]) == "commander" and found["severity"] == 1 and found["source"] == "tether"
    assert client.capabilities["capabilities"]["positionEncoding"] == "utf-16"
    assert {m["severity"] for m in of(marks, "CMD07")} <= {1, 2}


def test_a_client_that_counts_bytes_is_answered_in_bytes(tmp_path):
    client = Client(tmp_path, ["utf-8"])
    (found,) = of(client.open(GUARD), "PAY02")
    assert cut(GUARD, found["range"], "utf-8") == "commander"
    client.end()


def test_a_text_that_breaks_keeps_its_last_findings_and_says_so(client):
    before = client.open(GUARD)
    broken = client.retype(GUARD.replace("actors:\n", "actors:\n  - {id: x, [\n"))
    assert broken[0]["code"] == "SCH01" and "before this fault" in broken[1]["message"]
    kept = {(m.get("code"), m["message"]) for m in broken[2:]}
    assert kept == {(m.get("code"), m["message"]) for m in before}
    (moved,) = of(broken, "PAY02")
    assert moved["range"]["start"]["line"] == of(before, "PAY02")[0]["range"]["start"]["line"] + 1
    assert client.retype(GUARD) == before


def test_a_fault_of_form_is_marked_and_mended(client):
    text = GUARD.replace("via: commander", "via: comander").replace("head: true", "head: yes")
    marks = client.open(text)
    faults = of(marks, "SCH01")
    assert sorted(cut(text, m["range"]) for m in faults) == ["comander", "yes"]
    (action,) = client.actions(next(m for m in faults if cut(text, m["range"]) == "yes"), ["quickfix"])
    assert action["isPreferred"] and "write true for 'yes'" in action["title"]
    (whole,) = client.actions(only=["source.fixAll"])
    assert edited(text, whole) == GUARD
    client.retype(GUARD)
    assert client.actions(only=["source.fixAll"]) == []


def test_suggestions_were_tried_and_a_waiver_is_a_stub(client):
    (found,) = of(client.open(GUARD), "PAY02")
    actions = client.actions(found)
    titles = [a["title"] for a in actions]
    assert any("pay.0.via: write bank" in t and t.endswith("(changes meaning)") for t in titles)
    assert not any("write commander" in t for t in titles)
    bank = next(a for a in actions if "write bank" in a["title"])
    assert of(client.retype(edited(GUARD, bank)), "PAY02") == []
    client.retype(GUARD)
    waiver = next(a for a in client.actions(found) if "waive PAY02" in a["title"])
    assert waiver["title"].endswith("(needs words)")
    waived = edited(GUARD, waiver)
    assert waived.endswith(
        'waivers:\n  - {rule: PAY02, at: "pay[force=guard].via", reason: unknown, by: unknown, until: unknown}\n'
    )
    assert of(client.retype(waived), "PAY02") and of(client.retype(waived), "SCH04")


def test_hover_tells_the_keys_sentence_the_ids_name_and_the_lesson(client):
    client.open(GUARD)
    line = GUARD.split("\n")[6]
    said = client.asked("hover", 6, line.index("via") + 1)["contents"]["value"]
    assert "**pay.0.via**" in said and "bank" in said
    at = len(line[: line.index("commander")].encode("utf-16-le")) // 2
    said = client.asked("hover", 6, at + 2)["contents"]["value"]
    assert "PAY02 error" in said and "**Mend:**" in said and "tether explain PAY02" in said
    assert "Guard, declared in line 6" in client.asked("hover", 6, line.index("guard") + 1)["contents"]["value"]


def test_completion_offers_keys_words_and_ids_of_the_right_kind_in_a_broken_text(client):
    client.open(GUARD)
    text = GUARD + "posts:\n  - {id: chief, appointed_by: "
    client.retype(text)
    labels = [i["label"] for i in client.asked("completion", 8, 34)["items"]]
    assert labels[:2] == ["pm", "guard"] and {"none", "unknown"} <= set(labels)
    text = GUARD + "induction:\n  - id: s\n    mode: \n    fr"
    client.retype(text)
    words = {i["label"]: i for i in client.asked("completion", 9, 10)["items"]}
    assert "individual" in words and "pm" not in words
    keys = {i["label"]: i for i in client.asked("completion", 10, 6)["items"]}
    assert keys["from"]["insertText"] == "from: " and keys["from"]["documentation"] and "id" not in keys
    assert [i["label"] for i in client.asked("completion", 0, 0)["items"]][:1] == ["src"]


def test_an_id_leads_to_its_declaration_and_sections_are_listed(client):
    client.open(GUARD)
    line = GUARD.split("\n")[6]
    found = client.asked("definition", 6, line.index("guard") + 2)
    assert found["uri"] == client.uri and cut(GUARD, found["range"]) == "guard" and found["range"]["start"]["line"] == 5
    symbols = client.ask("textDocument/documentSymbol", {"textDocument": {"uri": client.uri}})
    assert [s["name"] for s in symbols] == ["charter", "meta", "actors", "forces", "pay"]
    assert [s["name"] for s in symbols[3]["children"]] == ["guard"]


def test_only_charters_are_served(client):
    assert client.open("services: {web: {image: x}}\npay: [{via: commander}]\n") == []
    assert client.asked("completion", 0, 0)["items"] == [] and client.asked("hover", 0, 2) is None
    assert client.retype(GUARD) != [] and client.retype("no: charter\n") == []


def test_settings_of_the_folder_hold_and_their_faults_are_told_once(client, tmp_path):
    (tmp_path / "tether.toml").write_text('select = ["CMD07"]\n', "utf-8")
    assert {m["code"] for m in client.open(GUARD)} == {"CMD07"}
    (tmp_path / "tether.toml").write_text("selects = 1\n", "utf-8")
    assert of(client.retype(GUARD + "\n"), "PAY02") and of(client.retype(GUARD), "PAY02")
    told = [m["message"] for m in client.said if "tether.toml:1:1" in m.get("message", "")]
    assert len(told) == 1


def test_a_thousand_edits_of_any_kind_leave_both_sides_with_the_same_text(client):
    """Changes by range, in UTF-16, of texts in several scripts and line ends; now and then the text breaks."""
    rng = random.Random(20)
    pieces = [
        "a",
        "الحرس",
        "😀",
        "\n",
        "\r\n",
        "  - ",
        "{",
        "}",
        "[",
        ": ",
        "yes",
        "#",
        '"',
        "\u2028",
        "\t",
        "pay:\n",
        "é",
        "|\n",
    ]
    text = GUARD
    client.open(text)
    for number in range(1000):
        places = ClientPlaces(text)
        start, length = rng.randrange(len(text) + 1), rng.choice([0, 0, 1, 3])
        start, end = places.position(start), places.position(start + length)
        first, last = places.offset(start), places.offset(end)
        put = "".join(rng.choice(pieces) for _ in range(rng.randrange(3)))
        ends = {n: {"line": p.line, "character": p.character} for n, p in (("start", start), ("end", end))}
        client.change({"range": ends, "text": put})
        text = text[:first] + put + text[last:]
        if number % 100 == 50:
            client.asked("hover", rng.randrange(8), rng.randrange(30))
            client.asked("completion", rng.randrange(8), rng.randrange(30))
            client.ask("textDocument/documentSymbol", {"textDocument": {"uri": client.uri}})
        if number % 250 == 249:
            text = GUARD
            client.change({"text": text})
    assert of(client.shown(), "PAY02")
    assert of(client.retype(text.replace("commander", "bank")), "PAY02") == []


def test_the_model_law_has_no_mark():
    from importlib.resources import files

    text = (files("tether.charter.library") / "charters" / f"{MODEL}.yaml").read_text("utf-8")
    assert Draft().with_text(text, "model.yaml").marks == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_every_offset_is_found_again(encoding):
    text = "a😀\r\nالحرس\n\u2028b\rc\x85d\n"
    places = ClientPlaces(text, encoding)
    for offset in range(len(text) + 1):
        if text[offset - 1 : offset + 1] != "\r\n":  # no client points between the two
            assert places.offset(places.position(offset)) == offset
    assert places.offset(lsp.Position(0, 99)) == 2 and places.offset(lsp.Position(99, 0)) == len(text)


def test_without_the_extra_one_line_says_what_is_needed(capsys):
    code = (
        "import sys\nfor name in ('pygls', 'lsprotocol'): sys.modules[name] = None\n"
        "from tether.cli import main\nsys.exit(main(['lsp']))"
    )
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.strip().endswith("pip install 'tether-charters[lsp]'") and done.stderr.count("\n") == 1
