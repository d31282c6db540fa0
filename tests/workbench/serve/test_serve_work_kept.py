"""Nobody's work is lost: two who write at once, a kill, a full disk, typing kept as it is typed; the log; jobs."""

import errno
import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

pytest.importorskip("starlette")

from serve_client import DRAFTER, READER, Client, opened

import tether.workbench.serve.ledger as ledger_file
import tether.workbench.serve.workspace as workspace_file
from tether.charter.library import text_of
from tether.errors import InputError, UsageError
from tether.workbench.serve.jobs import UNKEPT, Jobs
from tether.workbench.serve.ledger import Ledger
from tether.workbench.serve.people import OWNER, Sessions, read_people
from tether.workbench.serve.workers import Workers, WorkFailed
from tether.workbench.serve.workspace import Workspace, open_workspace

TEXT = 'charter: "0.3"\nmeta:\n  id: guard\n  title: A guard\n'
SOURCE = Path(workspace_file.__file__).parents[3]


@pytest.fixture
def space(tmp_path):
    with open_workspace(tmp_path / "bench") as made:
        made.start("guard", TEXT, "Nadia")
        yield made


# Two at once


def test_of_two_who_write_at_once_both_are_kept_until_somebody_decides(space):
    mine = space.save("guard", TEXT + "# mine\n", 1, "Nadia", "saved")
    theirs = space.save("guard", TEXT + "# theirs\n", 1, "Karim", "saved")
    assert (mine.beside, theirs.beside) == (0, 2)
    assert space.head("guard").text.endswith("# mine\n")
    assert [v.version for v in space.undecided("guard")] == [3]
    on = space.save("guard", TEXT + "# theirs, longer\n", 3, "Karim", "saved")
    assert on.beside == 2 and [v.version for v in space.undecided("guard")] == [4]
    space.save("guard", on.text, 2, "Nadia", "merged", note="decided:4 other")
    assert space.undecided("guard") == [] and space.head("guard").text == on.text
    assert space.version("guard", 3).text.endswith("# theirs\n")


