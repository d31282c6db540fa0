"""The certificate of an amendment: what was found, and everything from which somebody else can prove it again.

    data = certificate_of(search, result, asked)        # plain data, sealed
    tether verify-amendment certificate.json guard.yaml

It names the charter by its checksum, how it was checked, the prices by their digest, the whole menu, the edits chosen,
and every clause that was learnt: after which edits which finding was left, and which edits touch what it rests on. Of a
conflict it names, for each thing asked, the edits that give all the others. Nothing of it need be believed:
``verification/`` runs the checker again on every set of edits named, reads the clauses off what the checker says, and
finds by a method of its own that no cheaper set meets them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

from tether import __version__
from tether.amend.edits import Edit
from tether.amend.oracle import CheckedUnder
from tether.amend.search import AmendmentSearch, SearchResult
from tether.charter.schema import Charter

FORM = 1


def certificate_of(search: AmendmentSearch, result: SearchResult) -> dict[str, Any]:
    """Return the certificate of a search as plain data."""
    oracle, menu = search.oracle, search.menu
    edits = menu.edits
    clauses: dict[tuple[Any, ...], dict[str, Any]] = {}
    for clause in search.learnt:
        row = clause.row(edits)
        told = {"state": sorted(clause.state), "code": clause.code, "path": clause.path}
        told |= {"more": sorted(row.more), "fewer": sorted(row.fewer)}
        clauses.setdefault((clause.state, clause.code, clause.path), told)
    goal = search.goal
    made: dict[str, Any] = {
        "amendment_certificate": FORM,
        "tether": __version__,
        "charter": bound_to(oracle.desk.charter),
        "checked": checked_as(oracle.under),
        "prices": menu.table.digest,
        "clear": list(oracle.clear),
        "red_lines": [asdict(line) for line in goal.red_lines],
        "most": goal.most,
        "votes": asdict(goal.votes) if goal.votes else None,
        "menu": [_edit(e) for e in edits],
        "spared": sorted([f.code, f.path] for f in menu.helpless.values()),
        "untried": sorted([f.code, f.path] for f in menu.untried.values()),
        "edits": sorted(result.edits) if result.edits is not None else None,
        "price": result.price,
        "floor": result.floor,
        "clauses": list(clauses.values()),
        "conflict": [
            {"kind": w.kind, "name": w.name, "without": sorted(edits_) if edits_ is not None else None}
            for w, edits_ in zip(result.conflict, result.without, strict=True)
        ],
    }
    return {**made, "seal": seal_of(made)}


def bound_to(charter: Charter) -> dict[str, str]:
    """Return what a charter is known by: its id, the checksums of its text, its status quo's and its laws'."""
    texts = {"text": charter, "base": charter._base}
    sums = {name: _checksum(one) for name, one in texts.items()}
    laws = "".join(_checksum(law) for law in charter._laws)
    return {"id": charter.id, **sums, "laws": hashlib.sha256(laws.encode()).hexdigest() if laws else ""}


def _checksum(charter: Charter | None) -> str:
    return hashlib.sha256("\n".join(charter.lines).encode()).hexdigest() if charter is not None else ""


def checked_as(under: CheckedUnder) -> dict[str, Any]:
    """Return how a charter is checked, as plain data."""
    known = under.known
    return {
        "day": under.today.isoformat(),
        "world": under.world,
        "kind": list(under.kind),
        "bounds": asdict(under.settings),
        "known": f"{known.name or known.claims.country} as of {known.as_of}" if known else "",
    }


def _edit(edit: Edit) -> dict[str, Any]:
    told = {"number": edit.number, "op": edit.op, "path": edit.path, "at": edit.at, "price": edit.price}
    return {**told, "kind": edit.kind, "values": [list(pair) for pair in edit.values], "sentence": edit.sentence}


def seal_of(data: dict[str, Any]) -> str:
    """Return the checksum of a certificate without its seal."""
    plain = {key: value for key, value in data.items() if key != "seal"}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def certificate_text(data: dict[str, Any]) -> str:
    """Return a certificate as it is written into a file."""
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"
