"""Comments go into a copy of a draft at their articles; nothing else of it changes, and a second run adds none."""

import re
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from test_law_anchors import GUARD
from test_law_import import LAWS, written
from word_files import W, levels, paragraph, word

from tether.charter.check import check as check_charter
from tether.charter.read import charter_from_text
from tether.cli import main
from tether.law import read_law
from tether.law.commented import comment_draft, comments_on
from tether.law.coverage import coverage_of
from tether.law.word_comments import MarginComment, with_comments

TEXT = (LAWS / "example-guard-law.en.txt").read_text("utf-8").splitlines()
LAW = [line for line in TEXT if line]
COMMENTS = (
    f'<w:comments xmlns:w="{W}"><w:comment w:id="7" w:author="Minister" w:initials="M"><w:p><w:r><w:t>Why?</w:t></w:r></w:p>'
    "</w:comment></w:comments>"
)
LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId5" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="comments.xml"/></Relationships>'
)


def part(data, name="word/document.xml"):
    with zipfile.ZipFile(BytesIO(data)) as packed:
        return packed.read(name).decode("utf-8")


def without_marks(xml):
    """Return a text's XML without the marks of comments."""
    xml = re.sub(r"<w:commentRange(?:Start|End)[^>]*/>", "", xml)
    return re.sub(r"<w:r(?: [^>]*)?><w:commentReference[^>]*/></w:r>", "", xml)


def marked(xml):
    """Return the words within each comment's range, by its number."""
    found = {}
    for number in re.findall(r'commentRangeStart[^>]*w:id="(\d+)"', xml):
        inside = re.search(
            rf'commentRangeStart[^>]*w:id="{number}"/>(.*?)<w:commentRangeEnd[^>]*w:id="{number}"', xml, re.DOTALL
        )
        found[int(number)] = "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", inside[1]))
    return found


def test_a_comment_stands_at_its_paragraph_and_nothing_else_changes(tmp_path):
    original = word(*LAW)
    path = written(tmp_path, original, "draft.docx")
    law = read_law(path)
    at = law.provision("art_6__para_2").at[0]
    made = with_comments(
        path, [MarginComment(at, ("error X: twenty-four", "To answer: the drafter")), MarginComment(0, ("Title",))]
    )
    assert (made.added, made.there) == (2, 0)
    assert without_marks(part(made.data)) == part(original)
    words = marked(part(made.data))
    assert words[0].startswith("2. The Guard may arrest a person") and words[1] == "Draft law 12"
    assert '<w:comment w:id="0" w:author="Tether"' in part(made.data, "word/comments.xml")
    assert "comments+xml" in part(made.data, "[Content_Types].xml")
    assert "relationships/comments" in part(made.data, "word/_rels/document.xml.rels")
    again = written(tmp_path, made.data, "again.docx")
    assert [p.text for p in read_law(again).provisions] == [p.text for p in law.provisions]


def test_python_docx_reads_the_comments(tmp_path):
    docx = pytest.importorskip("docx")
    path = written(tmp_path, word(*LAW), "draft.docx")
    made = with_comments(path, [MarginComment(3, ("One & <two>", "Three")), MarginComment(3, ("المادة (٦)",))])
    told = list(docx.Document(BytesIO(made.data)).comments)
    assert [(c.author, c.text) for c in told] == [("Tether", "One & <two>\nThree"), ("Tether", "المادة (٦)")]
    assert "<w:bidi/>" in part(made.data, "word/comments.xml")


def test_comments_that_are_there_stay_and_ours_are_not_doubled(tmp_path):
    path = written(
        tmp_path, word(*LAW, parts={"word/comments.xml": COMMENTS, "word/_rels/document.xml.rels": LINKS}), "draft.docx"
    )
    comment = MarginComment(4, ("error X: a", "b"))
    first = with_comments(path, [comment])
    assert 'w:author="Minister"' in part(first.data, "word/comments.xml") and 'w:id="8"' in part(
        first.data, "word/comments.xml"
    )
    second = with_comments(written(tmp_path, first.data, "second.docx"), [comment, MarginComment(5, ("new",))])
    assert (second.added, second.there) == (1, 1)
    assert part(second.data, "word/comments.xml").count('w:author="Tether"') == 2
    third = with_comments(written(tmp_path, second.data, "third.docx"), [comment, MarginComment(5, ("new",))])
    assert (third.added, third.there) == (0, 2) and part(third.data) == part(second.data)


