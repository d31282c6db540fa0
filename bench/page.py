"""The offline page: its size, the processor's seconds to the first finding, and a check again of 500 rows (p95).

    python bench/page.py             # needs make page, Chromium and playwright

Seconds are the processor's, of the browser and all its processes, since a wall clock measures the neighbours. They are
of a page opened anew; the ratio is to the command line, which starts Python and checks the same charter.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "tether-check.html"
NAME, ROWS, TIMES = "libya-shield-2012", 500, 20
ASK = "(request) => tether.ask(request)"
TICK = os.sysconf("SC_CLK_TCK")


def below(root: int) -> float:
    """Return the processor's seconds of all processes below one, those that ended with them."""
    parents, spent = {}, {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parts = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(folder.name)], spent[int(folder.name)] = int(parts[1]), sum(map(int, parts[11:15])) / TICK
    kept, grown = {root}, True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in kept} - kept
        kept, grown = kept | more, bool(more)
    return sum(spent[pid] for pid in kept - {root} if pid in spent)


def command_line(text: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "charter.yaml"
        file.write_text(text, "utf-8")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        code = "from tether.cli import main; import sys; sys.exit(main(sys.argv[1:]))"
        subprocess.run([sys.executable, "-c", code, "check", str(file)], capture_output=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def long_charter(text: str) -> str:
    rows = [
        f"  - {{id: office-{n}, name: Office {n}, kind: office, level: national, state: true}}" for n in range(ROWS)
    ]
    return text.replace("actors:\n", "actors:\n" + "\n".join(rows) + "\n", 1)


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not PAGE.exists() or chromium is None:
        print("skipped: make page first, and install Chromium")
        return
    from playwright.sync_api import sync_playwright

    from tether.charter.library import text_of

    print(f"{PAGE.name}: {PAGE.stat().st_size / 1e6:.1f} MB")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_context(offline=True).new_page()
        page.set_default_timeout(600_000)
        start, clock = below(os.getpid()), time.perf_counter()
        page.goto(PAGE.as_uri())
        page.locator("html[data-ready=yes]").wait_for()
        ready = below(os.getpid()) - start
        charter = {"name": f"{NAME}.yaml", "text": text_of(NAME)}
        page.evaluate(ASK, {"do": "check", "charter": charter})
        first, wall = below(os.getpid()) - start, time.perf_counter() - clock
        line = command_line(charter["text"])
        print(f"ready {ready:.1f} s, first finding {first:.1f} s of the processor ({wall:.1f} s by the clock)")
        print(f"the command line on the same charter: {line:.1f} s; ratio {first / line:.1f}")
        for name, text in ((NAME, charter["text"]), (f"{ROWS} rows more", long_charter(text_of("example-guard-law")))):
            spent = []
            for n in range(TIMES):
                before = below(os.getpid())
                page.evaluate(ASK, {"do": "check", "charter": {"name": "c.yaml", "text": f"{text}# {n}\n"}})
                spent.append(below(os.getpid()) - before)
            p95 = statistics.quantiles(spent, n=20)[-1]
            print(f"checked again, {name}: median {statistics.median(spent):.2f} s, p95 {p95:.2f} s of the processor")
        browser.close()


if __name__ == "__main__":
    main()
