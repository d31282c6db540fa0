"""Evidence: filtered, one claim at its address, edited with a reason, every edit kept, out as YAML without the marked."""

import html
import re

import pytest

pytest.importorskip("starlette")

from serve_client import DRAFTER, READER, Client, opened

from tether.documents.handling import holds_withheld, release
from tether.evidence.claims import load_claims, read_claims
from tether.workbench.serve.claims_work import FIELDS, claim, claims, claims_yaml, edited, flow
from tether.workbench.serve.web import Workbench

COUNTRY = "lebanon"


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    with opened(tmp_path_factory.mktemp("evidence")) as made:
        yield made
    release()


@pytest.fixture(scope="module")
def shipped():
    return claims({"country": COUNTRY, "edits": {}, "internal": True})["claims"]


def _fields(name, edits=None):
    return claim({"country": COUNTRY, "edits": edits or {}, "internal": True, "id": name})["entry"]


def _numbered(shipped):
    return next(r for r in shipped if r["numbers"][1] is not None and r["tag"] == "J")


def test_every_claim_has_an_address_and_the_file_stays_word_for_word(shipped):
    assert len({r["id"] for r in shipped}) == len(shipped) == len(load_claims(COUNTRY).claims)
    text = claims_yaml({"country": COUNTRY, "edits": {}})["text"]
    from tether.evidence.claims import claims_file

    assert text == claims_file(COUNTRY).read_text("utf-8")


def test_what_passes_the_filter_is_what_it_says(bench, shipped):
    client = Client(bench)
    every = client.get(f"/evidence?country={COUNTRY}").text
    assert f"Claims found: {len(shipped)}." in every
    tag = [r for r in shipped if r["tag"] == "S"]
    assert f"Claims found: {len(tag)}." in client.get(f"/evidence?country={COUNTRY}&tag=S").text
    says = shipped[0]["predicate"]
    count = sum(r["predicate"] == says for r in shipped)
    assert f"Claims found: {count}." in client.get(f"/evidence?country={COUNTRY}&says={says}").text
    assert "Claims found: 0." in client.get(f"/evidence?country={COUNTRY}&find=no-such-words").text
    disputed = sum(bool(r["others"]) for r in shipped)
    assert f"Claims found: {disputed}." in client.get(f"/evidence?country={COUNTRY}&disputed=1").text
    assert client.get("/evidence?country=atlantis").status == 400
    for path in (f"/evidence/{COUNTRY}/nothing", "/evidence/atlantis/x", f"/evidence/{COUNTRY}/..%2F..%2Flog.jsonl"):
        assert client.get(path).status in (400, 404, 422)


def test_an_edit_needs_a_reason_keeps_what_was_there_and_stands_in_the_file(bench, shipped):
    row = _numbered(shipped)
    address, client = f"/evidence/{COUNTRY}/{row['id']}", Client(bench, DRAFTER)
    fields = _fields(row["id"])
    answer = client.post(address, {**fields, "reason": "", "seen": "0"})
    assert answer.status == 422 and "no reason" in answer.text and bench.edits.latest(COUNTRY) == {}
    same = client.post(address, {**fields, "reason": "a check", "seen": "0"})
    assert same.status == 422 and "nothing is changed" in same.text
    low, _, high = row["numbers"]
    value = f"{low}, {high}, {high}" if high != row["numbers"][1] else f"{low}, {low}, {high}"
    done = client.post(address, {**fields, "value": value, "reason": '# read: it\'s\n "more"', "seen": "0"})
    assert (done.status, done.headers["location"]) == (303, address)
    assert bench.space.ledger.lines(1)[0]["what"] == "edited a claim"
    shown = client.get(address).text
    assert (
        "read: it" in shown
        and html.escape(fields["value"]) in shown
        and "edited here" in client.get(f"/evidence?country={COUNTRY}").text
    )
    again = client.post(address, {**fields, "value": "0.1, 0.2, 0.3", "reason": "an older page", "seen": "0"})
    assert again.status == 409 and "an older page" in again.text and "meanwhile" in again.text
    out = Client(bench, READER).get(f"/evidence/{COUNTRY}.yaml")
    folder = bench.space.root.parent
    (folder / f"{COUNTRY}.yaml").write_bytes(out.data)
    read = read_claims(folder / f"{COUNTRY}.yaml").claims
    assert len(read) == len(shipped) and "by Dara: # read: it's" in out.text
    changed = [c for c, r in zip(read, shipped, strict=True) if [c.lo, c.v, c.hi] != r["numbers"]]
    assert len(changed) == 1
    back = client.post(address, {**fields, "reason": "as it was shipped", "seen": "1"})
    assert back.status == 303 and len(bench.edits.history(COUNTRY, row["id"])) == 2
    assert f'value="{html.escape(value)}"' in client.get(f"{address}?again=1").text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("value", "many", "expected"),
        ("value", "3, 2, 1", "lo"),
        ("when", "long ago", "write YYYY"),
        ("src", "nobody", "source"),
        ("basis", "guessed", ""),
        ("handling", "secret", "handling"),
        ("note", "ask him at +961 3 123 456", "phone"),
        ("value", "9" * 400, "number"),
    ],
)
def test_what_the_reader_of_claims_refuses_is_said_beside_the_form(bench, shipped, field, value, said):
    row = _numbered(shipped)
    address, before = f"/evidence/{COUNTRY}/{row['id']}", bench.edits.history(COUNTRY, row["id"])
    answer = Client(bench, DRAFTER).post(
        address, {**_fields(row["id"]), field: value, "reason": "a try", "seen": str(len(before))}
    )
    assert answer.status == 422 and 'role="alert"' in answer.text and said in answer.text, answer.text[-3000:]
    assert bench.edits.history(COUNTRY, row["id"]) == before and "Traceback" not in answer.text


