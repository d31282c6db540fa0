"""The workbench under load: 50 readers and 4 jobs, for 10 minutes: p95 of pages and marks, memory, what is lost.

    python bench/workbench.py                         # 10 minutes
    python bench/workbench.py --minutes 1 --readers 10

A reader opens a page every second or so; one in ten also types, and asks for marks with each text. At the end every
text that the server said it saved is looked for. The opponent of a page is the same page asked alone, beforehand.
"""

import argparse
import http.client
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

from tether.charter.library import text_of
from tether.workbench.serve.workspace import Workspace

DESIGNS = ("libya-national-guard-2013", "burundi-2004", "iraq-national-guard-bill-2015")
PARTS = ("text", "sentences", "interview", "findings", "letter", "versions")


class Browser:
    """One session, over one connection that is kept."""

    def __init__(self, port, path):
        self.port, self.cookie = port, ""
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        answer = self.ask("GET", path)
        self.cookie = answer[2].getheader("set-cookie", "").partition(";")[0]

    def ask(self, method, path, body=None, kind="application/x-www-form-urlencoded"):
        headers = {"Cookie": self.cookie} if self.cookie else {}
        if method == "POST":
            headers |= {"Origin": f"http://127.0.0.1:{self.port}", "Content-Type": kind}
        begun = time.perf_counter()
        for again in (True, False):
            try:
                self.connection.request(method, path, body, headers)
                answer = self.connection.getresponse()
                data = answer.read()
                break
            except (http.client.HTTPException, ConnectionError):  # a connection that was kept too long is closed
                self.connection.close()
                if not again:
                    raise
        return time.perf_counter() - begun, data, answer


def serve(folder, port):
    command = [
        sys.executable,
        "-m",
        "tether.cli",
        "serve",
        "--workspace",
        str(folder),
        "--port",
        str(port),
        "--jobs",
        "2",
    ]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    for line in process.stderr:
        if "/enter?" in line:
            return process, line.strip().partition(f":{port}")[2]
    raise SystemExit("the workbench did not start")


def memory(pid):
    """Return the megabytes that the server and its checking children hold, jobs aside."""
    total = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                status, line = (entry / "status").read_text(), (entry / "cmdline").read_text()
            except OSError:
                continue
            own = entry.name == str(pid) or (f"PPid:\t{pid}\n" in status and "serve.worker" in line)
            total += int(re.search(r"VmRSS:\s+(\d+)", status)[1]) if own and "VmRSS" in status else 0
    return total / 1024


def read(browser, until, rng, pages, marks, saved, failed, who):
    mine = {}
    while time.monotonic() < until:
        name = rng.choice(DESIGNS)
        seconds, data, answer = browser.ask("GET", f"/charters/{name}/{rng.choice(PARTS)}")
        (pages if answer.status == 200 else failed).append(seconds)
        if who % 10 == 0:
            text = f"{text_of(name)}# reader {who}, {rng.random()}\n"
            asked = json.dumps({"text": text, "parent": mine.get(name, 1), "tab": f"t{who}"})
            seconds, data, answer = browser.ask("POST", f"/api/charters/{name}/typed", asked, "application/json")
            (marks if answer.status == 200 else failed).append(seconds)
            if answer.status == 200:
                mine[name] = json.loads(data)["version"]
                saved[name, who] = (mine[name], text)
        time.sleep(rng.uniform(0.5, 1.5))


def told(name, seconds):
    if not seconds:
        return f"{name}: none"
    ordered = sorted(seconds)
    p95 = ordered[int(0.95 * (len(ordered) - 1))]
    return f"{name}: {len(ordered):,}; median {statistics.median(ordered) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--jobs", type=int, default=4)
    parser.add_argument("--port", type=int, default=8790)
    asked = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before the start")
    with tempfile.TemporaryDirectory(prefix="tether-", ignore_cleanup_errors=True) as place:
        folder = Path(place) / "bench"
        process, link = serve(folder, asked.port)
        try:
            run(asked, folder, process, link)
        finally:
            process.terminate()
            process.wait(timeout=30)


def run(asked, folder, process, link):
    owner = Browser(asked.port, link)
    for name in DESIGNS:
        owner.ask("POST", "/charters", urlencode({"example": name}))
    alone = [owner.ask("GET", f"/charters/{n}/{p}")[0] for _ in range(3) for n in DESIGNS for p in PARTS]
    print(told("pages, one reader alone (the last third: from memory)", alone[-len(DESIGNS) * len(PARTS) :]))
    browsers = []
    for _ in range(asked.readers):
        page = owner.ask("POST", "/link", "")[1].decode()
        browsers.append(Browser(asked.port, re.search(r"/enter\?key=[\w-]+", page)[0]))
    pages, marks, failed, saved, used = [], [], [], {}, [memory(process.pid)]
    until = time.monotonic() + 60 * asked.minutes
    threads = [
        threading.Thread(target=read, args=(b, until, random.Random(n), pages, marks, saved, failed, n))
        for n, b in enumerate(browsers)
    ]
    for thread in threads:
        thread.start()
    for n in range(asked.jobs):
        owner.ask("POST", f"/charters/{DESIGNS[n % len(DESIGNS)]}/amend", urlencode({"seconds": "60"}))
    while any(t.is_alive() for t in threads):
        time.sleep(5)
        used.append(memory(process.pid))
    for thread in threads:
        thread.join()
    report(folder, owner, (pages, marks, failed, saved, used))


def report(folder, owner, found):
    pages, marks, failed, saved, used = found
    space = Workspace(folder)
    lost = [key for key, (version, text) in saved.items() if not kept(space, key[0], version, text)]
    states = re.findall(r'class="state (\w+)"', owner.ask("GET", "/jobs")[1].decode())
    print(told("pages", pages))
    print(told("texts saved with their marks", marks))
    print(f"requests that were refused or failed: {len(failed)}")
    fifths = ", ".join(f"{used[n * (len(used) - 1) // 5]:.0f}" for n in range(6))
    print(f"memory of server and children, MB: {fifths} (start, and after each fifth); at most {max(used):.0f}")
    print(f"last texts of {len(saved)} who typed: {len(lost)} lost; jobs: {', '.join(states)}")
    for name in re.findall(r'href="/jobs/([\w.-]+)"', owner.ask("GET", "/jobs")[1].decode()):
        owner.ask("POST", f"/jobs/{name}/stop", "")
    print(f"load {os.getloadavg()[0]:.1f} at the end; log: {space.ledger.fault() or 'whole'}")


def kept(space, name, version, text):
    return version in space.numbers(name) and space.version(name, version).text == text


if __name__ == "__main__":
    main()