def test_many_who_save_at_once_lose_nothing(space):
    texts = [f"{TEXT}# {n}\n" for n in range(24)]
    failed = []

    def save(text):
        try:
            space.save("guard", text, 1, f"person {text}", "saved")
        except OSError as error:
            failed.append(error)

    threads = [threading.Thread(target=save, args=(t,)) for t in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = {space.version("guard", n).text for n in space.numbers("guard")}
    assert not failed and set(texts) <= kept
    assert len(space.undecided("guard")) == 23


def test_a_page_shows_both_and_the_decision_is_taken_of_what_was_seen(tmp_path):
    with opened(tmp_path) as bench:
        bench.space.start("guard", TEXT, "owner")
        one, other = Client(bench, OWNER), Client(bench, DRAFTER)
        assert (
            one.post("/charters/guard/text", {"text": TEXT + "# one\r\n", "parent": "1"})
            .headers["location"]
            .endswith("saved=2")
        )
        answer = other.post("/charters/guard/text", {"text": TEXT + "# other\n", "parent": "1"})
        assert answer.headers["location"] == "/charters/guard/versions"
        shown = one.get("/charters/guard/versions").text
        assert "# one" in shown and "# other" in shown and "both texts are kept" in shown
        bench.space.save("guard", TEXT + "# a third\n", 2, "Rim", "saved")
        one.post("/charters/guard/decide", {"version": "3", "take": "other", "latest": "2"})
        assert bench.space.head("guard").text.endswith("# a third\n")
        one.post("/charters/guard/decide", {"version": "3", "take": "other", "latest": "4"})
        assert bench.space.head("guard").text.endswith("# other\n") and not bench.space.undecided("guard")


def test_what_is_typed_is_kept_and_thinned_within_a_window(space, monkeypatch):
    clock = iter(f"2026-11-30T10:{minute:02}:{second:02}Z" for minute in range(13) for second in (0, 10, 20))
    monkeypatch.setattr(workspace_file, "now", lambda: next(clock))
    parent = 1
    for n in range(36):
        parent = space.save("guard", f"{TEXT}# {n}\n", parent, "Nadia", "typed", tab="a").version
    kept = [space.version("guard", n).text.rpartition("# ")[2].strip() for n in space.numbers("guard")[1:]]
    assert kept == ["14", "29", "35"]
    space.save("guard", TEXT + "# saved\n", parent, "Nadia", "saved")
    space.save("guard", TEXT + "# other tab\n", space.head("guard").version, "Nadia", "typed", tab="b")
    assert len(space.numbers("guard")) == 6


def test_the_same_text_is_no_new_version(space):
    assert space.save("guard", TEXT, 1, "Nadia", "saved").version == 1
    assert space.save("guard", TEXT, 99, "Karim", "typed", tab="x").version == 1


def test_a_text_that_is_too_long_and_a_version_that_is_not_there_are_said(space):
    with pytest.raises(InputError, match="at most 2,000,000"):
        space.save("guard", "x" * 2_000_001, 1, "Nadia", "saved")
    with pytest.raises(InputError, match="no version 7"):
        space.version("guard", 7)
    with pytest.raises(InputError, match="no charter"):
        space.head("nothing")


# The disk, and kills


def test_a_full_disk_gives_the_text_back(tmp_path, monkeypatch):
    with opened(tmp_path) as bench:
        bench.space.start("guard", TEXT, "owner")

        def full(path, text):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

        monkeypatch.setattr(workspace_file, "write_text", full)
        answer = Client(bench).post("/charters/guard/text", {"text": TEXT + "# long work\n", "parent": "1"})
        assert answer.status == 507 and "# long work" in answer.text and "No space left on device" in answer.text
        typed = Client(bench).json("/api/charters/guard/typed", {"text": TEXT + "# x\n", "parent": 1, "tab": "t"})
        assert typed.status == 507 and json.loads(typed.text)["error"].startswith("No space left on device")
        monkeypatch.undo()
        assert bench.space.head("guard").text == TEXT and bench.space.numbers("guard") == [1]


def test_a_line_that_a_full_disk_cuts_is_taken_back(tmp_path, monkeypatch):
    log = Ledger(tmp_path / "log.jsonl")
    log.add("Nadia", "saved", "guard")
    whole, write = log.path.read_bytes(), os.write
    monkeypatch.setattr(ledger_file.os, "write", lambda handle, data: write(handle, data[:20]))
    with pytest.raises(OSError, match="No space left"):
        log.add("Nadia", "saved", "guard")
    monkeypatch.undo()
    assert log.path.read_bytes() == whole
    log.add("Karim", "saved", "guard")
    assert log.fault() == "" and [line["who"] for line in log.lines()] == ["Karim", "Nadia"]


WRITER = """
import sys
from pathlib import Path
from tether.workbench.serve.workspace import Workspace
space = Workspace(Path(sys.argv[1]))
parent = 1
for n in range(100_000):
    parent = space.save("guard", sys.argv[2] + "# " + str(n) + "\\n" * 500, parent, "Nadia", "saved").version
    print(parent, flush=True)
"""


def test_a_kill_leaves_every_version_whole(space):
    for _ in range(3):
        env = os.environ | {"PYTHONPATH": str(SOURCE)}
        parent = space.head("guard").version
        script = WRITER.replace("parent = 1", f"parent = {parent}")
        writer = subprocess.Popen(
            [sys.executable, "-c", script, str(space.root), TEXT], stdout=subprocess.PIPE, env=env
        )
        told = 0
        while told < parent + 3:
            told = int(writer.stdout.readline())
        writer.send_signal(signal.SIGKILL)
        writer.wait(timeout=10)
        writer.stdout.close()
        numbers = Workspace(space.root).numbers("guard")
        assert numbers[-1] >= told and [Workspace(space.root).version("guard", n).version for n in numbers] == numbers
    assert Ledger(space.ledger.path).fault() == ""


def test_one_workspace_has_one_server_and_takes_no_folder_of_somebody_else(tmp_path):
    with (
        open_workspace(tmp_path / "a"),
        pytest.raises(UsageError, match="another workbench has it open"),
        open_workspace(tmp_path / "a"),
    ):
        pass
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "thesis.docx").write_bytes(b"")
    with pytest.raises(UsageError, match="other things in it"), open_workspace(tmp_path / "b"):
        pass
    (tmp_path / "c").symlink_to(tmp_path / "a")
    with pytest.raises(UsageError, match="no folder"), open_workspace(tmp_path / "c"):
        pass


