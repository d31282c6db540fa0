"""Attacks on the workbench, kind by kind: each function tries a list, asserts that nothing opens, and returns its tries.

python tests/workbench/serve/test_serve_attacks.py      # the counts, as docs/security.md has them
"""

import io
import itertools
import json
import re
import socket
import sys
import tempfile
import threading
import time
import zipfile
from pathlib import Path
from urllib.parse import quote

import pytest

pytest.importorskip("starlette")

from serve_client import DRAFTER, HOST, OWN, READER, SIGNER, Client, opened

from tether.charter.library import text_of
from tether.workbench.serve.app import ROUTES
from tether.workbench.serve.people import OWNER, Person

TEXT = 'charter: "0.3"\nmeta:\n  id: guard\n  title: A guard\n'
HTML = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</textarea><svg onload=x>", "' onfocus='x")
TEMPLATES = ("{{ 7*7 }}", "{% include 'people.json' %}", "{{ ''.__class__.__mro__ }}", "${7*7}", "<%= 7*7 %>")
LINES = ("x\r\nset-cookie: a=b", "x\nlocation: //evil", "x\u2028y\x85z", "x\0y", "\u202egpj.exe")
FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "@SUM(1)", "-2+3", '=HYPERLINK("http://evil")')
YAMLS = ("!!python/object/apply:os.system ['id']", "&a [*a, *a]", "<<: *x", "a: " + "[" * 5_000, "? {a: b}")
PATHS = ("../../people.json", "..%2f..%2fpeople.json", "%2e%2e/log.jsonl", "....//x", "/etc/passwd", "C:\\x", "a\0b",
         "ｇuard", "gua\u0301rd", "guard.", "guard/", "GUARD", "con", "people.json", "..\\..\\x")  # fmt: skip
BAD = (*HTML, *TEMPLATES, *LINES, *FORMULAS, *YAMLS, *PATHS)


def _calm(answer, at=""):
    """No trace, no secret, no header of the attacker's, nothing that runs."""
    assert answer.status < 500 and (answer.status != 429 or at == "login"), (at, answer.status)
    for word in ("Traceback", "root:x:", "scrypt", '"password"'):
        assert word not in answer.text, at
    assert "a=b" not in answer.headers.get("set-cookie", ""), at
    assert not answer.headers.get("location", "/").startswith(("//", "http", "/\\")), at
    if "text/html" in answer.headers.get("content-type", ""):
        assert re.findall(r"<script[^>]*>", answer.text) in ([], ['<script src="/static/workbench.js" defer>']), at
        assert "<svg onload" not in answer.text and "<img src=x" not in answer.text, at


def _posts():
    filled = {"name": "guard", "number": "1", "job": "none", "file": "none", "country": "libya", "claim": "none"}
    return [r.path.format(**filled) for r in ROUTES if "POST" in r.methods and r.path not in ("/leave",)]


def injection_into_fields(bench):
    """Every hostile word in every field of every form, the upload's and the JSON doors among them."""
    fields = ("title", "text", "name", "example", "case", "charter", "red_lines", "seconds", "path", "value", "code",
              "language", "back", "take", "version", "parent", "handling", "target", "number", "seal", "decider")  # fmt: skip
    client, tries = Client(bench, SIGNER), 0
    posts = [p for p in _posts() if p not in ("/charters", "/people", "/login", "/jobs", "/plans", "/gate/sign")]
    for path, bad in itertools.product(posts, BAD):
        client = Client(bench, SIGNER) if bad == BAD[0] else client
        if path.startswith("/api/"):
            answer = client.json(path, {"text": f"{TEXT}# {bad}\n", "parent": 1, "tab": bad[:30]})
        else:
            answer = client.post(path, dict.fromkeys((f for f in fields if f != "text"), bad))
        _calm(answer, (path, bad))
        tries += 1
    client = Client(bench, SIGNER)
    for bad in BAD:
        _calm(client.post("/jobs", {"case": bad}), bad)
        _calm(client.post("/plans", {"target": bad, "charter": bad}), bad)
        _calm(client.post("/people", {"name": bad, "role": bad, "password": "x" * 20}), bad)
        _calm(Client(bench, None).post("/login", {"name": bad, "password": bad}), "login")
        tries += 4
    assert not bench.people.names() and bench.space.ledger.fault() == ""
    return tries