def test_a_claim_marked_internal_is_in_no_file_and_its_words_in_none(bench, shipped):
    row = next(r for r in shipped if len(r["quote"]) > 20)
    address, client = f"/evidence/{COUNTRY}/{row['id']}", Client(bench, DRAFTER)
    before = client.get(f"/evidence/{COUNTRY}.yaml").text
    name = bench.space.start("leak", f'charter: "0.3"\nmeta:\n  id: leak\n  title: "{row["quote"]}"\n', "owner")
    assert client.get(f"/charters/{name}/files/charter.yaml").status == 200
    done = client.post(
        address, {**_fields(row["id"]), "handling": "internal", "reason": "told in private", "seen": "0"}
    )
    assert done.status == 303
    out = client.get(f"/evidence/{COUNTRY}.yaml")
    assert out.status == 200 and row["quote"] in before and row["quote"] not in out.text
    (bench.space.root.parent / "out.yaml").write_bytes(out.data)
    assert len(read_claims(bench.space.root.parent / "out.yaml").claims) == len(shipped) - 1
    assert Client(bench, READER).get(address).status == 422
    assert row["quote"] not in Client(bench, READER).get(f"/evidence?country={COUNTRY}").text
    assert "Marked internal and not shown: 1." in Client(bench, READER).get(f"/evidence?country={COUNTRY}").text
    assert "Internal" in client.get(address).text and holds_withheld(row["quote"])
    assert client.get(f"/charters/{name}/files/charter.yaml").status == 400
    release()
    Workbench(bench.space, bench.jobs, bench.workers, bench.people, bench.sessions, bench.doors)
    assert holds_withheld(row["quote"]), "a server that starts knows what was marked before"
    public = client.post(address, {**_fields(row["id"]), "reason": "published since", "seen": "1"})
    assert public.status == 303 and row["quote"] in Client(bench, READER).get(address).text
    release()
    Workbench(bench.space, bench.jobs, bench.workers, bench.people, bench.sessions, bench.doors)
    assert not holds_withheld(row["quote"])


def test_no_word_of_a_form_can_become_yaml(shipped):
    row = _numbered(shipped)
    for text in ('x"}, evil: {', "x\n    - {says: size}", "# no remark", "null", "- a", "{{ 7 * 7 }}", "\u2028x: y"):
        fields = {**_fields(row["id"]), "note": text}
        made = edited({"country": COUNTRY, "edits": {}, "id": row["id"], "fields": fields, "edit": {"reason": text}})
        edits = {row["id"]: {"entry": made["entry"], "by": "A\nB", "at": "2026-12-01", "reason": text}}
        told = claim({"country": COUNTRY, "edits": edits, "internal": True, "id": row["id"]})
        assert told["claim"]["note"] == " ".join(text.split()) and len(told["claim"]) == len(row)
    assert set(FIELDS) >= {"value", "handling", "note"}
    assert flow({"a": "yes", "b": [1, 2.5], "c": "a: b"}) == '{a: "yes", b: [1, 2.5], c: "a: b"}'


def test_a_reader_edits_nothing(bench, shipped):
    address = f"/evidence/{COUNTRY}/{shipped[0]['id']}"
    shown = Client(bench, READER).get(address).text
    assert not re.search(r'<form method="post" action="/evidence', shown)
    answer = Client(bench, READER).post(address, {**_fields(shipped[0]["id"]), "reason": "x", "seen": "0"})
    assert answer.status == 403
