"""Two drafts of a law: articles are matched by what they say; each change is told as what it is, and no other."""

import json
import re

import pytest
from test_law_anchors import GUARD
from test_law_bad_files import BAD
from test_law_import import LAWS, written
from word_files import word

from tether.cli import main
from tether.law import read_law
from tether.law.versions import _norms, changed_words, versions

TEXT = (LAWS / "example-guard-law.en.txt").read_text("utf-8")
USE_OF_FORCE = TEXT[TEXT.index("Article 7\n") : TEXT.index("CHAPTER IV")]
ARABIC = """\
قانون الحرس رقم (٣) لسنة ٢٠٢٦
المادة (١)
يرتبط الحرس بالقائد العام للقوات المسلحة في جميع الأوقات.
المادة (٢)
يجوز للحرس توقيف الأشخاص، ويسلمهم إلى الشرطة خلال أربع وعشرين (٢٤) ساعة.
المادة (٣)
مدة خدمة القائد ثلاث سنوات، ولا يجوز تجديدها.
"""


def renumbered(text, first, by=1):
    """Return a text whose articles from one on have another number, their references left as they were."""
    return re.sub(
        r"^Article (\d+)$",
        lambda m: f"Article {int(m[1]) + by}" if int(m[1]) >= first else m[0],
        text,
        flags=re.MULTILINE,
    )


def compared(tmp_path, before, after):
    return versions(read_law(written(tmp_path, before, "a.txt")), read_law(written(tmp_path, after, "b.txt")))


def one(found, after):
    return next(a for a in found.articles if a.after == after)


def test_nothing_is_said_of_a_text_and_itself(tmp_path):
    found = compared(tmp_path, TEXT, TEXT)
    assert not found.articles and not found.misled and not found.appeared and not found.went and found.same == 16


def test_words_norms_and_figures(tmp_path):
    after = TEXT.replace("twenty-four (24) hours", "forty-eight (48) hours").replace("may patrol", "shall patrol")
    after = after.replace("at most 720", "at most 7,200").replace(
        "closes on 31 December 2027.\n2.", "closes on 30 June 2028.\n2."
    )
    found = compared(tmp_path, TEXT, after)
    assert [a.after for a in found.articles] == ["art. 6", "art. 8"] and found.same == 14
    powers, entry = found.articles
    assert powers.norms == ("a permission became a duty (“may” → “shall”)",)
    assert powers.figures == ("24 hours → 48 hours",)
    assert any("⟦twenty-four (24) → forty-eight (48)⟧" in w for w in powers.words)
    assert any("720 → 7,200" in f for f in entry.figures) and any("2028-06-30" in f for f in entry.figures)


def test_an_article_put_in_renumbers_the_rest_and_misleads_a_reference(tmp_path):
    after = renumbered(TEXT, 7).replace("CHAPTER III\n", "CHAPTER III\n", 1)
    after = after.replace(
        "Article 8\nUse of force",
        "Article 7\nBodycams\nEach patrol carries cameras that record.\n\nArticle 8\nUse of force",
    )
    found = compared(tmp_path, TEXT, after)
    assert one(found, "art. 7").said == "new" and one(found, "art. 8").said == "renumbered"
    assert one(found, "art. 17").before == "art. 16" and not any(a.words for a in found.articles if a.before)
    assert not any(a.moved for a in found.articles)
    assert any("“Article 10” pointed at art. 10 (Screening), now art. 11" in s for s in found.misled)


def test_an_article_struck_and_one_moved_to_another_chapter(tmp_path):
    moved = TEXT.replace(USE_OF_FORCE, "").replace("CHAPTER VI", f"{USE_OF_FORCE}CHAPTER VI")
    found = compared(tmp_path, TEXT, moved)
    assert [(a.after, a.said, a.moved) for a in found.articles] == [("art. 7", "moved", "from Powers to Service")]
    struck = compared(tmp_path, TEXT, renumbered(TEXT.replace(USE_OF_FORCE, ""), 8, -1))
    assert [a.before for a in struck.articles if not a.after] == ["art. 7"]


def test_a_fault_that_is_new_and_one_that_is_gone(tmp_path):
    after = TEXT.replace("Commission of Article 10", "Commission of Article 40")
    found = compared(tmp_path, TEXT, after)
    assert [f.kind for f in found.appeared] == ["dangling-reference"] and not found.went
    back = compared(tmp_path, after, TEXT)
    assert [f.kind for f in back.went] == ["dangling-reference"] and not back.appeared


def test_arabic_articles(tmp_path):
    after = ARABIC.replace("(٢٤) ساعة", "(٢٤) ساعة، بأمر قاض").replace("ولا يجوز تجديدها", "ويجوز تجديدها")
    found = compared(tmp_path, ARABIC, after)
    assert [a.after for a in found.articles] == ["art. 2", "art. 3"]
    assert found.articles[1].norms[0].startswith("a ban became a permission")


def test_changes_that_stand_close_are_one_line():
    assert list(changed_words("a b c d", "a x c y")) == ["a ⟦b → x⟧ c ⟦d → y⟧"]
    assert list(changed_words("a", "a")) == []