def test_tracked_changes_tables_and_text_boxes_keep_the_places_right(tmp_path):
    box = f"<w:p><w:r><w:pict><w:txbxContent>{paragraph('In a box')}</w:txbxContent></w:pict></w:r></w:p>"
    inserted = "<w:p><w:pPr><w:jc w:val='both'/></w:pPr><w:ins><w:r><w:t>Put in.</w:t></w:r></w:ins></w:p>"
    rows = f"<w:tbl><w:tr><w:tc>{paragraph('a')}</w:tc><w:tc>{paragraph('b')}</w:tc></w:tr></w:tbl>"
    path = written(
        tmp_path, word("Law", box, "<w:p/>", rows, "Article 1", inserted, "Article 2", "Last."), "draft.docx"
    )
    law = read_law(path)
    places = [law.provision(id).at[-1] for id in ("art_1", "art_2")]
    made = with_comments(path, [MarginComment(at, (f"at {at}",)) for at in places])
    assert list(marked(part(made.data)).values()) == ["Put in.", "Last."]
    assert without_marks(part(made.data)) == part(path.read_bytes())


def test_another_prefix_and_a_strict_file(tmp_path):
    xml = word("Law", "Article 1", "A.")
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    text = (
        part(xml)
        .replace("<w:", "<x:")
        .replace("</w:", "</x:")
        .replace(" w:", " x:")
        .replace("xmlns:w=", "xmlns:x=")
        .replace(W, strict)
    )
    path = written(tmp_path, word("x", parts={"word/document.xml": text}), "draft.docx")
    made = with_comments(path, [MarginComment(2, ("here",))])
    assert "<x:commentRangeStart" in part(made.data) and strict in part(made.data, "word/comments.xml")
    assert "purl.oclc.org/ooxml/officeDocument/relationships/comments" in part(
        made.data, "word/_rels/document.xml.rels"
    )


def test_check_into_a_draft(tmp_path, capsys):
    charter = tmp_path / "guard.yaml"
    charter.write_text(GUARD.read_text("utf-8").replace("limit_hours: 24", "limit_hours: 96"), "utf-8")
    draft, out = written(tmp_path, word(*LAW), "draft.docx"), tmp_path / "commented.docx"
    before = draft.read_bytes()
    code = main(["check", str(charter), "--into", str(draft), "--out", str(out)])
    said = capsys.readouterr().out
    assert code in (0, 1) and "comments put in" in said and draft.read_bytes() == before
    xml = part(out.read_bytes(), "word/comments.xml")
    assert "Check of our reading, Article 6(2): within how many hours: read as 96; the article says 24" in xml
    assert not re.findall(
        r"[a-z]_[a-z]|text_seen|&apos;[a-z-]+&apos;|'[a-z]+-[a-z-]+'|\\w\\.\\d\\.", re.sub(r"<[^>]*>", " ", xml)
    )
    numbered = {
        int(n): text for n, text in re.findall(r'<w:comment w:id="(\d+)"[^>]*>(.*?)</w:comment>', xml, re.DOTALL)
    }
    places = marked(part(out.read_bytes()))
    at = next(places[n] for n, text in numbered.items() if "read as 96" in text)
    assert at.startswith("2. The Guard may arrest")
    assert main(["check", str(charter), "--into", str(out), "--out", str(tmp_path / "twice.docx")]) == code
    assert ": 0 comments put in" in (told := capsys.readouterr().out) and "were there already" in told
    assert part((tmp_path / "twice.docx").read_bytes(), "word/comments.xml") == xml


ARABIC = [
    "قانون حرس النهر",
    "المادة ١: ينشأ حرس النهر ويرتبط بوزير الدفاع.",
    "المادة ٢: القبض",
    "(١) يجوز لحرس النهر القبض على الأشخاص.",
    "(٢) يسلم المقبوض عليه إلى الشرطة وفقًا للمادة ٩.",
    "المادة ٣: لا يجوز لحرس النهر حيازة أسلحة ثقيلة.",
]
ARABIC_CHARTER = """charter: "0.3"
meta: {id: nahr, title: قانون حرس النهر, text_seen: full, kind: [guard], law: draft.docx}
sources: [{id: draft, kind: text}]
actors: [{id: mod, name: وزير الدفاع, kind: ministry, state: true}, {id: police, name: الشرطة, kind: agency}]
forces: [{id: g, name: حرس النهر, kind: guard, status: new, article: "1"}]
powers:
  - id: powers-2
    force: g
    power: arrest
    handover_to: police
    article: "2"
    src: [{id: draft, article: "2", quote: يسلم المقبوض عليه إلى الشرطة}]
"""