def injection_into_titles_and_addresses(bench):
    tries = 0
    for bad in BAD:
        client = Client(bench, SIGNER)
        made = client.post("/charters", {"title": bad})
        _calm(made, bad)
        if made.status == 303:
            name = made.headers["location"].split("/")[2]
            assert re.fullmatch(r"[A-Za-z0-9._-]+", name)
            for part in ("text", "versions"):
                _calm(client.get(f"/charters/{name}/{part}"), bad)
            tries += 2
        for path in (
            "/evidence?country=",
            "/gate?case=",
            "/jobs/",
            "/charters/",
            "/static/",
            "/enter?key=",
            "/plans?x=",
        ):
            _calm(client.get(path + quote(bad)), (path, bad))
        tries += 8
    _calm(client.get("/"), "desk")
    assert bench.space.ledger.fault() == ""
    return tries + 1


def formulas_and_headers_of_downloads(bench):
    client, tries = Client(bench, SIGNER), 0
    for bad in (*FORMULAS, *LINES[:2]):
        text = text_of("example-guard-law").replace("Sahar", json.dumps(bad)[1:-1].replace('"', ""))
        name = bench.space.start(f"f{tries}", text, "owner", title=bad)
        answer = client.get(f"/charters/{name}/files/form.xlsx")
        _calm(answer, bad) if not answer.data.startswith(b"PK") else _no_formula(answer.data)
        kept = client.get(f"/charters/{name}/files/charter.yaml").headers["content-disposition"]
        assert "\n" not in kept and "\r" not in kept
        tries += 2
    return tries


def _no_formula(data):
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        for sheet in (n for n in book.namelist() if n.startswith("xl/worksheets/")):
            for said in re.findall(rb"<f>(.*?)</f>", book.read(sheet)):
                assert b"cmd" not in said and b"HYPERLINK" not in said and b"SUM(1)" not in said


def _zip(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


BOMB = b"0" * 300_000_000
LOL = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">'.encode() for a, b in itertools.pairwise("abcdefghij")
) + b"]><l>&j;</l>"  # fmt: skip
XXE = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'


def hostile_uploads(bench):
    """Bombs, entities, polyglots, names and forms: each a sentence, and the workbench answers the next at once."""
    client, tries = Client(bench), 0
    files = [
        (f"a.{e}", d) for e in ("docx", "odt", "xlsx") for d in (_zip(word__document_xml=LOL, content_xml=LOL), b"PK")
    ]
    files += [(f"a.{e}", _zip(word__document_xml=XXE, content_xml=XXE)) for e in ("docx", "odt")]
    files += [
        ("a.docx", _zip(word__document_xml=BOMB)),
        ("a.xml", LOL),
        ("a.xml", XXE),
        ("a.html", b"<script>alert(1)</script>"),
    ]
    files += [
        ("a.pdf", b"%PDF-1.4\n" + _zip(x=b"y")),
        ("a.yaml", YAMLS[0].encode()),
        ("a.yaml", b"a: &a [x]\nb: [" + b"*a, " * 9_000 + b"]"),
    ]
    files += [
        (name, TEXT.encode())
        for name in ("../../x.yaml", "x" * 5_000 + ".yaml", "a\u202elmay.yaml", "=1.yaml", "con.yaml")
    ]
    files += [("a.txt", b"\xff\xfe" + b"x" * 1_000), ("a.md", b"# " + b"[" * 20_000), ("a.csv", b"a,b\n" * 1_000)]
    for name, data in files:
        answer = client.send("/charters", {}, {"file": (name, data)})
        _calm(answer, name[:60])
        if answer.status == 303:
            shown = client.get(answer.headers["location"])
            _calm(shown, name[:60])
        tries += 1
    parts = {f"f{n}": "x" for n in range(500)}
    assert client.send("/charters", parts, {"file": ("a.yaml", b"x")}).status == 422
    for kind in ("multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=" + "x" * 900):
        headers = [("origin", OWN), ("content-type", kind)]
        _calm(client.ask("POST", "/charters", b"--x\r\n\r\n--x--", headers), kind)
    assert client.get("/log").status == 200 and not list(bench.space.root.parent.glob("x*"))
    return tries + 4


