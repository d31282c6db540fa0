"""Sliders of section 7: a reader narrows an assumption, worlds that disagree drop out, the rest are counted anew.

    document(content).script = believe_script(content)      # None where nothing is compared

The page carries a compact copy of the run's worlds (``worlds_copy``): of each input a byte a world, its place between
the least and the most that was drawn, and of each option a byte a world, whether the leading outcome is lower, the same
or higher than under the status quo. The copy takes at most ``ROOM`` bytes: inputs that carry most of the conclusions'
spread come first, the others follow as long as there is room, and the page says how many have none. A recount is one
pass over those bytes. What is believed stands in the page's address and can be saved as a file of beliefs
(``worlds.yaml``) for ``tether brief --worlds``, which draws new worlds in the narrowed ranges; here none is drawn.

Every word is handed to the script from ``WORDS``, so that an edition in another language hands it others. On paper, in
Word and without scripts there is nothing of it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tether.brief.carried import BODY, LEAST
from tether.brief.content import BriefContent, PrintedWorlds
from tether.brief.headline import missing
from tether.brief.sentences import pair_title
from tether.decisions.experiments import STEPS, coordinates
from tether.report.blocks import PageScript
from tether.report.editions.edition import Edition
from tether.report.isolates import bare

ROOM = 112_000  # bytes of coordinates, about 150 kB as text
FIRST = 3  # assumptions that have their sliders from the start
SECTION = "belief"

WORDS = {
    "title": "Narrow what you believe",
    "lead": (
        "Move a slider to narrow an assumption. Worlds that disagree drop out, and the others are counted anew under "
        "every theory. A count says how far a statement hangs on what is assumed, and nothing of how often it would "
        "come true. No sentence above changes."
    ),
    "lacking": "What this comparison lacks is named above; these counts lack it too.",
    "add": "Assumption",
    "addButton": "Add its sliders",
    "least": "at least",
    "most": "at most",
    "remove": "Remove",
    "reset": "Believe the whole ranges again",
    "option": "{outcome}, against the status quo",
    "lower": "lower in {n} of {m}",
    "before": "before: {n} of {m}",
    "few": "too few worlds ({m})",
    "left": "{n} of {m} worlds are left.",
    "none": "No world is left: none of this run agrees with all of this. Widen one of the assumptions.",
    "fewLeft": "Fewer than {least} worlds are left under {theories}: too few to count.",
    "unknown": "This address names what this run cannot narrow: {names}. The rest of it is used.",
    "room": "{n} more assumptions have no room on this page; experiments.parquet has them all.",
    "save": "Save as worlds.yaml",
    "author": "Who believes it",
    "reason": "Why, in a sentence",
    "saveAsks": "Narrow an assumption, and say who believes it and why: a file of beliefs needs all three.",
    "saveLeaves": "Not in the file, since a file of beliefs cannot hold it: {names}.",
    "saved": "Saved. Run it with: {command} --worlds worlds.yaml",
    "andMore": " and ",
}

AND = {"en": WORDS["andMore"], "ar": " و", "fr": " et "}  # between the last two of a list


def believe_script(content: BriefContent) -> PageScript | None:
    """Return the sliders with the run's worlds; None where nothing is compared or no worlds are carried."""
    if content.worlds is None or content.comparison is None:
        return None
    return PageScript(_script(), worlds_copy(content), BODY, after=SECTION)


def worlds_copy(content: BriefContent) -> dict[str, Any]:
    """Return what the page carries: the words, the theories, the inputs that have room, each option's sides."""
    worlds, comparison = content.worlds, content.comparison
    assert worlds is not None and comparison is not None
    inputs = list(_fitting(worlds))
    titles = {t.id: t.title for t in comparison.theories}
    outcome = comparison.outcome(comparison.headline).title
    options = [{"title": pair_title(p, comparison), "sides": _packed(s)} for p, s in worlds.sides.items()]
    return {
        "words": {**WORDS, "option": WORDS["option"].format(outcome=outcome[:1].upper() + outcome[1:])},
        "lacking": bool(missing(content)),
        "command": f"tether brief {content.case.id}",
        "least": LEAST,
        "first": FIRST,
        "steps": STEPS,
        "points": worlds.points,
        "theories": [titles[t] for t in worlds.theories],
        "inputs": inputs,
        "without": len(worlds.inputs) - len(inputs),
        "options": options,
    }


def in_edition(script: PageScript | None, edition: Edition) -> PageScript | None:
    """Return the sliders with words, theories and options in a language; figures stay as the script has them."""
    if script is None:
        return None

    def said(text: str) -> str:
        return bare(edition.said(text))

    data = dict(script.data)
    words = {k: said(w) if k == "option" else edition.template(w) for k, w in data["words"].items() if k != "andMore"}
    data["words"] = {**words, "andMore": AND[edition.language]}
    data["theories"] = [said(t) for t in data["theories"]]
    data["options"] = [{**o, "title": said(o["title"])} for o in data["options"]]
    return replace(script, data=data)


def _fitting(worlds: PrintedWorlds) -> Iterable[dict[str, Any]]:
    """Give inputs in their order, each packed, until the room is taken; one alike under every theory takes less."""
    room = ROOM
    for one in worlds.inputs:
        steps = coordinates(one.values)
        alike = bool((steps == steps[:1]).all())
        kept = steps[0] if alike else steps
        room -= kept.size
        if room < 0:
            return
        yield {
            "symbol": one.symbol,
            "meaning": one.meaning,
            "unit": one.unit,
            "label": one.label,
            "low": float(one.values.min()),
            "high": float(one.values.max()),
            "file": one.in_file,
            "at": _packed(kept),
        }


def _packed(values: NDArray[Any]) -> str:
    return base64.b64encode(np.ascontiguousarray(values, np.uint8).tobytes()).decode("ascii")


@cache
def _script() -> str:
    return (files("tether.brief") / "believe.js").read_text("utf-8")
