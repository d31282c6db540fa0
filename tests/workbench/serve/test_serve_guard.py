"""Who may ask at all: host, origin, cookie, method, size, rate; what every answer says of itself; who may do what."""

import asyncio
import re

import pytest

pytest.importorskip("starlette")

from serve_client import DRAFTER, HOST, OWN, READER, SIGNER, Client, opened

from tether.documents.handling import release, withhold
from tether.errors import UsageError
from tether.workbench.serve.app import ROUTES
from tether.workbench.serve.guard import MOST_BODY, Guard
from tether.workbench.serve.job_pages import boxed
from tether.workbench.serve.people import Rate, read_people
from tether.workbench.serve.start import ServeAsked, check_asked, doors_of

TEXT = 'charter: "0.3"\nmeta:\n  id: guard\n  title: A guard\n'
DOORS = ("/enter", "/login", "/static/{name}")
EVERYBODY = ("/leave", "/language", "/link", "/login")


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    with opened(tmp_path_factory.mktemp("guard")) as made:
        made.space.start("guard", TEXT, "owner", title="A guard")
        yield made


def _paths(method):
    filled = {"name": "guard", "number": "1", "what": "charter", "ending": "yaml", "job": "none", "file": "none"}
    filled |= {"country": "lebanon", "claim": "none"}
    return [(r.path, r.path.format(**filled)) for r in ROUTES if method in r.methods]


POSTS, GETS = _paths("POST"), _paths("GET")


def _log(bench):
    return bench.space.ledger.path.read_bytes()


@pytest.mark.parametrize(("route", "path"), POSTS)
@pytest.mark.parametrize(
    "origin", ["", "null", "http://evil.example", f"https://{HOST}", "http://127.0.0.1:8766", "http://127.0.0.1"]
)
def test_what_changes_something_must_come_from_a_page_of_ours(bench, route, path, origin):
    before = _log(bench)
    answer = Client(bench).post(path, {"name": "x", "example": "example-guard-law"}, origin=origin)
    assert answer.status == 403 and "nothing was done" in answer.text
    assert _log(bench) == before


def test_two_origins_are_none(bench):
    headers = [("origin", OWN), ("origin", OWN), ("content-length", "0")]
    assert Client(bench).ask("POST", "/leave", headers=headers).status == 403


@pytest.mark.parametrize(("route", "path"), GETS)
def test_without_a_session_no_page_is_shown(bench, route, path):
    answer = Client(bench, None).get(path)
    if route in DOORS:
        assert answer.status in (200, 403, 404)
        assert "A guard" not in answer.text
    elif route.startswith("/api/"):
        assert answer.status == 401
    else:
        assert (answer.status, answer.headers["location"]) == (303, "/login")


@pytest.mark.parametrize(("route", "path"), [p for p in POSTS if p[0] not in DOORS])
def test_without_a_session_nothing_is_done(bench, route, path):
    before = _log(bench)
    assert Client(bench, None).post(path, {"example": "example-guard-law"}).status == 401
    assert _log(bench) == before


@pytest.mark.parametrize(("route", "path"), [p for p in POSTS if p[0] not in EVERYBODY])
def test_a_reader_changes_nothing(bench, route, path):
    before, told = _log(bench), [bench.space.head("guard"), bench.jobs.names()]
    fields = {"text": "x", "parent": "1", "tab": "t", "example": "example-guard-law", "case": "iraq-2015"}
    answer = Client(bench, READER).post(path, fields)
    if path.endswith("/marks"):
        assert answer.status == 422  # it saves nothing, and this is no JSON
    else:
        assert answer.status == 403, answer.text
    assert (_log(bench), told) == (before, [bench.space.head("guard"), bench.jobs.names()])


@pytest.mark.parametrize("path", ["/gate/sign", "/people"])
def test_only_a_signer_signs_and_adds_people(bench, path):
    fields = {"name": "Eve", "role": "signer", "password": "twelve letters and more", "case": "libya-2015"}
    assert Client(bench, DRAFTER).post(path, fields).status == 403
    assert not bench.people.names()


