"""The download, against a server on the loopback that plays UCDP's API: paging, limits, failures, refusals."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from tether.errors import InputError
from tether.evidence.fetch import TRIES, fetch_events, read_token
from tether.evidence.ged import read_events

TOKEN = "a-token-of-ours"


class Api:
    """What the server answers: pages of rows; ``before`` maps the number of a request to an answer that comes instead."""

    def __init__(self, rows, size=7):
        self.rows, self.size = rows, size
        self.before, self.asked, self.total = {}, [], None

    def answer(self, path, headers):
        self.asked.append(path)
        if len(self.asked) in self.before:
            return self.before[len(self.asked)]
        if headers.get("x-ucdp-access-token") != TOKEN:
            return 401, {}, b"API token required"
        parts = urlsplit(path)
        if parts.path != "/api/gedevents/25.1":
            return 404, {}, b"no such release"
        query = {k: v[0] for k, v in parse_qs(parts.query).items()}
        rows = [r for r in self.rows if r["country_id"] in query["Country"].split(",")]
        page = int(query.get("page", 0))
        last = (page + 1) * self.size >= len(rows)
        body = {
            "TotalCount": len(rows) if self.total is None else self.total,
            "TotalPages": -(-len(rows) // self.size),
            "PreviousPageUrl": "",
            "NextPageUrl": "" if last else f"https://elsewhere.example/api/gedevents/25.1?page={page + 1}",
            "Result": rows[page * self.size : (page + 1) * self.size],
        }
        return 200, {}, json.dumps(body).encode()


@pytest.fixture
def api(rows):
    played = Api(rows)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            code, headers, body = played.answer(self.path, self.headers)
            if code == 0:
                return self.connection.close()
            self.send_response(code)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            return self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    played.url = f"http://127.0.0.1:{server.server_port}/api"
    yield played
    server.shutdown()
    server.server_close()


@pytest.fixture
def fetch(api, tmp_path):
    waits = []

    def run(country="Iraq", release="25.1", token=TOKEN):
        return fetch_events(country, release, token, tmp_path / "got" / "g.csv", api=api.url, wait=waits.append)

    run.waits = waits
    return run


def _said(fetch, tmp_path, **options):
    with pytest.raises(InputError) as raised:
        fetch(**options)
    assert not list((tmp_path / "got").glob("*")), "something was left behind"
    assert TOKEN not in str(raised.value)
    return str(raised.value)


def test_every_page_is_fetched_and_readable(api, fetch):
    path = fetch()
    assert len(api.asked) == 3 and "pagesize=1000" in api.asked[0] and "Country=645" in api.asked[0]
    assert len(read_events(path, "Iraq", version="25.1")) == 20


def test_two_numbers_of_one_country_are_both_asked(api, fetch, tmp_path):
    assert "no event of this country" in _said(fetch, tmp_path, country="Serbia")
    assert "Country=340%2C345" in api.asked[0]


@pytest.mark.parametrize("code", [429, 500, 503])
def test_a_busy_api_is_asked_again(api, fetch, code):
    api.before = {2: (code, {"Retry-After": "30"}, b""), 3: (code, {}, b"")}
    fetch()
    assert fetch.waits == [30.0, 60.0]


def test_400_after_pages_means_slower_but_first_means_wrong(api, fetch, tmp_path):
    api.before = {1: (400, {}, b"")}
    assert "refuses the question (400)" in _said(fetch, tmp_path)
    api.asked.clear()
    api.before = {2: (400, {}, b"")}
    fetch()
    assert fetch.waits == [5.0]


def test_a_limit_that_stays_ends_in_a_message(api, fetch, tmp_path):
    api.before = {n: (429, {"Retry-After": "9999"}, b"") for n in range(2, 50)}
    assert f"429, {TRIES} times" in _said(fetch, tmp_path)
    assert fetch.waits == [120.0] * (TRIES - 1)


def test_a_broken_line_is_tried_again(api, fetch):
    api.before = {2: (0, {}, b"")}
    fetch()
    assert len(fetch.waits) == 1


@pytest.mark.parametrize(
    ("token", "release", "piece"),
    [("wrong", "25.1", "does not know the token"), (TOKEN, "99.1", "does not know this release")],
)
def test_refusals(fetch, tmp_path, token, release, piece):
    assert piece in _said(fetch, tmp_path, token=token, release=release)


def test_403(api, fetch, tmp_path):
    api.before = {1: (403, {}, b"")}
    assert "daily limit" in _said(fetch, tmp_path)


def test_a_redirect_is_not_followed(api, fetch, tmp_path):
    api.before = {1: (302, {"Location": "http://127.0.0.1:1/steal"}, b"")}
    assert "answered 302" in _said(fetch, tmp_path)


@pytest.mark.parametrize(
    "body", [b"<html>", b"[]", b'{"Result": 3, "TotalCount": 1}', b'{"Result": [1], "TotalCount": 1}', b"[" * 100_000]
)
def test_an_answer_that_is_no_page(api, fetch, tmp_path, body):
    api.before = {1: (200, {}, body)}
    assert "no page of events" in _said(fetch, tmp_path)


def test_rows_that_are_missing_or_come_twice(api, fetch, tmp_path):
    api.total = 25
    assert "20 different events where 25 were promised" in _said(fetch, tmp_path)


def test_pages_that_never_end(api, fetch, tmp_path):
    body = {"TotalCount": 20, "NextPageUrl": "?page=1", "Result": api.rows[:1]}
    api.before = {n: (200, {}, json.dumps(body).encode()) for n in range(1, 9)}
    assert "offered twice" in _said(fetch, tmp_path)


def test_rows_that_the_reader_refuses_are_not_kept(api, fetch, tmp_path):
    api.rows[3]["best"] = "many"
    assert "row 4, best: 'many'" in _said(fetch, tmp_path)


def test_a_token_goes_over_https_only(tmp_path):
    with pytest.raises(InputError, match="https"):
        fetch_events("Iraq", "25.1", TOKEN, tmp_path / "g.csv", api="http://ucdp.example/api")


def test_release_is_checked_before_anything_is_asked(fetch, api, tmp_path):
    assert "release 'x'" in _said(fetch, tmp_path, release="x")
    assert not api.asked


def test_token_from_file_or_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("UCDP_API_TOKEN", "abc")
    assert read_token() == "abc"
    (tmp_path / "t").write_text(" xyz\n")
    assert read_token(tmp_path / "t") == "xyz"
    monkeypatch.delenv("UCDP_API_TOKEN")
    with pytest.raises(InputError, match="no token"):
        read_token()
    with pytest.raises(InputError, match="unreadable"):
        read_token(tmp_path / "none")
    (tmp_path / "t").write_text("a\nb")
    with pytest.raises(InputError, match="odd characters"):
        read_token(tmp_path / "t")