def cookies(bench):
    """A cookie that was never given, one of before a restart, one stolen and left, one of somebody whose role changed."""
    client, tries = Client(bench, None), 0
    real = Client(bench).secret
    for secret in ("", "x", real[:-1], real + "x", real.upper(), real[::-1], '"' + real + '"', "0" * 200, "\u00e4"):
        client.secret = secret
        assert client.get("/log").status == 303, secret
        tries += 1
    client.secret = "fixed-by-an-attacker"
    answer = client.get(f"/enter?key={bench.sessions.new_key(Person('owner', 'signer'))}")
    assert "fixed-by" not in answer.headers["set-cookie"] and client.get("/log").status == 303
    for mark in ("HttpOnly", "SameSite=Strict", "Path=/"):
        assert mark in answer.headers["set-cookie"]
    left = Client(bench)
    left.post("/leave")
    assert left.get("/log").status == 303
    from tether.workbench.serve.people import Sessions

    assert Sessions().of(real) is None  # another start of the server knows none of before
    demoted, key = Client(bench, Person("Eve", "signer")), bench.sessions.new_key(Person("Eve", "signer"))
    bench.sessions.end_all_of("Eve")
    assert demoted.get("/log").status == 303 and bench.sessions.take_key(key) is None
    return tries + 6


def origins_hosts_and_kinds(bench):
    client, tries = Client(bench), 0
    before = bench.space.ledger.path.read_bytes()
    origins = ("", "null", "http://evil.example", f"http://{HOST}.evil.example", "http://127.0.0.1", "file://",
               f"{OWN}/", f"{OWN} {OWN}", OWN.upper() + "x", "http://localhost:8766", f"https://{HOST}")  # fmt: skip
    for path, origin in itertools.product(_posts(), origins):
        assert Client(bench).post(path, {"title": "x", "example": "example-guard-law"}, origin=origin).status == 403
        tries += 1
    for host in (
        "evil.example",
        "127.0.0.1",
        f"{HOST}.",
        f"{HOST}@evil",
        "[::1]",
        "0x7f.1:8765",
        "127.1:8765",
        "",
        " ",
    ):
        assert client.get("/", host=(host,)).status == 421, host
        tries += 1
    for kind in ("text/plain", "application/json", "", "multipart/mixed", "application/x-www-form-urlencoded;x"):
        headers = [("content-type", kind), ("origin", "http://evil.example")]
        assert client.ask("POST", "/charters", b"title=x", headers).status == 403
        tries += 1
    for method, name in itertools.product(
        ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "PROPFIND"), ("/", "/jobs")
    ):
        assert client.ask(method, name, headers=[("origin", OWN)]).status == 405
        tries += 1
    for header in ("x-http-method-override", "x-method-override", "x-forwarded-host", "x-original-url", "forwarded"):
        assert client.get("/log", headers=[(header, "DELETE /people")]).status == 200
        tries += 1
    assert bench.space.ledger.path.read_bytes() == before
    return tries


def paths_and_links(bench):
    client, tries = Client(bench), 0
    outside = Path(tempfile.mkdtemp()) / "secret.json"
    outside.write_text('{"title": "not yours", "law": ""}', "utf-8")
    for bad in PATHS:
        client = Client(bench)
        for path in ("/charters/{}/text", "/charters/{}/files/charter.yaml", "/charters/guard/versions/{}",
                     "/charters/guard/files/{}.yaml", "/jobs/{}", "/jobs/{}/files/asked.json", "/static/{}"):  # fmt: skip
            for said in (bad, quote(bad, safe="")):
                answer = client.get(path.format(said))
                _calm(answer, said)
                assert "not yours" not in answer.text
                tries += 1
    folder = bench.space.root / "charters" / "linked"
    folder.symlink_to(outside.parent)
    job = bench.jobs.ask("brief", {"case": "iraq-2015"}, "owner")
    (bench.jobs.folder / job / "result").symlink_to(outside.parent)
    bench.jobs.write_state(job, {"ended": "done"})
    for path in ("/charters/linked/text", f"/jobs/{job}/files/secret.json", f"/jobs/{job}/show/secret.json"):
        assert "not yours" not in client.get(path).text
        tries += 1
    folder.unlink()
    (bench.jobs.folder / job / "result").unlink()
    return tries