@pytest.mark.parametrize(
    "host",
    [
        (),
        ("evil.example",),
        (HOST, HOST),
        ("127.0.0.1",),
        ("127.0.0.1:80",),
        ("127.0.0.1:8765.evil.example",),
        (f"{HOST}, evil",),
        ("0.0.0.0:8765",),
    ],
)
def test_another_name_gets_nothing(bench, host):
    client = Client(bench)
    assert client.get("/", host=host).status == 421
    assert client.get("/enter?key=x", host=host).status == 421


def test_our_own_names_are_answered(bench):
    for host in ("localhost:8765", "LOCALHOST:8765", "[::1]:8765"):
        assert Client(bench).get("/log", host=(host,)).status == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT"])
def test_other_methods_are_not_answered(bench, method):
    assert Client(bench).ask(method, "/", headers=[("origin", OWN)]).status == 405


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_site_asks_for_is_refused(bench, site):
    for path in ("/", "/log", "/charters/guard/files/charter.yaml", "/static/workbench.js"):
        assert Client(bench).get(path, headers=[("sec-fetch-site", site)]).status == 403
    assert Client(bench).get("/log", headers=[("sec-fetch-site", "none")]).status == 200


def test_size_is_counted_as_it_comes(bench):
    client = Client(bench)
    far = [("origin", OWN), ("content-type", "application/x-www-form-urlencoded")]
    for told in ("999999999", "-1", "1e9", "١"):
        headers = [*far, ("content-length", told.encode("utf-8").decode("latin-1"))]
        assert client.ask("POST", "/charters", b"x=1", headers).status == 413
    chunks = [b"x" * 1_000_000] * (MOST_BODY // 1_000_000 + 1)
    assert client.ask("POST", "/charters", headers=far, chunks=chunks).status == 413
    assert Client(bench, None).ask("POST", "/login", headers=far, chunks=[b"x" * 5000]).status == 413
    assert client.get("/" + "x" * 5000).status == 414
    assert client.get("/log?" + "x" * 5000).status == 414


def test_a_body_that_breaks_off_is_no_request(bench):
    reached = []

    async def app(scope, receive, send):
        reached.append(scope["path"])

    client = Client(bench, app=Guard(app, bench.doors, bench.sessions))
    headers = [("origin", OWN), ("content-length", "100")]
    assert asyncio.run(_broken_off(client, headers)) == 400
    assert reached == []


async def _broken_off(client, headers):
    sent, parts = [], [{"type": "http.request", "body": b"x", "more_body": True}, {"type": "http.disconnect"}]
    own = [(b"host", HOST.encode()), (b"cookie", f"tether-8765={client.secret}".encode())]
    own += [(n.encode(), v.encode()) for n, v in headers]

    async def receive():
        return parts.pop(0)

    async def send(message):
        sent.append(message)

    await client.app({"type": "http", "method": "POST", "path": "/charters", "headers": own}, receive, send)
    return sent[0]["status"]


def test_rate_is_kept_by_session_and_by_address(bench):
    from tether.workbench.serve.app import make_app

    app = make_app(bench)
    app.known, app.strangers = Rate(0.001, 5), Rate(0.001, 3)
    one, other, stranger = Client(bench, app=app), Client(bench, app=app), Client(bench, None, app)
    assert [one.get("/log").status for _ in range(7)] == [200] * 5 + [429] * 2
    assert other.get("/log").status == 200
    assert [stranger.get("/login").status for _ in range(4)] == [200] * 3 + [429]


def test_a_key_opens_once_and_the_cookie_is_strict(bench):
    from tether.workbench.serve.people import OWNER

    key = bench.sessions.new_key(OWNER)
    first = Client(bench, None).get(f"/enter?key={key}")
    assert (first.status, first.headers["location"]) == (303, "/")
    cookie = first.headers["set-cookie"]
    assert (
        cookie.startswith("tether-8765=")
        and "HttpOnly" in cookie
        and "SameSite=Strict" in cookie
        and "Path=/" in cookie
    )
    assert key not in cookie
    again = Client(bench, None).get(f"/enter?key={key}")
    assert again.status == 403 and "set-cookie" not in again.headers
    for wrong in ("", "x", key[:-1], key + "x", "\0", "ä" * 50):
        assert (
            Client(bench, None)
            .ask("GET", f"/enter?key={wrong.encode().hex() if not wrong.isascii() else wrong}")
            .status
            == 403
        )


def test_coming_in_again_ends_the_session_of_before(bench):
    from tether.workbench.serve.people import OWNER

    client = Client(bench, READER)
    client.get(f"/enter?key={bench.sessions.new_key(OWNER)}")
    assert client.get("/log").status == 303


def test_leaving_ends_the_session(bench):
    client = Client(bench)
    assert client.get("/log").status == 200
    client.post("/leave")
    assert client.get("/log").status == 303


def test_every_answer_says_what_may_run(bench):
    client = Client(bench)
    answers = [
        client.get(p) for p in ("/log", "/nowhere", "/charters/none/versions", "/static/workbench.js", "/jobs/none")
    ]
    answers += [
        client.get("/log", host=("evil",)),
        client.post("/leave", origin="null"),
        Client(bench, None).get("/login"),
    ]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cache-control"] in ("no-store", "no-cache")
        assert "server" not in answer.headers


INJECTED = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}",
    "javascript:alert(1)",
    "</textarea><svg onload=x>",
    "' onfocus='x",
    "\u202ereversed",
    "%0d%0aset-cookie: x=1",
]


