"""Build the documentation as a folder that opens without a network: ``python scripts/build_docs.py`` (make docs).

Zensical writes the pages. Opened from a folder, a browser refuses the worker in which its search runs, and the page
asks the network for a stand-in. This script puts a stand-in of our own into each page instead: the same script, run in
a hidden frame. Exit code 1 where Zensical names a broken link, or where a page would still load something from outside.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SITE = ROOT / "site"
OUTSIDE = re.compile(r'<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)="(?:https?:)?//[^"]*"[^>]*>(?:</script>)?')
FRAME_WORKER = """<script>
if (location.protocol === "file:") window.Worker = class {
  constructor(url) {
    const frame = document.createElement("iframe")
    frame.hidden = true
    document.body.append(frame)
    const inside = frame.contentWindow, script = inside.document.createElement("script")
    const deliver = (to, data) => {
      const copy = structuredClone(data)
      setTimeout(() => to.onmessage && to.onmessage({ data: copy }), 0)
    }
    inside.postMessage = data => deliver(this, data)
    const ready = new Promise(loaded => { script.onload = loaded })
    this.postMessage = data => ready.then(() => deliver(inside, data))
    this.terminate = () => frame.remove()
    script.onerror = () => this.onerror && this.onerror(new Event("error", { cancelable: true }))
    script.src = new URL(url, location.href).href
    inside.document.body.append(script)
  }
}
</script>"""


def main() -> int:
    """Build, put the stand-in in, and look for what would be asked of the network."""
    shutil.rmtree(SITE, ignore_errors=True)
    zensical = Path(sys.executable).with_name("zensical")
    built = subprocess.run([zensical, "build", "-c"], cwd=ROOT, capture_output=True, text=True)
    told = re.sub(r"\x1b\[[0-9;]*m", "", built.stdout + built.stderr)
    if built.returncode or "does not exist" in told:
        print(told)
        return 1
    asked = []
    for page in sorted(SITE.rglob("*.html")):
        text = page.read_text("utf-8")
        text = re.sub(r'<script src="https://unpkg\.com/iframe-worker/shim"[^>]*></script>', FRAME_WORKER, text)
        page.write_text(text, "utf-8")
        asked += [f"{page.relative_to(ROOT)}: {m.group(0)}" for m in OUTSIDE.finditer(text)]
    print(
        "\n".join(asked) if asked else f"{SITE.name}/index.html: open it in any browser; it asks nothing of the network"
    )
    return 1 if asked else 0


if __name__ == "__main__":
    sys.exit(main())