def json_that_lies(bench):
    """Numbers that no version has, half characters, deep trees: refused, and the charter reads as before."""
    client, tries = Client(bench), 0
    name = bench.space.start("json", TEXT, "owner")
    path = f"/api/charters/{name}/typed"
    for parent in (10**9, -1, 10**400, True, 1.5, None, "1", [1]):
        _calm(client.json(path, {"text": f"{TEXT}# {tries}\n", "parent": parent, "tab": "t"}), parent)
        tries += 1
    for text, tab in (("\ud800", "t"), ("x", "\udfff"), (7, "t"), (None, "t"), ("x", "t" * 41)):
        _calm(client.json(path, {"text": text, "parent": 1, "tab": tab}), text)
        tries += 1
    for body in (b"", b"[]", b"{", b'{"a":' * 40_000, b"\xff", b"NaN", b'"x"'):
        headers = [("content-type", "application/json"), ("origin", OWN)]
        assert client.ask("POST", path, body, headers).status == 422
        tries += 1
    for fields in (
        [("charter[]", "x"), ("charter", "y")],
        [("text", "a"), ("text", "b")],
        [("", "")],
        [("x" * 9_000, "")],
    ):
        _calm(client.post("/jobs", fields), fields)
        tries += 1
    assert client.get(f"/charters/{name}/text").status == 200
    assert client.get(f"/charters/{name}/versions").status == 200
    return tries


def marks_on_downloads(bench):
    """What is restricted, or rests on it, or was marked after the work was done, goes to no reader by any door."""
    reader, tries = Client(bench, READER), 0
    name = bench.space.start("held", text_of("example-guard-law"), "owner")
    jobs = []
    for kind, asked in (("amend", {"charter": name, "charters": {name: TEXT}}), ("brief", {"case": "x", "charters": {name: TEXT}}),
                        ("plan", {"charter": name, "charters": {name: TEXT}})):  # fmt: skip
        job = bench.jobs.ask(kind, asked, "owner")
        (bench.jobs.folder / job / "result").mkdir()
        for file in ("amended.yaml", "brief.html", "plan.json"):
            (bench.jobs.folder / job / "result" / file).write_text("{}", "utf-8")
        bench.jobs.write_state(job, {"ended": "done"})
        jobs.append(job)
    assert Client(bench, DRAFTER).post(f"/charters/{name}/handling", {"handling": "restricted"}).status == 303
    files = [f"{w}.{e}" for w, e in itertools.product(("report", "letter"), ("html", "docx", "md", "json", "txt"))]
    for file in (*files, "charter.yaml", "form.xlsx", "commented.docx"):
        answer = reader.get(f"/charters/{name}/files/{file}")
        assert answer.status in (403, 422) and "content-disposition" not in answer.headers, file
        tries += 1
    for job, file in itertools.product(jobs, ("amended.yaml", "brief.html", "plan.json")):
        assert reader.get(f"/jobs/{job}/files/{file}").status == 403
        if file.endswith(".html"):
            assert reader.get(f"/jobs/{job}/show/{file}").status == 403
        held = Client(bench, DRAFTER).get(f"/jobs/{job}/files/{file}")
        assert held.status == 200 and "RESTRICTED-" in held.headers["content-disposition"]
        tries += 2
    return tries