@pytest.mark.parametrize("bad", INJECTED)
def test_what_is_typed_is_shown_and_never_run(bench, bad):
    client = Client(bench, SIGNER)
    made = client.post("/charters", {"title": bad})
    assert made.status == 303, made.text
    name = made.headers["location"].split("/")[2]
    assert re.fullmatch(r"[A-Za-z0-9._-]+", name)
    client.json(f"/api/charters/{name}/typed", {"text": f"{TEXT}# {bad}\n", "parent": 1, "tab": bad[:30]})
    pages = [f"/charters/{name}/{p}" for p in ("text", "versions", "interview", "findings", "sentences", "letter")]
    for path in [*pages, "/", "/log", f"/login?{bad}", f"/evidence?country={bad}", f"/gate?case={bad}", f"/jobs/{bad}"]:
        answer = client.get(path.split("?")[0] + "?" + path.split("?")[1] if "?" in path else path)
        _runs_nothing(answer.text)
        assert "set-cookie" not in answer.headers


def _runs_nothing(page):
    assert re.findall(r"<script[^>]*>", page) in ([], ['<script src="/static/workbench.js" defer>'])
    tags = re.findall(r"<[a-zA-Z][^>]*>", page)
    assert not [t for t in tags if re.search(r"\s(on[a-z]+|style)\s*=\s*[\"']?", re.sub(r'"[^"]*"', '""', t))]
    assert not re.findall(r'(?:href|src|action)="\s*(?:javascript|data:text)', page)
    assert "<svg onload" not in page and "<img src=x" not in page


@pytest.mark.parametrize(
    "name",
    [
        "..",
        "../../../etc/passwd",
        "%2e%2e",
        "..%2f..%2fpeople.json",
        "guard/../guard",
        "con",
        "a\0b",
        ".hidden",
        "guard\\..\\x",
        "x" * 300,
        "versions",
        "\u0000",
        "guard%00",
    ],
)
def test_ids_are_no_paths(bench, name):
    client = Client(bench)
    for path in (
        f"/charters/{name}/text",
        f"/charters/{name}/files/charter.yaml",
        f"/jobs/{name}",
        f"/jobs/{name}/files/asked.json",
    ):
        answer = client.get(path)
        assert answer.status in (400, 404, 414, 422), (path, answer.status)
        assert "root:" not in answer.text and "Traceback" not in answer.text