# The log, and people


def test_the_log_shows_an_edit_by_hand(tmp_path):
    log = Ledger(tmp_path / "log.jsonl")
    for n in range(5):
        log.add("Nadia", "saved", "guard", version=n)
    lines = log.path.read_text("utf-8").splitlines(keepends=True)
    for changed in (
        [*lines[:2], lines[2].replace("Nadia", "Karim"), *lines[3:]],
        lines[:1] + lines[2:],
        [lines[1], lines[0], *lines[2:]],
    ):
        log.path.write_text("".join(changed), "utf-8")
        assert "log.jsonl" in Ledger(log.path).fault()
    log.path.write_text("".join(lines), "utf-8")
    assert Ledger(log.path).fault() == ""


def test_people_come_in_by_password_and_the_file_holds_none(tmp_path):
    with opened(tmp_path) as bench:
        bench.people.add("Nadia", "drafter", "correct horse battery")
        path = bench.space.root / "people.json"
        assert "correct horse" not in path.read_text("utf-8") and path.stat().st_mode & 0o077 == 0
        assert read_people(path).with_password("Nadia", "correct horse battery").role == "drafter"
        for name, password in (("Nadia", "wrong"), ("Nobody", "correct horse battery"), ("", "")):
            assert read_people(path).with_password(name, password) is None
        browser = Client(bench, None)
        assert browser.post("/login", {"name": "Nadia", "password": "correct horse battery"}).status == 303
        tries = [browser.post("/login", {"name": "Nadia", "password": "guess"}).status for _ in range(8)]
        assert tries[0] == 403 and tries[-1] == 429
        assert [line["what"] for line in bench.space.ledger.lines()].count("was not let in") < 8
        for role, password, name in (("king", "x" * 20, "A"), ("reader", "short", "A"), ("reader", "x" * 20, "a\nb")):
            with pytest.raises(UsageError):
                bench.people.add(name, role, password)


def test_sessions_end_and_keys_grow_old(monkeypatch):
    import tether.workbench.serve.people as people_file

    sessions, at = Sessions(), [1000.0]
    monkeypatch.setattr(people_file.time, "monotonic", lambda: at[0])
    secret, key = sessions.start(OWNER), sessions.new_key(OWNER)
    assert sessions.of(secret).person == OWNER
    at[0] += people_file.KEY_LIVES + 1
    assert sessions.take_key(key) is None and sessions.of(secret) is not None
    at[0] += people_file.IDLE + 1
    assert sessions.of(secret) is None


# Children


def test_a_child_that_takes_too_long_is_ended_and_the_next_answers():
    with Workers(1) as workers:
        with pytest.raises(WorkFailed, match=r"took longer than|more than one request"):
            workers.ask(
                "door",
                {"do": "check", "charter": {"name": "a.yaml", "text": text_of("example-guard-law")}},
                seconds=0.001,
            )
        assert workers.ask("door", {"do": "example", "name": "example-guard-law"}, seconds=120)["ok"]
        with pytest.raises(WorkFailed):
            workers.ask("nothing", {})


def test_what_several_ask_at_once_is_worked_out_once_and_a_failure_holds_nobody_up(monkeypatch):
    with Workers(1) as workers:
        asked, begun = [], threading.Event()

        def slow(request, seconds):
            asked.append(request)
            begun.wait(10)
            if len(asked) == 1 and b"fails" in request:
                raise WorkFailed("ended")
            return b'{"answer": 7}'

        monkeypatch.setattr(workers, "_asked", slow)
        for word, times in (("works", 1), ("fails", 2)):
            asked.clear()
            with ThreadPoolExecutor(6) as pool:
                waiting = [pool.submit(workers.ask, word, {}, keep=True) for _ in range(6)]
                begun.set()
                failed = [w.exception(30) for w in waiting]
            assert len(asked) == times and sum(f is not None for f in failed) == times - 1
        assert workers.answers.under_way == {}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x",
        b"no boundary at all",
        b"--x\r\n\r\n\r\n--x--",
        b"\x00" * 1000,
        b"--x\r\nContent-Disposition: form-data\r\n\r\nv\r\n--x--",
    ],
)
def test_a_form_that_is_none_is_said_in_a_sentence(tmp_path_factory, body, bench):
    headers = [("content-type", "multipart/form-data; boundary=x"), ("origin", "http://127.0.0.1:8765")]
    answer = Client(bench).ask("POST", "/charters", body, headers)
    assert answer.status == 422 and "This was not done" in answer.text and "Traceback" not in answer.text


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    with opened(tmp_path_factory.mktemp("pages")) as made:
        yield made


