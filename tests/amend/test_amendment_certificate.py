"""A certificate is verified by code of its own; one that says anything untrue is refused."""

import ast
import json
import random
from pathlib import Path

import pytest
from certificate_mutations import ASKED, VOTED, certificate, mutated, refused

from tether.amend.certificate import certificate_text, seal_of
from tether.amend.prices import price_table
from tether.amend.verification import verdict
from tether.amend.verification.bound import cheaper_than
from tether.amend.verification.verdict import CheckedAgain, verify_amendment
from tether.charter import charter_from_text
from tether.cli import main
from tether.errors import InputError

CHANGED = 8  # certificates with something untrue; certificate_mutations.py counts a thousand


@pytest.fixture(scope="module")
def true():
    return {name: certificate(asked) for name, asked in ASKED.items()}


def test_every_certificate_made_is_true(true):
    charter = charter_from_text(VOTED, "voted.yaml")
    for name, data in true.items():
        told = verify_amendment(json.loads(certificate_text(data)), charter, price_table(), CheckedAgain())
        assert told.ok, f"{name}: {told}"
    assert true["conflict"]["conflict"] and true["few"]["conflict"] and true["voted"]["edits"]


def test_a_certificate_that_says_something_untrue_is_refused(true):
    rng = random.Random(11)
    for number in range(CHANGED):
        which = sorted(true)[number % len(true)]
        name, data = mutated(true[which], rng)
        assert refused(data), f"{which}, {name}: not refused"


def test_a_clause_that_calls_a_readable_text_unreadable_is_refused(true):
    data = {key: value for key, value in true["cleared"].items() if key != "seal"}
    others = [e["number"] for e in data["menu"] if e["number"] != 0]
    told = {"state": [0], "code": "unreadable", "path": "", "more": others, "fewer": [0]}
    charter = charter_from_text(VOTED, "v")

    def faults(clause):
        made = {**data, "clauses": [*data["clauses"], clause]}
        made["seal"] = seal_of(made)
        return verify_amendment(made, charter, price_table(), CheckedAgain()).faults

    assert any("the text can be read with these edits made" in f for f in faults(told))
    assert any("bars more than this one set" in f for f in faults({**told, "more": []}))


def test_one_changed_without_its_seal_is_refused_at_once(true):
    data = {**true["cleared"], "tether": "9.9"}
    told = verify_amendment(data, charter_from_text(VOTED, "v"), price_table(), CheckedAgain())
    assert told.faults == ("the certificate was changed after it was sealed",)


def test_one_of_another_text_is_refused(true):
    other = charter_from_text(VOTED.replace("Hill men", "Hillmen"), "v")
    told = verify_amendment(true["cleared"], other, price_table(), CheckedAgain())
    assert not told.ok and "another text of the charter" in told.faults[0]


def test_a_file_of_another_form_is_told_by_its_values():
    with pytest.raises(InputError, match="menu: nothing; expected a value of that name"):
        verify_amendment({"amendment_certificate": 1}, charter_from_text(VOTED, "v"), price_table(), CheckedAgain())


def test_verification_imports_nothing_of_the_search():
    own = Path(verdict.__file__).parent
    for path in own.glob("*.py"):
        modules = {
            n.module or "" for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.ImportFrom)
        }
        ours = {m for m in modules if m.startswith("tether.amend.")}
        assert ours <= {"tether.amend.prices", *(m for m in ours if m.startswith("tether.amend.verification"))}, path
        assert not any(m.startswith("tether.induction") for m in modules), "HiGHS has no part in it"


def random_cover(rng):
    """Return prices, clauses, clashes and the most edits of a small problem."""
    size = rng.randint(1, 8)

    def some(most):
        return frozenset(rng.sample(range(size), rng.randint(0, min(most, size))))

    clauses = [(some(3), some(1) if rng.random() < 0.3 else frozenset()) for _ in range(rng.randint(1, 6))]
    clashes = [tuple(rng.sample(range(size), 2))] if size > 1 else []
    return [rng.randint(1, 5) for _ in range(size)], clauses, clashes, rng.choice((None, 3))


def meets(made, clauses, clashes, most):
    lawful = not any(a in made and b in made for a, b in clashes) and (most is None or len(made) <= most)
    return lawful and all(more & made or fewer - made for more, fewer in clauses)


def test_the_bound_is_the_least_over_all_sets():
    rng = random.Random(3)
    for _ in range(60):
        prices, *asked = random_cover(rng)
        sets = [frozenset(n for n in range(len(prices)) if bits >> n & 1) for bits in range(2 ** len(prices))]
        least = min((sum(prices[n] for n in made) for made in sets if meets(made, *asked)), default=None)
        clauses, clashes, most = asked
        for price in {least or 0, 10**6}:
            found = cheaper_than(prices, clauses, clashes, frozenset(), most, price)
            if least is None or price <= least:
                assert found is None
            else:
                assert found is not None and meets(found, *asked)


def test_the_verbs_write_a_proof_and_verify_it(tmp_path, capsys):
    law, proof, page = tmp_path / "law.yaml", tmp_path / "proof.json", tmp_path / "page.html"
    law.write_text(VOTED, "utf-8")
    line = ["amend", str(law), "--on", "2026-11-30", "--certificate", str(proof), "--page", str(page), "--votes", "60"]
    assert main(line) == 0
    out = capsys.readouterr().out
    assert "3 edits for 13 points" in out and "votes" in out and "<table" in page.read_text("utf-8")
    assert main(["verify-amendment", str(proof), str(law)]) == 0
    assert "no set in its menu costs less than 13" in capsys.readouterr().out
    law.write_text(VOTED.replace("55", "54"), "utf-8")
    assert main(["verify-amendment", str(proof), str(law), "--json"]) == 1
    assert "another text" in json.loads(capsys.readouterr().out)["faults"][0]


def test_votes_asked_wrongly_are_told(tmp_path, capsys):
    law = tmp_path / "law.yaml"
    law.write_text(VOTED, "utf-8")
    assert main(["amend", str(law), "--votes", "101"]) == 2
    assert "expected 1 to 100, the seats of parliament" in capsys.readouterr().err
    both = VOTED.replace(
        "value: elsewhere}}",
        'value: elsewhere}}\n        - {want: x, when: {at: "induction[in-hill].deploy", value: home}}',
    )
    law.write_text(both, "utf-8")
    assert main(["amend", str(law), "--votes", "60", "--out", str(tmp_path / "out.yaml")]) == 3
    assert "'south' wants induction[in-hill].deploy to be home, and something else as well" in capsys.readouterr().err
    assert not (tmp_path / "out.yaml").exists()
    lost = VOTED.replace('"pay[force=g].via"', '"pay[force=h].via"')
    law.write_text(lost, "utf-8")
    assert main(["amend", str(law)]) == 3
    assert "no such place in the charter: pay[force=h].via" in capsys.readouterr().err


def test_a_charters_own_red_line_holds(tmp_path):
    text = VOTED.replace("politics:", 'politics:\n  red_lines: [{at: "induction[in-hill]", by: north}]')
    from certificate_mutations import DAY, AmendmentAsked, CheckedUnder, amend

    found = amend(charter_from_text(text, "v"), AmendmentAsked(), CheckedUnder(DAY))
    assert [(w.kind, w.name) for w in found.conflict] == [("rule", "IND01"), ("red line", "induction[in-hill]")]