def test_a_link_in_the_workspace_leads_nowhere(bench, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("not yours", "utf-8")
    job = bench.jobs.ask("brief", {"case": "iraq-2015"}, "owner")
    result = bench.jobs.folder / job / "result"
    result.mkdir()
    (result / "leak.html").symlink_to(secret)
    bench.jobs.write_state(job, {"ended": "done"})
    for path in (f"/jobs/{job}/files/leak.html", f"/jobs/{job}/show/leak.html"):
        assert "not yours" not in Client(bench).get(path).text


def test_what_is_restricted_is_not_taken_away_by_a_reader_and_says_so_in_its_name(bench):
    name = bench.space.start("secret plan", TEXT, "owner")
    assert Client(bench, DRAFTER).post(f"/charters/{name}/handling", {"handling": "restricted"}).status == 303
    for file in ("charter.yaml", "report.json", "letter.txt", "form.xlsx"):
        assert Client(bench, READER).get(f"/charters/{name}/files/{file}").status == 403
    answer = Client(bench, DRAFTER).get(f"/charters/{name}/files/charter.yaml")
    assert "RESTRICTED-secret-plan.yaml" in answer.headers["content-disposition"]
    assert bench.space.ledger.lines(1)[0]["what"] == "downloaded"


def test_words_of_an_internal_claim_leave_in_no_file(bench):
    name = bench.space.start("told", f"{TEXT}# told over tea in Erbil\n", "owner")
    withhold(["told over tea in Erbil"])
    try:
        answer = Client(bench).get(f"/charters/{name}/files/charter.yaml")
    finally:
        release()
    assert answer.status == 400 and "over tea" not in answer.text


def test_a_finished_page_is_shown_in_a_box_without_an_origin():
    own = "default-src &#39;none&#39;; script-src &#39;sha256-abc=&#39;; img-src data:"
    assert boxed(f'<meta http-equiv="Content-Security-Policy" content="{own}">').startswith(
        "default-src 'none'; script-src 'sha256-abc='"
    )
    for bad in (
        "",
        "default-src *",
        "default-src 'none'; script-src 'unsafe-inline'",
        "script-src 'self'",
        "default-src 'none'\nx: y",
    ):
        policy = boxed(f'<meta http-equiv="Content-Security-Policy" content="{bad}">')
        assert "script-src" not in policy and "sandbox" in policy and "\n" not in policy
    assert "allow-same-origin" not in boxed(own)


def test_off_this_machine_it_needs_people_and_a_certificate(tmp_path):
    people = read_people(tmp_path / "people.json")
    for host in ("0.0.0.0", "::", "192.168.1.5", "workbench.example", ""):
        with pytest.raises(UsageError) as told:
            check_asked(ServeAsked(host=host), people)
        said = str(told.value)
        assert "--add-person" in said and "--cert" in said and "--name" in said and "\n" not in said
    for host in ("127.0.0.1", "::1", "localhost", "127.0.0.2"):
        check_asked(ServeAsked(host=host), people)
    with pytest.raises(UsageError, match="go together"):
        check_asked(ServeAsked(certificate=tmp_path / "c.pem"), people)


def test_off_this_machine_it_answers_under_its_name_alone(tmp_path):
    asked = ServeAsked(host="0.0.0.0", port=443, name="bench.example", certificate=tmp_path / "c", key=tmp_path / "k")
    doors = doors_of(asked)
    assert doors.hosts == {"bench.example", "bench.example:443"}
    assert doors.cookie_line("s").startswith("__Host-tether-443=s;") and "Secure" in doors.cookie_line("s")


def test_every_word_of_the_pages_stands_in_three_languages():
    import csv
    from importlib.resources import files

    room = files("tether.workbench.serve")
    rows = list(csv.DictReader((room / "words.csv").read_text("utf-8").splitlines()))
    assert all(row[k].strip() for row in rows for k in ("key", "en", "ar", "fr"))
    assert all(
        {*re.findall(r"{\d}", row["en"])} == {*re.findall(r"{\d}", row[k])} for row in rows for k in ("ar", "fr")
    )
    keys = {row["key"] for row in rows}
    used = {w for f in (room / "templates").iterdir() for w in re.findall(r"\bt\.([a-z_]+)", f.read_text("utf-8"))}
    assert len(keys) == len(rows) and not used - keys
