"""Published files without a key, from a server on the loopback: pins, ranges, half files, proxies, pages, bombs."""

import hashlib
import io
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tether.cli import main
from tether.errors import InputError
from tether.evidence import releases
from tether.evidence.fetch import TRIES
from tether.evidence.ged import read_events
from tether.evidence.releases import Release, fetch_release, find_release, known_releases
from tether.evidence.sources import release_in


class Site:
    """What the server answers: files by path; ``before`` maps the number of a request to what comes in its place."""

    def __init__(self):
        self.files, self.asked, self.before, self.url = {}, [], {}, ""
        self.kind, self.tag, self.ranges, self.cut = "application/zip", '"v1"', True, {}

    def answer(self, path, headers):
        self.asked.append((path, dict(headers)))
        if len(self.asked) in self.before:
            return self.before[len(self.asked)]
        data = self.files.get(path)
        if data is None:
            return 404, {"Content-Type": "text/html"}, b"<html>not here</html>", None
        said = {"Content-Type": self.kind} | ({"ETag": self.tag} if self.tag else {})
        start, asked = 0, headers.get("Range", "")
        if self.ranges and asked and headers.get("If-Range") in (None, self.tag):
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            if start >= len(data):
                return 416, {}, b"", None
            said["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        return (206 if start else 200), said, data[start:], self.cut.get(len(self.asked))


def serve(played, first_word="GET"):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            code, headers, body, cut = played.answer(self.path, self.headers)
            self.send_response(code)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body if cut is None else body[:cut])
            self.close_connection = True

        def do_CONNECT(self):
            played.asked.append((self.path, dict(self.headers)))
            self.send_error(403, "not through here")

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    played.url = f"http://127.0.0.1:{server.server_port}"
    return server


@pytest.fixture
def site(monkeypatch):
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    played = Site()
    server = serve(played)
    yield played
    server.shutdown()
    server.server_close()


@pytest.fixture
def packed(rows, write):
    """A yearly file as UCDP packs it."""
    return zipped("GEDEvent_v99_1.csv", write(rows, "GEDEvent_v99_1.csv").read_bytes())