@pytest.mark.parametrize(
    ("file", "data"),
    [
        ("a.docx", b"PK\x03\x04 broken"),
        ("a.docx", b""),
        ("a.pdf", b"%PDF-1.4 nothing"),
        ("a.yaml", b"\xff\xfe\x00"),
        ("a.xlsx", b"PK"),
        ("../../x.yaml", b"- a"),
        ("a.exe", b"MZ"),
        ("a.yaml", b"[" * 100_000),
        ("", b"x"),
    ],
)
def test_an_upload_that_is_none_is_said_in_a_sentence(bench, file, data):
    answer = Client(bench).send("/charters", {}, {"file": (file, data)})
    if answer.status == 303:  # a text that is kept as it is; what is wrong with it stands beside it
        shown = Client(bench).get(answer.headers["location"])
        assert shown.status == 200 and "does not read" in shown.text
    else:
        assert answer.status in (400, 422) and "This was not done" in answer.text
    assert not list(bench.space.root.parent.glob("x*")) and bench.space.ledger.fault() == ""


def test_a_charter_goes_from_an_upload_to_its_letter(bench):
    client = Client(bench)
    made = client.send("/charters", {}, {"file": ("libya.yaml", text_of("libya-national-guard-2013").encode())})
    page = made.headers["location"].rpartition("/")[0]
    assert page == "/charters/libya"
    for part, word in (
        ("text", "Who appoints"),
        ("sentences", "National Guard"),
        ("interview", "Question 1 of"),
        ("findings", "What matters first"),
        ("letter", "Questions"),
        ("versions", "latest"),
    ):
        answer = client.get(f"{page}/{part}")
        assert answer.status == 200 and word in answer.text, part
    for file, start in (
        ("charter.yaml", b"# Gov"),
        ("letter.docx", b"PK"),
        ("report.html", b"<!doctype"),
        ("form.xlsx", b"PK"),
        ("letter.txt", b""),
    ):
        answer = client.get(f"{page}/files/{file}")
        assert answer.status == 200 and answer.data.startswith(start)
    client.post("/language", {"language": "ar", "back": f"{page}/letter"})
    assert 'dir="rtl"' in client.get(f"{page}/findings").text and "أسئلة" in client.get(f"{page}/letter").text


def test_an_answer_is_written_into_the_charter_and_one_that_does_not_fit_is_said(bench):
    name = bench.space.start("asked", text_of("libya-national-guard-2013"), "owner")
    client = Client(bench)
    charter = {"name": f"{name}.yaml", "text": bench.space.head(name).text}
    questions = bench.door("questions", charter=charter, language="en")["questions"]
    at, asked = next((n, q) for n, q in enumerate(questions) if q["kind"] == "yesno")
    bad = client.post(
        f"/charters/{name}/interview", {"path": asked["path"], "at": str(at), "parent": "1", "value": "perhaps"}
    )
    assert bad.status == 422 and "expected yes or no" in bad.text and bench.space.head(name).version == 1
    good = client.post(
        f"/charters/{name}/interview", {"path": asked["path"], "at": str(at), "parent": "1", "value": "yes"}
    )
    assert good.status == 303 and bench.space.head(name).version == 2 and bench.space.head(name).how == "answered"


def test_a_readers_pages_offer_nothing_to_press(bench):
    bench.space.start("shown", text_of("libya-national-guard-2013"), "owner")
    for part in ("text", "interview", "findings", "versions"):
        page = Client(bench, READER).get(f"/charters/shown/{part}").text.partition("<main")[2]
        assert 'method="post"' not in page or part == "text" or part == "interview"
        assert "<button" not in page


# Jobs


