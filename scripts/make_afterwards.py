"""Makes docs/explanation/afterwards.md and its two pictures: nice -n 10 python scripts/make_afterwards.py.

One pass of the filter a case, about a minute each. The last line of the page says which law of paths made it; a test
compares that with the law which ships.
"""

from __future__ import annotations

from pathlib import Path

from tether.report.numbers import spell
from tether.study.afterwards import FanAfterwards, fan_afterwards, law_now, picture_of_fan

DOCS = Path(__file__).parents[1] / "docs" / "explanation"
CASES = ("iraq-2015", "libya-2015")
HEAD = """# What happened afterwards

For two shipped cases: the status quo as a brief's own law foretold it at the cut-off, and what was recorded since.
Nothing that came later is drawn anywhere else: no case, brief or score reads it. Made by `scripts/make_afterwards.py`
from `tether dossier CASE --afterwards`, which prints the same of any case whose event file reaches past its cut-off.

Two cases judge no forecast; [the scores of many](skill.md) do. Both were looked at before and chose nothing.
"""


def _section(fan: FanAfterwards) -> str:
    said = "\n".join(f"- {text}" for text in fan.said)
    picture = f"![{fan.title}: bands of the forecast, and the line that was recorded](afterwards-{fan.case}.svg)"
    source = f"From {spell(fan.cut_off)}; {fan.source.title} {fan.source.version}."
    return f"\n## {fan.title}\n\n{source}\n\n{picture}\n\n{said}\n"


def main() -> None:
    """Make the page."""
    parts = []
    for case in CASES:
        fan = fan_afterwards(case)
        (DOCS / f"afterwards-{case}.svg").write_text(picture_of_fan(fan), "utf-8")
        parts.append(_section(fan))
        print("\n".join(fan.said), flush=True)
    (DOCS / "afterwards.md").write_text(f"{HEAD}{''.join(parts)}\n<!-- law {law_now()} -->\n", "utf-8")


if __name__ == "__main__":
    main()