@pytest.mark.parametrize("language", ["", "ar", "fr", "en"])
def test_comments_speak_the_drafts_language_or_the_one_asked_for(tmp_path, capsys, language):
    draft, charter = written(tmp_path, word(*ARABIC), "draft.docx"), tmp_path / "c.yaml"
    charter.write_text(ARABIC_CHARTER, "utf-8")
    asked = ["--lang", language] if language else []
    assert main(["check", str(charter), "--into", str(draft), "--out", str(tmp_path / "c.docx"), *asked]) in (0, 1)
    made = (tmp_path / "c.docx").read_bytes()
    told = "\n".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", part(made, "word/comments.xml")))
    place = {"fr": "Article 2", "en": "Article 2"}.get(language, "المادة ٢")
    assert place in told and not re.search(r"powers-2|\w\[\w|\w+\.\d+\.\w+", told)
    if language in ("", "ar"):
        ours = re.sub(r"«[^«»]*»|[A-Z]{3}\d\d", "", told)
        assert re.findall("[A-Za-z]{2,}", ours) == [], "nothing of ours in English"
        assert "سؤال" in told and "على من الجواب" in told


def test_a_comment_stands_at_the_paragraph_whose_words_its_row_quotes(tmp_path):
    law = read_law(written(tmp_path, word(*ARABIC), "draft.docx"))
    charter = charter_from_text(ARABIC_CHARTER, "c.yaml")
    report = check_charter(charter, select=["AUT"])
    comments = comments_on(law, report=report, coverage=coverage_of(charter, law))
    on_arrest = [c for c in comments if "AUT03" in c.text and not c.at_title]
    assert {c.at for c in on_arrest} == {4} and "المادة ٢(٢)" in on_arrest[0].lines[0]
    assert [c.at for c in comments if "«المادة ٩»" in c.text or "٩" in c.text][:1] == [4], (
        "a reference that leads nowhere"
    )


def test_what_into_asks_for(tmp_path, capsys):
    draft = written(tmp_path, word(*LAW), "draft.docx")
    calls = {
        ("check", GUARD, "--into", draft): "name the copy with --out commented.docx",
        ("check", GUARD, "--into", draft, "--out", draft): "the draft itself, left alone",
        ("check", GUARD, GUARD, "--into", draft, "--out", tmp_path / "c.docx"): "2 charters are named",
        ("check", GUARD, "--into", written(tmp_path, "Article 1\nA.\n"), "--out", tmp_path / "c.docx"): "no Word file",
    }
    for call, said in calls.items():
        assert main([str(word) for word in call]) in (2, 3)
        assert said in capsys.readouterr().err and not (tmp_path / "c.docx").exists()


def test_faults_of_a_text_as_comments(tmp_path, capsys):
    numbering = levels(("decimal", "Article %1"), ("decimal", "%2."))
    blocks = [paragraph("A person is held under Article 9.", 1, 1)]
    draft = written(tmp_path, word("Law", paragraph("Custody", 1, 0), *blocks, numbering=numbering), "draft.docx")
    assert main(["law", "check", str(draft), "--out", str(tmp_path / "c.docx")]) == 1
    assert "1 comments put in" in capsys.readouterr().err
    assert list(marked(part((tmp_path / "c.docx").read_bytes())).values()) == ["A person is held under Article 9."]
    assert Path(tmp_path / "c.docx").exists()


def test_every_step_of_a_large_draft_is_told_to_its_end(tmp_path):
    draft, steps = tmp_path / "draft.docx", []
    draft.write_bytes(word(*LAW))
    comment_draft(draft, tmp_path / "out.docx", step=lambda *told: steps.append(told))
    assert steps == [(n, d, 1) for n in ("reading the draft", "comments", "the copy") for d in (0, 1)]


def test_the_work_on_a_draft_grows_with_its_length_alone(tmp_path):
    """Twice the articles are at most somewhat more than twice the calls of Python functions: counted, not timed."""
    charter = 'charter: "0.3"\nmeta: {id: g}\nsources: [{id: text, kind: text}]\nactors: [{id: m, name: Ministry of Interior}]\nobligations:\n'
    calls = []
    for many in (30, 120):
        lines = [f"Article {n}\nThe Minister of Interior shall report within {n + 1} days." for n in range(1, many + 1)]
        law = read_law(written(tmp_path, "Law on the Guard\n" + "\n".join(lines)))
        rows = [
            f'  - {{id: o{n}, bearer: m, what: report, deadline_days: {n + 1}, article: "{n}"}}\n'
            for n in range(1, many)
        ]
        coded = charter_from_text(charter + "".join(rows))
        seen = [0]
        sys.setprofile(
            lambda frame, event, arg, seen=seen: seen.__setitem__(0, seen[0] + (event in ("call", "c_call")))
        )
        coverage_of(coded, law)
        sys.setprofile(None)
        calls.append(seen[0])
    assert calls[1] < 8 * calls[0], calls