def zipped(name, data, level=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", level) as archive:
        archive.writestr(name, data)
    return out.getvalue()


@pytest.fixture
def fetch(site, tmp_path):
    waits, told = [], []

    def run(release="99.1", name="got.zip", **options):
        out = tmp_path / "got" / name
        return fetch_release(release, out, site=site.url, wait=waits.append, say=told.append, **options)

    run.waits, run.told, run.folder = waits, told, tmp_path / "got"
    return run


def said(fetch, kept=0, **options):
    """Return the message of a failure; nothing but ``kept`` files of a part is left."""
    with pytest.raises(InputError) as raised:
        fetch(**options)
    left = (
        sorted(p.name for p in fetch.folder.glob("*") if not p.name.endswith(".lock")) if fetch.folder.exists() else []
    )
    left += sorted(p.name for p in fetch.folder.glob(".*.part*"))
    assert len(set(left)) == kept, left
    return str(raised.value)


def pinned(monkeypatch, data, **more):
    row = Release("99.1", "yearly", "ged991-csv.zip", sha256=hashlib.sha256(data).hexdigest(), hash_by=2, **more)
    monkeypatch.setattr(releases, "known_releases", lambda: (row,))


def test_a_pinned_file_is_fetched_checked_and_readable(site, fetch, packed, monkeypatch):
    pinned(monkeypatch, packed, bytes=len(packed))
    site.files["/ged/ged991-csv.zip"] = packed
    found = fetch()
    assert found.pinned and "as pinned" in found.said and "CC BY 4.0" in found.said
    assert len(read_events(found.path, "Iraq", version="99.1")) == 20
    assert [p.name for p in fetch.folder.iterdir()] == ["got.zip"]
    assert "x-ucdp-access-token" not in {k.lower() for k in site.asked[0][1]}  # no key
    fetch()
    assert len(site.asked) == 1 and "there already" in fetch.told[-1]


def test_without_a_pin_the_checksum_seen_is_told_and_may_be_given(site, fetch, packed):
    site.files["/ged/ged991-csv.zip"] = packed
    seen = hashlib.sha256(packed).hexdigest()
    found = fetch()
    assert not found.pinned and f"not pinned: sha256 seen {seen} (write it down" in found.said
    assert fetch(sha256=seen.upper(), name="again.zip").pinned
    assert "64 hexadecimal" in said_only(fetch, sha256="abc")


def said_only(fetch, **options):
    with pytest.raises(InputError) as raised:
        fetch(**options)
    return str(raised.value)


def test_a_changed_file_is_not_kept(site, fetch, packed, monkeypatch):
    pinned(monkeypatch, packed)
    changed = zipped("GEDEvent_v99_1.csv", b"id,year\n")
    site.files["/ged/ged991-csv.zip"] = changed
    message = said(fetch)
    assert f"sha256 {hashlib.sha256(changed).hexdigest()}" in message and "which is pinned" in message


def test_a_line_that_breaks_goes_on_where_it_was(site, fetch, packed):
    site.files["/ged/ged991-csv.zip"] = packed
    half = len(packed) // 2
    site.cut = {1: half}
    found = fetch()
    assert found.path.read_bytes() == packed and fetch.waits == [5.0]
    assert site.asked[1][1]["Range"] == f"bytes={half}-" and site.asked[1][1]["If-Range"] == '"v1"'


def test_a_run_that_gave_up_is_gone_on_with_by_the_next(site, fetch, packed):
    site.files["/ged/ged991-csv.zip"] = packed
    site.cut = dict.fromkeys(range(1, TRIES + 1), 40)
    message = said(fetch, kept=2)
    assert f"it goes on after the {40 * TRIES:,} bytes that are kept" in message
    assert fetch().path.read_bytes() == packed
    assert site.asked[-1][1]["Range"] == f"bytes={40 * TRIES}-"


def test_half_a_file_of_another_version_is_thrown_away(site, fetch, packed, rows, write):
    site.files["/ged/ged991-csv.zip"] = packed
    site.cut = {n: 0 if n > 1 else 99 for n in range(1, TRIES + 1)}
    said(fetch, kept=2)
    site.cut, site.tag = {}, '"v2"'
    other = zipped("GEDEvent_v99_1.csv", write(rows[:9], "b.csv").read_bytes())
    site.files["/ged/ged991-csv.zip"] = other
    assert fetch().path.read_bytes() == other


@pytest.mark.parametrize("change", ["no ranges", "no tag"])
def test_where_the_server_cannot_go_on_it_begins_again(site, fetch, packed, change):
    site.files["/ged/ged991-csv.zip"] = packed
    site.ranges, site.tag = change != "no ranges", "" if change == "no tag" else '"v1"'
    site.cut = {1: 50}
    assert fetch().path.read_bytes() == packed


def test_a_part_longer_than_the_file_begins_again(site, fetch, packed):
    site.files["/ged/ged991-csv.zip"] = packed
    fetch.folder.mkdir()
    (fetch.folder / ".got.zip.part").write_bytes(b"x" * (len(packed) + 9))
    (fetch.folder / ".got.zip.part-of").write_text('"v1"', "utf-8")
    assert fetch().path.read_bytes() == packed


def test_a_link_under_the_parts_name_is_not_followed(site, fetch, packed, tmp_path):
    site.files["/ged/ged991-csv.zip"] = packed
    fetch.folder.mkdir()
    (tmp_path / "mine").write_text("keep", "utf-8")
    (fetch.folder / ".got.zip.part").symlink_to(tmp_path / "mine")
    with pytest.raises(OSError, match=r"symbolic|loop|link"):
        fetch()
    assert (tmp_path / "mine").read_text("utf-8") == "keep"


def test_a_file_that_is_not_there(site, fetch):
    message = said(fetch, release="98.1")
    assert "404" in message and "may not be out yet" in message and "downloads" in message
    assert fetch.waits == []


@pytest.mark.parametrize("code", [429, 500, 503])
def test_a_busy_server_is_asked_again(site, fetch, packed, code):
    site.files["/ged/ged991-csv.zip"] = packed
    site.before = {1: (code, {}, b"", None)}
    fetch()
    assert fetch.waits == [5.0]


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/json"])
def test_a_page_in_the_files_place_is_refused(site, fetch, kind):
    site.files["/ged/ged991-csv.zip"], site.kind = b"<html>Please log in</html>", kind
    message = said(fetch)
    assert "Please log in" in message and "a csv or zip file" in message


def test_a_page_that_says_it_is_a_zip_is_refused_too(site, fetch):
    site.files["/ged/ged991-csv.zip"] = b"<html>Please log in</html>"
    assert "no event file" in said(fetch)


def test_a_zip_bomb_is_refused(site, fetch):
    site.files["/ged/ged991-csv.zip"] = zipped("GEDEvent_v99_1.csv", b"0" * (64 << 20))
    assert "no event file" in said(fetch)


def test_a_table_of_something_else_is_refused(site, fetch):
    site.files["/candidateged/GEDEvent_v99_0_2.csv"] = b"a,b\n1,2\n"
    site.kind = "text/csv"
    assert "no event file" in said(fetch, release="99.0.2", name="c.csv")


def test_more_bytes_than_announced_never_come_and_fewer_are_told(site, fetch, packed, monkeypatch):
    pinned(monkeypatch, packed, bytes=len(packed) + 5)
    site.files["/ged/ged991-csv.zip"] = packed
    fetch()
    assert any("were recorded" in t for t in fetch.told)


def test_the_proxy_of_the_environment_is_used(site, fetch, packed, monkeypatch):
    proxy = Site()
    server = serve(proxy)
    try:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        proxy.files[f"{site.url}/ged/ged991-csv.zip"] = packed
        fetch()
        assert site.asked == [] and proxy.asked[0][0] == f"{site.url}/ged/ged991-csv.zip"
        monkeypatch.setenv("https_proxy", proxy.url)
        with pytest.raises(InputError, match=r"no connection \(.*403"):
            fetch_release("99.1", fetch.folder / "b.zip", wait=fetch.waits.append)
        assert proxy.asked[-1][0] == "ucdp.uu.se:443"
    finally:
        server.shutdown()
        server.server_close()


def test_a_redirect_goes_to_no_plainer_place(site, fetch):
    site.before = {1: (302, {"Location": "http://example.org/ged.zip"}, b"", None)}
    assert "answered 302" in said(fetch)


@pytest.mark.parametrize("address", ["http://example.org/x", "ftp://ucdp.uu.se"])
def test_another_site_is_asked_by_https_only(address):
    with pytest.raises(InputError, match="https"):
        fetch_release("99.1", site=address)


def test_the_table_is_sound_and_names_follow_the_habit():
    assert len({r.release for r in known_releases()}) == len(known_releases())
    for row in known_releases():
        made = find_release(row.release)
        assert row.kind in ("yearly", "candidate") and row.first <= row.last
        assert bool(row.sha256) == bool(row.hash_by) and (not row.sha256 or len(row.sha256) == 64)
        assert release_in(row.file) == row.release, row.file
        assert made == row and ("pinned, sha256" in row.said) == bool(row.sha256)
    assert find_release("27.1").file == "ged271-csv.zip" and not find_release("27.1").sha256
    assert find_release("26.0.11").file == "GEDEvent_v26_0_11.csv" and find_release("26.0.11").first == "2026-11"
    assert find_release("27.01.27.03").file == "GEDEvent_v27_01_27_03.csv"
    for wrong in ("", "26", "26.0.13", "../26.1", "26.1.1.1.1", "latest"):
        with pytest.raises(InputError, match="a yearly release"):
            find_release(wrong)


def test_the_command_needs_no_key(site, packed, tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("UCDP_API_TOKEN", raising=False)
    site.files["/ged/ged991-csv.zip"] = packed
    out = str(tmp_path / "g.zip")
    assert main(["data", "fetch", "--release", "99.1", "--site", site.url, "--out", out]) == 0
    told = capsys.readouterr()
    assert "not pinned: sha256 seen" in told.out and f"tether data add {out}" in told.out
    assert main(["data", "fetch"]) == 0
    listed = capsys.readouterr().out
    assert "26.1 (yearly, 1989-01 to 2025-12" in listed and "not pinned" in listed
    assert main(["data", "fetch", "--release", "latest"]) == 3
