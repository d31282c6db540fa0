"""What an import says on the screen: how much was found, what to look at, what to do next."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from tether.errors import numbered
from tether.law.anchors import Anchor
from tether.law.coverage import GRAVEST, Coverage
from tether.law.faults import TextFault
from tether.law.written_law import WrittenLaw

PLURAL = {"alinea": "unnumbered paragraphs", "clause": "clauses"}
NAMES = {"en": "English", "ar": "Arabic", "fr": "French"}


def summary(law: WrittenLaw, folder: str) -> str:
    """Return a few lines on a law that was imported into a folder."""
    return "\n".join(_lines(law, folder)) + "\n"


def _lines(law: WrittenLaw, folder: str) -> Iterator[str]:
    yield law.title or "a law without a title"
    counted = ", ".join(f"{count} {_counted(kind, count)}" for kind, count in law.counts.items())
    yield f"{NAMES.get(law.language, law.language)}: {counted}"
    own = [r for r in law.references if not r.of]
    yield (
        f"{len(law.definitions)} definition{'s' * (len(law.definitions) != 1)}, references: {len(own)} within the law, "
        f"{len(law.references) - len(own)} to other laws, "
        f"{numbered(len(law.amendments), 'article')} that change other laws"
    )
    first, last = law.units[0], law.units[-1]
    yield f"first {first.label or first.id}, last {last.label or last.id}: compare with the text"
    yield from (f"note: {note}" for note in law.notes)
    yield f"written: {folder}/law.md (read it beside the text), law.json, law.xml (Akoma Ntoso)"


def faults_as_text(law: WrittenLaw, found: Sequence[TextFault]) -> str:
    """Return what was found in a text: faults first in its order, then what to ask, one line each."""
    faults = [fault for fault in found if fault.degree == "fault"]
    asks = [fault for fault in found if fault.degree == "ask"]
    lines = [f"{law.file}: {fault}" for fault in faults]
    lines += ["to ask the drafter:", *(f"{law.file}: {fault}" for fault in asks)] if asks else []
    told = f"{len(faults)} fault{'s' * (len(faults) != 1)} of the text, {len(asks)} to ask"
    return "\n".join([*lines, f"{told}; {len(law.units)} {_counted(law.units[0].kind, len(law.units))} read"]) + "\n"


def faults_as_json(law: WrittenLaw, found: Sequence[TextFault]) -> str:
    """Return what was found in a text as JSON."""
    return json.dumps({"file": law.file, "faults": [asdict(f) for f in found]}, ensure_ascii=False, indent=1) + "\n"


def _counted(kind: str, count: int) -> str:
    return PLURAL.get(kind, f"{kind}s") if count != 1 else PLURAL.get(kind, kind).removesuffix("s")


def anchors_as_text(coverage: Coverage, law: WrittenLaw) -> str:
    """Return what of a charter does not stand in its law, one line each, then what of the law nobody coded."""
    lines = [line for anchor in coverage.anchors for line in _anchor_lines(anchor)]
    for article in coverage.left_out:
        spoken = ", ".join(name for name in article.speaks_of if name in GRAVEST)
        said = f"; the charter says {article.contradicts}" if article.contradicts else ""
        lines.append(f"{law.file}: {article.place} speaks of {spoken}, and no row codes it{said}")
    states = Counter(anchor.state for anchor in coverage.anchors)
    loose = sum(bool(anchor.not_grounded) for anchor in coverage.anchors)
    counted = ", ".join(f"{count} {state}" for state, count in states.items())
    lines.append(f"{numbered(len(coverage.anchors), 'citation')}: {counted or 'none'}; {loose} not grounded")
    return "\n".join([*lines, coverage.sentence]) + "\n"


def _anchor_lines(anchor: Anchor) -> Iterator[str]:
    head = f"{anchor.where}: {anchor.path}"
    cited = f"article {anchor.article}" if anchor.article else "its source"
    if not anchor.stands:
        quote = f" (“{anchor.quote[:80]}”)" if anchor.quote else ""
        yield f"{head}: {cited} {anchor.state}: {anchor.detail}{quote}"
    for said in anchor.not_grounded:
        yield f"{head}: not grounded in {anchor.place or cited}: {said}"


def moved_as_text(moved: Sequence[tuple[Anchor, Anchor]]) -> str:
    """Return which citations stand otherwise in a new version, one line each."""
    lines = []
    for before, now in moved:
        stood, stands = (f"{a.state} {a.place}".strip() for a in (before, now))
        why = "; ".join(part for part in (now.detail, *now.not_grounded) if part)
        lines.append(
            f"{now.where}: {now.path}: article {now.article}: was {stood}, is {stands}{f': {why}' if why else ''}"
        )
    return "\n".join([*lines, f"{numbered(len(moved), 'citation')} stand otherwise in the new version"]) + "\n"


def coverage_as_text(coverage: Coverage) -> str:
    """Return every article with its state, what waits first."""
    lines = []
    for state in ("waiting", "beyond the schema", "of form", "coded"):
        found = coverage.of(state)
        lines += [f"{state}:"] if found else []
        for a in found:
            belongs = f" → {a.belongs_to}" if a.belongs_to else f" ({a.why})" if a.why else ""
            spoken = f": {a.kind or 'no norm found'}; {', '.join(a.speaks_of)}" if state == "waiting" else ""
            mark = " (look first)" if a.sensitive else ""
            silent = f": no row on {', '.join(a.uncoded)}" if a.uncoded else ""
            lines.append(f"  {a.place}{f' {a.heading}' if a.heading else ''}{spoken}{belongs}{silent}{mark}")
    return "\n".join([*lines, coverage.sentence]) + "\n"


def coverage_as_json(coverage: Coverage) -> str:
    """Return anchors and articles as JSON."""
    tree = {
        "sentence": coverage.sentence,
        "articles": [asdict(a) for a in coverage.articles],
        "anchors": [asdict(a) for a in coverage.anchors],
    }
    return json.dumps(tree, ensure_ascii=False, indent=1) + "\n"
