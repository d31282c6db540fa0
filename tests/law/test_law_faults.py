"""Faults of a text itself: each one planted is found at its place, and a sound text in three languages has none."""

from pathlib import Path

import pytest
from test_law_import import ARABIC, ENGLISH, LAWS, written

from tether.cli import main
from tether.law import read_law
from tether.law.faults import faults_of, place_of

SOUND = {
    "en": """\
Law No. (7) of 2026 on the Guard
Article (1) Definitions
In this law the following words have these meanings:
"Guard": the Guard of the Province.
"Commission": the Screening Commission of Article (4).
Article (2)
1. The Guard has at most two thousand four hundred (2,400) posts.
2. A member of the Guard must be at least eighteen (18) years old.
Article (3)
A person held under Article (2) shall be handed to the police within twenty-four (24) hours, as Articles 14 and 15 of the Code of Criminal Procedure say.
Article (4)
1. The Screening Commission consists of three members:
(a) a judge, who presides;
(b) a nominee of the Assembly;
(c) a nominee of the Minister of Justice.
2. The procedure of the Commission is set out in regulations issued by the Minister of Justice within ninety days.
Article (5)
During the transitional period, which ends on 31 December 2027, the posts are filled by the Guard of Article 2(1).
""",
    "ar": """\
قانون رقم (٧) لسنة ٢٠٢٦ بشأن الحرس
المادة (١)
يقصد بالكلمات الآتية المعاني المبينة إزاءها:
أ- الحرس: حرس المحافظة.
ب- الوزير: وزير الداخلية.
المادة (٢)
١- يتكون الحرس من ثلاثة آلاف (٣٠٠٠) فرد.
٢- يسلم الموقوف إلى الشرطة خلال أربع وعشرين (٢٤) ساعة وفق المادة (٣) والمادة (١٥) من قانون أصول المحاكمات.
المادة (٣)
تشكل لجنة التدقيق من ثلاثة أعضاء:
أ- قاض رئيساً.
ب- مرشح مجلس المحافظة.
ج- مرشح الوزير.
المادة (٤)
يصدر الوزير التعليمات خلال تسعين يوماً، وتعمل اللجنة وفقها.
""",
    "fr": """\
Loi n° 7 de 2026 portant création de la garde
Article premier
La garde comprend deux mille quatre cents (2400) postes.
Article 2
Le commandant est nommé pour trois (3) ans, selon l'article premier et l'article 12 de la Constitution.
Article 3
Les conditions sont fixées par décret du ministre.
""",
}


def found(tmp_path, text):
    return [(f.kind, f.place) for f in faults_of(read_law(written(tmp_path, text)))]


@pytest.mark.parametrize("language", SOUND)
def test_a_sound_text_has_no_fault(tmp_path, language):
    assert found(tmp_path, SOUND[language]) == []