HOLDER = """
import sys, time, json
from pathlib import Path
from tether.documents.locks import LOCK, open_lock
folder = Path(sys.argv[1])
handle, state = open_lock(folder / LOCK)
(folder / "state.json").write_text(json.dumps({"stage": "charters", "done": 2, "of": 8, "stages": ["filter", "charters"]}))
print("held", flush=True)
time.sleep(60)
"""


def test_a_job_that_was_killed_is_seen_and_can_go_on(tmp_path):
    jobs = Jobs(tmp_path / "jobs")
    name = jobs.ask("brief", {"case": "iraq-2015"}, "Nadia", files={"roster.csv": b"secret"})
    assert jobs.state(name).told == "waiting"
    env = os.environ | {"PYTHONPATH": str(SOURCE)}
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(jobs.path(name))], stdout=subprocess.PIPE, env=env)
    assert holder.stdout.readline() == b"held\n"
    state = Jobs(tmp_path / "jobs").state(name)  # another server finds it at work
    assert (state.told, state.stage, state.share, state.stages) == ("running", "charters", 25, ("filter", "charters"))
    jobs.stop(name)
    assert jobs.state(name).told == "stopping"
    holder.kill()
    holder.wait(timeout=10)
    holder.stdout.close()
    later = Jobs(tmp_path / "jobs")
    assert later.state(name).told == "interrupted"
    later._started = lambda name: (_ for _ in ()).throw(OSError("not in this test"))
    later.start()
    later.close()
    assert not (later.path(name) / UNKEPT).exists()
    later.resume(name)
    assert later.state(name).told == "waiting" and not (later.path(name) / "stop").exists()


def test_a_job_whose_process_is_being_made_is_not_called_interrupted(tmp_path):
    jobs = Jobs(tmp_path / "jobs")
    name = jobs.ask("amend", {"charters": {}}, "Nadia")
    seen = []
    reader = threading.Thread(target=lambda: seen.append(jobs.state(name).told))

    def started(name):  # its state is written; somebody looks before its process is there
        jobs.write_state(name, {"stage": "starting"})
        reader.start()
        reader.join(timeout=0.5)
        return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])

    jobs._started = started
    jobs.step()
    reader.join(timeout=60)
    jobs._own[name].kill()
    jobs._own[name].wait(timeout=60)
    assert seen == ["running"]


def test_a_job_that_waits_is_stopped_and_only_one_without_a_result_goes_on(tmp_path):
    jobs = Jobs(tmp_path / "jobs")
    name = jobs.ask("amend", {"charters": {}}, "Nadia")
    jobs.stop(name)
    assert jobs.state(name).told == "stopped"
    jobs.resume(name)
    jobs.write_state(name, {"ended": "done"})
    with pytest.raises(UsageError, match="is done"):
        jobs.resume(name)
    with pytest.raises(UsageError, match="expected one of"):
        jobs.ask("reformat", {}, "Nadia")
    with pytest.raises(InputError, match="no job"):
        jobs.state("nothing")


@pytest.mark.slow
def test_a_job_runs_in_a_process_of_its_own_to_its_end_and_can_be_stopped(tmp_path):
    with opened(tmp_path) as bench:
        name = bench.space.start("burundi", text_of("burundi-2004"), "owner")
        client = Client(bench)
        made = client.post(f"/charters/{name}/amend", {"seconds": "5", "red_lines": ""})
        job = made.headers["location"].rpartition("/")[2]
        bench.jobs.start()
        state = _ended(bench.jobs, job)
        assert state.told == "done", state
        page = client.get(f"/jobs/{job}").text
        assert "amendments.html" in page
        if "amended.yaml" in bench.jobs.files(job):
            client.post(f"/charters/{name}/amended", {"job": job})
            assert bench.space.head(name).how == "amended"
        other = bench.jobs.ask("amend", {"charters": {name: text_of("burundi-2004")}, "seconds": 600}, "Nadia")
        until = time.monotonic() + 60
        while len(bench.jobs.state(other).stages) < 2 and time.monotonic() < until:
            time.sleep(0.1)
        client.post(f"/jobs/{other}/stop")
        assert _ended(bench.jobs, other).told in ("stopped", "done")


def _ended(jobs, name):
    until = time.monotonic() + 240
    while jobs.state(name).at_work and time.monotonic() < until:
        time.sleep(0.2)
    return jobs.state(name)
