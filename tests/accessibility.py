"""What axe-core finds on a page in a browser; the page's folds are opened first."""

from pathlib import Path

import pytest

AXE = Path(__file__).parents[1] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => {
  for (const fold of document.querySelectorAll("details")) fold.open = true;
  return (await axe.run(document, {resultTypes: ["violations"]})).violations;
}"""


def faults_of(page):
    """Return each rule that a page breaks, with the first places; skips where axe-core is not installed."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed: make page")
    page.evaluate(AXE.read_text("utf-8"))
    return [(rule["id"], [node["html"][:160] for node in rule["nodes"][:3]]) for rule in page.evaluate(RUN)]
