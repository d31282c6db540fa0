"""A bill in the workbench: pasted or opened, its rows ticked by a person, letter, commented draft, tracked changes."""

import io
import re
import sys
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("starlette")

from serve_client import READER, Client, opened

from tether.charter.library import text_of
from tether.workbench.serve import job
from tether.workbench.serve.web import words_in

sys.path.insert(0, str(Path(__file__).parents[2] / "law"))
LAWS = Path(__file__).parents[2] / "data" / "laws"
BILLS = {"en": LAWS / "new" / "canal-wardens.en.txt", "ar": LAWS / "new" / "oil-force.ar.txt"}


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    with opened(tmp_path_factory.mktemp("bills")) as made:
        yield made


def _numbers(shown, what=""):
    return re.findall(rf'name="take" value="(r\d+)"{what}>', shown)


@pytest.mark.parametrize("language", sorted(BILLS))
def test_a_pasted_bill_becomes_a_charter_of_the_rows_that_were_ticked_and_its_letter(language, bench):
    client = Client(bench)
    at = client.post("/charters", {"text": BILLS[language].read_text("utf-8")}).headers["location"]
    assert at.endswith("/bill")
    path = at.removesuffix("/bill")
    assert path == {"en": "/charters/Canal-Wardens-Bill-2027", "ar": "/charters/bill"}[language]
    assert " checked" not in client.get(at).text
    everything = client.get(f"{at}?all=1").text
    ticked = _numbers(everything, " checked")
    assert len(ticked) > 10
    assert not set(ticked) & set(_numbers(everything, " disabled"))
    no_country = client.post(at, [("kind", "guard"), *(("take", n) for n in ticked)])
    assert no_country.status == 422
    assert _numbers(no_country.text, " checked") == ticked  # what was ticked stays ticked
    assert 'id="said"' in no_country.text
    made = client.post(at, [("country", "iraq"), ("kind", "guard"), ("parent", "1"), ("take", ticked[0])])
    assert "Rows taken: 2" in made.text  # the one, and what the text is
    assert words_in("en")["bill_again"] in client.get(at).text
    client.post(at, [("country", "iraq"), ("kind", "guard"), ("parent", "2"), *(("take", n) for n in ticked)])
    assert client.get(f"{path}/findings").status == 200
    assert (
        f"Rows taken: {len(ticked) + 1}"
        in client.post(
            at, [("country", "iraq"), ("kind", "guard"), ("parent", "3"), *(("take", n) for n in ticked)]
        ).text
    )  # said again, and the same text is no new version
    assert [v.how for v in bench.space.history(path.rpartition("/")[2])] == ["coded", "coded", "opened"]
    letter = client.get(f"{path}/files/letter.html?language={language}").text
    assert f'lang="{language}"' in letter
    assert len(re.findall(r"<li", letter)) > 5


def test_a_pasted_charter_is_no_bill_and_a_row_that_was_not_proposed_is_refused(bench):
    client = Client(bench)
    assert client.post("/charters", {"text": text_of("example-guard-law")}).headers["location"].endswith("/text")
    assert client.post("/charters", {"text": "meta: [\nArticle 1\nx"}).headers["location"].endswith("/text")
    bill = {"text": "Article 1\nThe guard shall have 300 members.\n", "title": "A bill"}
    at = client.post("/charters", bill).headers["location"]
    assert at == "/charters/A-bill/bill"
    wrong = client.post(at, [("country", "iraq"), ("kind", "guard"), ("take", "r99")])
    assert wrong.status == 422
    assert "no row" in wrong.text
    assert client.post(at, {"country": "iraq", "kind": "navy"}).status == 422
    assert client.post(at, {"country": "x" * 61, "kind": "guard"}).status == 422
    assert Client(bench, READER).post(at, {"country": "iraq", "kind": "guard"}).status == 403
    assert Client(bench, READER).get(at).status == 200
    none = client.post("/charters", {"title": "Without a text"}).headers["location"].replace("/text", "/bill")
    assert "no text of a law" in client.get(none).text


def _bill_as_word():
    from word_files import paragraph, word

    return word(*(paragraph(line) for line in BILLS["en"].read_text("utf-8").splitlines() if line.strip()))


def test_a_word_bill_comes_back_with_comments_and_with_amendments_as_tracked_changes(bench):
    client = Client(bench)
    at = client.send("/charters", {}, {"file": ("wardens.docx", _bill_as_word())}).headers["location"]
    assert at == "/charters/wardens/bill"
    ticked = _numbers(client.get(f"{at}?all=1").text, " checked")
    client.post(at, [("country", "iraq"), ("kind", "guard"), ("parent", "1"), *(("take", n) for n in ticked)])
    commented = client.get("/charters/wardens/files/commented.docx")
    assert "wardens-commented.docx" in commented.headers["content-disposition"]
    assert b"<w:comment " in _part(commented.data, "word/comments.xml")
    name = client.post("/charters/wardens/amend", {"seconds": "60"}).headers["location"].rpartition("/")[2]
    state = bench.jobs.state(name)
    folder = bench.jobs.path(name)
    said = job.amend(state.asked, folder, lambda *_: None)
    bench.jobs.write_state(name, {"ended": "done", "said": said})
    shown = client.get(f"/jobs/{name}").text
    assert f"/jobs/{name}/files/redlined.docx" in shown
    assert str(folder.parent) not in shown
    redlined = client.get(f"/jobs/{name}/files/redlined.docx")
    text = _part(redlined.data, "word/document.xml")
    assert b"<w:ins " in text
    assert (b"Canal Wardens" in text) and b"tether" in text.lower()


def _part(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return book.read(name)