def races(bench):
    """Two who save, stop, decide or read at once: nothing is lost, nothing fails."""
    name = bench.space.start("raced", TEXT, "owner")
    failed, clients = [], [Client(bench) for _ in range(4)]

    def work(client, who):
        for n in range(12):
            typed = {"text": f"{TEXT}# {who} {n}\n", "parent": 1 + n, "tab": f"t{who}"}
            answers = [client.json(f"/api/charters/{name}/typed", typed), client.get(f"/charters/{name}/versions")]
            answers.append(client.get(f"/charters/{name}/files/charter.yaml"))
            failed.extend(a.status for a in answers if a.status != 200)

    threads = [threading.Thread(target=work, args=(c, n)) for n, c in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    texts = {bench.space.version(name, n).text for n in bench.space.numbers(name)}
    assert {f"{TEXT}# {who} 11\n" for who in range(4)} <= texts
    job = bench.jobs.ask("amend", {"charters": {}}, "owner")
    pressed = [threading.Thread(target=Client(bench).post, args=(f"/jobs/{job}/stop",)) for _ in range(8)]
    for thread in pressed:
        thread.start()
    for thread in pressed:
        thread.join()
    assert bench.jobs.state(job).told == "stopped" and bench.space.ledger.fault() == ""
    return 4 * 12 * 3 + 8


KINDS = [injection_into_fields, injection_into_titles_and_addresses, formulas_and_headers_of_downloads, hostile_uploads,
         cookies, origins_hosts_and_kinds, paths_and_links, json_that_lies, marks_on_downloads, races]  # fmt: skip


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    with opened(tmp_path_factory.mktemp("attacked")) as made:
        made.space.start("guard", TEXT, "owner", title="A guard")
        yield made


@pytest.mark.parametrize("attack", KINDS, ids=lambda attack: attack.__name__)
def test_no_attack_opens_a_door(attack, bench):
    assert attack(bench) > 0


RAW = [
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: evil\r\n\r\n",
    b"POST /leave HTTP/1.1\r\nHost: %h\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    b"POST /leave HTTP/1.1\r\nHost: %h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n",
    b"POST /leave HTTP/1.1\r\nHost: %h\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    b"POST /leave HTTP/1.1\r\nHost: %h\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
    b"GET / HTTP/1.1\r\nHost : %h\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: %h\r\n folded: x\r\n\r\n",
    b"GET http://evil/ HTTP/1.1\r\nHost: %h\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: %h\r\nX: " + b"a" * 70_000 + b"\r\n\r\n",
    b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\nHost: %h\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: %h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"GET /\0 HTTP/1.1\r\nHost: %h\r\n\r\n",
    b"POST /leave HTTP/1.1\r\nHost: %h\r\nContent-Length: +5\r\n\r\nhello",
    b"POST /leave HTTP/1.1\r\nHost: %h\r\nContent-Length: 5 5\r\n\r\nhello",
    b"POST /leave HTTP/1.1\r\nHost: %h\r\nContent-Length: \xb2\r\n\r\nhe",
    b"POST /leave HTTP/1.1\r\nHost: %h\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    b"POST /leave HTTP/1.1\r\nHost: %h\r\nTransfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n",
    b"POST /leave HTTP/1.1\r\nHost: %h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    b"POST /leave HTTP/1.1\r\nHost: %h\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: evil.example\r\nHost: %h\r\n\r\n",
    b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: %h\r\n\r\n",
    b"CONNECT evil.example:443 HTTP/1.1\r\nHost: %h\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: %h\r\n\r\n",
    b"GET / HTTP/0.9\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: %h\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
    b"GET / HTTP/1.1\r\nHost: %h\rX-Other: y\r\n\r\n",
]


@pytest.mark.slow
def test_broken_and_slow_requests_take_no_place_from_others(tmp_path, monkeypatch):
    """A real server: smuggling, oversized heads, and 200 connections whose request never comes."""
    uvicorn = pytest.importorskip("uvicorn")
    from tether.workbench.serve import guard, prompt
    from tether.workbench.serve.app import make_app

    monkeypatch.setattr(prompt, "HEAD_SECONDS", 1.0)
    monkeypatch.setattr(guard, "BODY_SECONDS", 0.5)
    with opened(tmp_path) as made, socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(300)
        port = listener.getsockname()[1]
        config = uvicorn.Config(make_app(made), log_level="critical", ws="none", lifespan="off", limit_concurrency=200,
                                http=prompt.PromptProtocol, h11_max_incomplete_event_size=32_768)  # fmt: skip
        server = uvicorn.Server(config)
        running = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        running.start()
        try:
            for raw in RAW:
                status = _raw(port, raw.replace(b"%h", f"127.0.0.1:{port}".encode()))
                assert status in (0, 400, 401, 403, 404, 405, 413, 414, 421, 431, 501), (raw[:60], status)
            assert _raw(port, _half_a_form(made), end=False) == 408
            slow = [socket.create_connection(("127.0.0.1", port), timeout=60) for _ in range(210)]
            for one in slow[:200]:
                one.sendall(b"GET / HTTP/1.1\r\nHost:")
            until, status = time.monotonic() + 60, 503
            while status in (0, 503) and time.monotonic() < until:
                time.sleep(0.2)
                status = _raw(port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            for one in slow:
                one.close()
            assert status == 421
        finally:
            server.should_exit = True
            running.join(timeout=60)


def _half_a_form(bench):
    """Return the head of a form of somebody who is signed in, and a part of its body: the rest never comes."""
    secret = bench.sessions.start(OWNER)
    return (
        f"POST /charters HTTP/1.1\r\nHost: {HOST}\r\nOrigin: {OWN}\r\nCookie: {bench.doors.cookie_name}={secret}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\ntitle="
    ).encode()


def _raw(port, data, end=True):
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        try:
            line.sendall(data)
            if end:
                line.shutdown(socket.SHUT_WR)
            told = line.recv(4_096)
        except OSError:
            return 0
    return int(told.split()[1]) if told.startswith(b"HTTP/1.1 ") else 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    with tempfile.TemporaryDirectory() as place, opened(Path(place)) as made:
        made.space.start("guard", TEXT, "owner", title="A guard")
        for attack in KINDS:
            print(f"{attack.__name__}: {attack(made)}", flush=True)
    print(f"broken requests: {len(RAW)}")