PLANTED = {
    "reference": ("en", "held under Article (2)", "held under Article (9)", ("dangling-reference", "art. 3")),
    "paragraph": ("en", "Guard of Article 2(1)", "Guard of Article 2(5)", ("dangling-reference", "art. 5")),
    "figure": (
        "en",
        "two thousand four hundred (2,400)",
        "two thousand four hundred (2,600)",
        ("two-numbers", "art. 2(1)"),
    ),
    "hours": ("en", "twenty-four (24)", "twenty-four (48)", ("two-numbers", "art. 3")),
    "list": ("en", "consists of three members", "consists of five members", ("two-numbers", "art. 4(1)")),
    "gap": ("en", "Article (5)", "Article (6)", ("numbering", "art. 6")),
    "twice": ("en", "Article (5)", "Article (4)", ("duplicate-number", "art. 4")),
    "order": ("en", "2. A member", "4. A member", ("numbering", "art. 2(4)")),
    "term": ("en", '"Guard":', '"Minister": the Minister of Works.\n"Guard":', ("term-defined-twice", "")),
    "open": (
        "en",
        "regulations issued by the Minister of Justice within ninety days",
        "regulations",
        ("empty-delegation", "art. 4(2)"),
    ),
    "end": ("en", ", which ends on 31 December 2027,", "", ("transition-without-end", "art. 5")),
    "arabic figure": ("ar", "(٣٠٠٠)", "(٣٥٠٠)", ("two-numbers", "art. 2(1)")),
    "arabic reference": ("ar", "وفق المادة (٣)", "وفق المادة (٣٠)", None),
    "arabic list": ("ar", "من ثلاثة أعضاء", "من خمسة أعضاء", ("two-numbers", "art. 3")),
    "french figure": ("fr", "trois (3)", "trois (5)", ("two-numbers", "art. 2")),
    "french open": ("fr", "décret du ministre", "décret", ("empty-delegation", "art. 3")),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found_at_its_place(tmp_path, name):
    language, before, after, expected = PLANTED[name]
    assert before in SOUND[language]
    told = found(tmp_path, SOUND[language].replace(before, after))
    if name == "term":  # defined, and used nowhere: the Minister of Works
        assert told == [] or told[0][0] == "term-not-used"
    elif expected is None:  # the sentence names another law as well: what it means is not sure
        assert told == []
    else:
        assert told == [expected]


def test_a_term_that_is_never_used_or_defined_twice(tmp_path):
    unused = SOUND["en"].replace('"Guard":', '"Auxiliary": a helper.\n"Guard":')
    assert found(tmp_path, unused) == [("term-not-used", "art. 1(2)")]
    twice = SOUND["en"].replace('"Commission":', '"Guard": the police.\n"Commission":')
    assert found(tmp_path, twice) == [("term-defined-twice", "art. 1(3)")]


def test_a_body_that_has_no_name(tmp_path):
    text = SOUND["en"].replace("handed to the police", "handed to the Authority")
    assert found(tmp_path, text) == [("body-not-named", "art. 3")]
    assert found(tmp_path, text.replace("the Authority", "the Custody Authority")) == []
    arabic = SOUND["ar"].replace("إلى الشرطة", "إلى الهيئة")
    assert found(tmp_path, arabic) == [("body-not-named", "art. 2(2)")]


def test_a_place_is_cited_as_a_drafter_cites_it(tmp_path):
    law = read_law(written(tmp_path, ENGLISH))
    assert place_of(law, "art_2__para_2__point_c") == "art. 2(2)(c)" and place_of(law, "art_3bis") == "art. 3bis"


def test_the_verb_tells_faults_and_its_exit_code(tmp_path, capsys):
    assert main(["law", "check", str(written(tmp_path, SOUND["ar"]))]) == 0
    assert "0 faults of the text, 0 to ask; 4 articles read" in capsys.readouterr().out
    assert main(["law", "check", str(written(tmp_path, ENGLISH))]) == 1
    said = capsys.readouterr().out
    assert "art. 4: 'Article (9)' leads nowhere: this text has no such article (its last is 4)" in said
    assert main(["law", "check", str(written(tmp_path, ARABIC)), "--json"]) == 1


REAL = {"libya-decree-217-2014-attaches.en.txt": [("numbering", "art. 5")]}


@pytest.mark.parametrize("path", sorted(LAWS.glob("*.txt")), ids=lambda p: Path(p).stem)
def test_real_laws_have_the_faults_that_were_read_in_them(path):
    """Decree 217 of 2014 as published goes from Article (3) to Article (5)."""
    assert [(f.kind, f.place) for f in faults_of(read_law(path))] == REAL.get(path.name, [])


GAPS = {  # words in article 4 of an otherwise sound law → what is told of it
    "tasks": ("The Guard has the following four tasks:\n(a) to watch;\n(b) to warn;\n(c) to report.", ["two-numbers"]),
    "three": ("The Guard has the following three tasks:\n(a) to watch;\n(b) to warn;\n(c) to report.", []),
    "open": ("Weapons are fired in accordance with regulations.", ["empty-delegation"]),
    "in force": ("Weapons are fired in accordance with the regulations in force.", []),
    "issued": ("Weapons are fired in accordance with regulations issued by the Minister of Justice.", []),
    "until": ("The militia guards the dam until the Guard is complete.", ["end-without-a-day"]),
    "until a day": ("The militia guards the dam until the Guard is complete, at the latest on 1 May 2029.", []),
    "until found": ("The militia guards the dam until the Guard is complete as determined by the Assembly.", []),
    "board": ("The Board consists of three judges. The Board decides.", []),
    "no board": ("The Board decides.", ["body-not-named"]),
}


@pytest.mark.parametrize("name", GAPS)
def test_what_a_text_leaves_open(name, tmp_path):
    words, expected = GAPS[name]
    text = f"Law on the Guard\nArticle 1\nThere is a Guard.\nArticle 2\n{words}\n"
    assert [f.kind for f in faults_of(read_law(written(tmp_path, text)))] == expected


def test_a_provision_without_a_number_has_none_in_the_markdown(tmp_path):
    from tether.law.as_markdown import as_markdown

    law = read_law(written(tmp_path, 'Law\nArticle 1\nIn this law:\n"Guard" means the force.\n"Board" means a body.\n'))
    assert "**\\**" not in as_markdown(law) and "****" not in as_markdown(law)


@pytest.mark.parametrize(
    ("text", "open_"),
    [
        ("The rules on leave shall be determined.", True),
        ("The conditions of service of members will later be laid down.", True),
        ("The ranks of members shall be determined by the Minister of Defence.", False),
        ("The conditions of entry shall be laid down in Article 2.", False),
        ("The Minister shall be heard before the amount is fixed.", False),
        ("تحدد ضوابط القبول لاحقاً.", True),
        ("تحدد مهام القوة ورواتب منتسبيها.", True),
        ("يحدد الوزير ضوابط القبول.", False),
        ("تحدد شروط القبول بقرار من مجلس الوزراء.", False),
        ("Les modalités de recrutement seront fixées ultérieurement.", True),
        ("Les modalités de recrutement sont fixées par le ministre de l'Intérieur.", False),
    ],
)
def test_a_matter_that_nobody_settles_is_told(text, open_, tmp_path):
    head = ("المادة 1", "المادة 2") if text[0] > "\u0600" else ("Article 1", "Article 2")
    law = read_law(written(tmp_path, f"Law on the Guard\n{head[0]}\n{text}\n{head[1]}\n{text}\n"))
    assert len([f for f in faults_of(law) if f.kind == "empty-delegation"]) == 2 * open_