def test_the_verb_with_and_without_charters(tmp_path, capsys):
    law = tmp_path / "one.docx", tmp_path / "two.docx"
    law[0].write_bytes(word(*[line for line in TEXT.splitlines() if line]))
    after = TEXT.replace("twenty-four (24)", "ninety-six (96)")
    law[1].write_bytes(word(*[line for line in after.splitlines() if line]))
    assert main(["diff", *map(str, law)]) == 0
    said = capsys.readouterr().out
    assert "art. 6 Powers of the Guard: words changed" in said and "No charter of both drafts" in said
    one_, two = tmp_path / "one.yaml", tmp_path / "coded.yaml"
    one_.write_text(GUARD.read_text("utf-8"), "utf-8")
    two.write_text(
        GUARD.read_text("utf-8")
        .replace("limit_hours: 24", "limit_hours: 96")
        .replace("meta:\n", "meta:\n  law: two.docx\n", 1),
        "utf-8",
    )
    assert main(["diff", *map(str, law), "--json"]) == 0
    beside = json.loads(capsys.readouterr().out)
    assert main(["diff", *map(str, law), "--charters", str(one_), str(two), "--json"]) == 0
    named = json.loads(capsys.readouterr().out)
    assert beside["meaning"] == named["meaning"] is not None
    assert any("limit_hours" in c["about"] for c in named["meaning"]["changes"])
    assert any(f["code"] == "AUT03" for f in named["meaning"]["appeared"])
    assert named["articles"][0]["figures"] == ["24 hours → 96 hours"]
    for name in ("page.html", "page.docx", "page.json"):
        assert (
            main(["diff", *map(str, law), "--out", str(tmp_path / name)]) == 0
            and (tmp_path / name).stat().st_size > 800
        )
    assert "ninety-six (96)" in (tmp_path / "page.html").read_text("utf-8")


def test_two_kinds_and_two_languages_are_refused(tmp_path, capsys):
    english, arabic = written(tmp_path, TEXT, "a.txt"), written(tmp_path, ARABIC, "b.txt")
    assert main(["diff", str(english), str(GUARD)]) == 2 and "is a law's own text" in capsys.readouterr().err
    assert main(["diff", str(GUARD), str(GUARD), "--charters", str(GUARD), str(GUARD)]) == 2
    assert "these are charters themselves" in capsys.readouterr().err
    assert (
        main(["diff", str(english), str(arabic)]) == 3 and "a text in ar, beside one in en" in capsys.readouterr().err
    )


@pytest.mark.parametrize("name", [n for n in BAD if n.endswith(".docx")])
def test_a_bad_file_is_one_line_in_every_verb_that_takes_a_draft(tmp_path, name, capsys):
    data, said = BAD[name]
    bad, good = tmp_path / name, tmp_path / "good.txt"
    bad.write_bytes(data)
    good.write_text(TEXT, "utf-8")
    calls = (
        ("diff", good, bad),
        ("check", GUARD, "--into", bad, "--out", tmp_path / "out.docx"),
        ("law", "check", bad, "--out", tmp_path / "out.docx"),
    )
    for call in calls:
        assert main([str(a) for a in call]) in (2, 3)
        told = capsys.readouterr().err
        assert said in told and "Traceback" not in told and not (tmp_path / "out.docx").exists()
    assert main(["diff", str(bad), str(bad)]) in (2, 3) and capsys.readouterr().err.count(said) == 2


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("may search homes", "shall only search homes on a warrant", "a permission became a permission within limits"),
        ("may search homes", "may search homes only on a warrant", "a permission became a permission within limits"),
        (
            "may search homes",
            "may not search homes without a warrant",
            "a permission became a permission within limits",
        ),
        (
            "may search homes",
            "may not search homes except on a warrant",
            "a permission became a permission within limits",
        ),
        ("may search homes", "shall search homes", "a permission became a duty"),
        ("may search homes", "may not search homes", "a permission became a ban"),
        ("may not search homes", "may not search homes unless a judge orders it", "a ban became a ban with exceptions"),
        ("shall search homes", "shall search homes only on a warrant", "a duty became a duty within limits"),
        ("may search homes only on a warrant", "may search homes", "a permission within limits became a permission"),
        ("may search homes", "may search homes without a warrant", ""),
    ],
)
def test_a_limit_on_what_is_allowed_is_no_duty(before, after, said):
    ends = ("The Guard ", " of the people of the province at night.")
    told = list(_norms(before.join(ends), after.join(ends)))
    assert [t.partition(" (")[0] for t in told] == ([said] if said else [])


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("يجوز للحرس تفتيش البيوت ليلًا في المحافظة.", "لا يجوز للحرس تفتيش البيوت ليلًا في المحافظة إلا بأمر قضائي.", "a permission became a permission within limits"),
        ("يجوز للحرس تفتيش البيوت ليلًا في المحافظة.", "لا يجوز للحرس تفتيش البيوت ليلًا في المحافظة.", "a permission became a ban"),
        ("La Garde peut fouiller les maisons la nuit.", "La Garde ne peut fouiller les maisons la nuit que sur mandat.", "a permission became a permission within limits"),
        ("La Garde peut fouiller les maisons la nuit.", "La Garde ne peut pas fouiller les maisons la nuit.", "a permission became a ban"),
        ("La Garde peut fouiller les maisons la nuit.", "La Garde doit fouiller les maisons la nuit seulement sur mandat.", "a permission became a permission within limits"),
    ],
)  # fmt: skip
def test_a_limit_is_read_in_arabic_and_french(before, after, said):
    assert [t.partition(" (")[0] for t in _norms(before, after)] == [said]
