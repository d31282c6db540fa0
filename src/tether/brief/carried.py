"""What a finished page carries of its worlds for the sliders, and the markup that they fill.

worlds_of(page)    # the JSON beside the script, as ``believe.worlds_copy`` made it; None where it has none
"""

from __future__ import annotations

import json
from typing import Any

LEAST = 20  # worlds of a theory below which nothing is counted
DATA = '<script type="application/json" id="data">'

BODY = (
    '<div class="believe screen" id="believe" hidden>\n<h3 data-word="title"></h3>\n<p data-word="lead"></p>\n'
    '<p class="note" data-part="lacking" data-word="lacking" hidden></p>\n<div data-part="sliders"></div>\n'
    '<p class="controls"><label><span data-word="add"></span> <select data-part="add"></select></label>\n'
    '<button type="button" data-part="addButton" data-word="addButton"></button>\n'
    '<button type="button" data-part="reset" data-word="reset"></button></p>\n'
    '<p role="status" aria-live="polite" data-part="status"></p>\n<div class="scroll" tabindex="0">'
    '<table data-part="counts"></table></div>\n'
    '<p class="controls"><label><span data-word="author"></span> <input type="text" data-part="author" '
    'maxlength="200"></label>\n<label><span data-word="reason"></span> <input type="text" data-part="reason" '
    'maxlength="400"></label>\n<button type="button" data-part="save" data-word="save"></button></p>\n'
    '<p role="status" aria-live="polite" class="note" data-part="saved"></p>\n</div>'
)


def worlds_of(page: str) -> dict[str, Any] | None:
    """Return the copy of the worlds that a finished page carries for its sliders; None where it has none."""
    carried = page.partition(DATA)[2].partition("</script>")[0]
    told = json.loads(carried) if carried else None
    return told if isinstance(told, dict) and {"words", "inputs", "options", "points"} <= set(told) else None
