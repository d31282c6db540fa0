"""A coded law and its text: nothing is said of the undisturbed pair, and each planted disagreement is found."""

import json
from pathlib import Path

import pytest
from test_law_import import LAWS, written

import tether
from tether.charter import read_charter
from tether.charter.read import charter_from_text
from tether.cli import main
from tether.law import read_law
from tether.law.anchors import anchors_of, moved_between
from tether.law.coverage import coverage_of
from tether.law.quantities import dates, quantities, says

GUARD = Path(tether.__file__).parent / "charter" / "library" / "charters" / "example-guard-law.yaml"
TEXT = (LAWS / "example-guard-law.en.txt").read_text("utf-8")
ARABIC_TEXT = """\
قانون الحرس رقم (٣) لسنة ٢٠٢٦
المادة (١)
يرتبط الحرس بالقائد العام للقوات المسلحة.
المادة (٢)
أولاً: يجوز للحرس توقيف الأشخاص، ويسلمهم إلى الشرطة خلال أربع وعشرين (٢٤) ساعة.
ثانياً: لا يجوز للحرس العمل خارج المحافظة.
المادة (٣)
مدة خدمة القائد ثلاث سنوات، تبدأ في ١ كانون الثاني ٢٠٢٧.
المادة (٤)
ينشر هذا القانون في الجريدة الرسمية.
"""
ARABIC_CHARTER = """\
charter: "0.3"
meta: {id: guard, country: Iraq, text_seen: full, lang: ar}
sources: [{id: text, kind: text, cite: Draft}]
places: [{id: iq, name: Iraq, kind: country, parent: none}]
actors: [{id: cinc, name: Commander-in-Chief, kind: office, state: true, head: true}]
forces: [{id: guard, name: Guard, kind: guard, status: new}, {id: police, name: Police, kind: police, status: existing}]
units: [{id: hq, force: guard, echelon: hq, parent: none}]
posts: [{id: chief, unit: hq, appointed_by: cinc, term_months: 36, article: "3"}]
command:
  - {from: cinc, to: hq, type: full, src: [{id: text, article: "1", quote: "يرتبط الحرس بالقائد العام للقوّات المسلحة", lang: ar}]}
powers:
  - {force: guard, power: arrest, places: [iq], grant: support, handover_to: police, limit_hours: 24, article: "2(1)"}
  - {force: guard, power: outside-home, places: [iq], grant: forbidden, article: "2(2)"}
"""


def pair(tmp_path, before="", after=""):
    assert before in TEXT
    return coverage_of(
        read_charter(GUARD), read_law(written(tmp_path, TEXT.replace(before, after, 1) if before else TEXT))
    )


def loose(found):
    return [(a.path, a.state, a.not_grounded) for a in found.anchors if not a.stands or a.not_grounded]


def test_nothing_is_said_of_the_undisturbed_pair(tmp_path):
    found = pair(tmp_path)
    assert loose(found) == [] and found.left_out == () and len(found.anchors) == 16
    assert (
        found.sentence == "6 of 16 articles coded (2 paragraphs in them not), 3 beyond the schema, 2 of form, 5 waiting"
    )
    assert {a.place for a in found.of("beyond the schema")} == {"art. 11", "art. 12", "art. 13"}
    assert found.of("waiting")[0].place == "art. 7" and found.of("waiting")[0].sensitive


PLANTED = {  # the text changed: (before, after, row, words of what is said)
    "term": ("for a term of three years", "for a term of five years", "posts.0", "term_months 36"),
    "hours": ("twenty-four (24) hours", "forty-eight (48) hours", "powers.1", "limit_hours 24"),
    "quota": ("at most 720", "at most 900", "induction.0", "intake 720"),
    "cap": (
        "33 per cent of a unit. No person under eighteen years of age may enter. Entry opens on 1 February",
        "40 per cent of a unit. No person under eighteen years of age may enter. Entry opens on 1 February",
        "induction.0",
        "max_group_share 0.33",
    ),
    "age": (
        "Members of the police enter one by one, at most 345 of them, through the Screening Commission, which decides on 200 persons a month. Training by the Ministry of Defence lasts twelve weeks, in courses of 150. No person under eighteen",
        "Members of the police enter one by one, at most 345 of them, through the Screening Commission, which decides on 200 persons a month. Training by the Ministry of Defence lasts twelve weeks, in courses of 150. No person under sixteen",
        "induction.2",
        "min_age 18",
    ),
    "money": (
        "annual budget of the Guard is 18 million",
        "annual budget of the Guard is 28 million",
        "pay.0",
        "annual_budget",
    ),
    "date": ("until 31 December 2030", "until 31 December 2028", "pay.0", "funded_until 2030-12-31"),
    "ban lifted": (
        "The Guard shall not be deployed outside",
        "The Guard may be deployed outside",
        "powers.5",
        "grant forbidden",
    ),
    "power banned": (
        "The Guard may patrol in Nahr, and leads there.",
        "The Guard shall not patrol in Nahr.",
        "powers.2",
        "only forbids",
    ),
    "office": (
        "nominated and appointed by the President and confirmed by the Assembly, for a term of three years. The President may remove him",
        "nominated and appointed by the Minister of Defence and confirmed by the Assembly, for a term of three years. The Minister may remove him",
        "posts.0",
        "appointed_by president",
    ),
    "audit": ("The Audit Office shall count", "The Treasury shall count", "pay.0", ""),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_disagreement_is_found_at_its_row(tmp_path, name):
    before, after, path, said = PLANTED[name]
    told = loose(pair(tmp_path, before, after))
    if not said:  # who audits stands in a part of the row that names no office of the article itself: silent
        assert told in ([], [(path, "found", told[0][2])] if told else [])
        return
    assert [row for row, _, _ in told] == [path]
    assert all(any(said in words for words in loose_words) for _, _, loose_words in told), told


def test_a_dangling_article_and_one_that_moved(tmp_path):
    told = loose(pair(tmp_path, "5. The army may keep", "The army may keep"))
    assert ("powers.4", "part", ()) not in told
    gone = loose(pair(tmp_path, "Article 15\nPay", "Article 17\nPay"))
    assert gone[0][:2] == ("pay.0", "orphaned")


@pytest.mark.parametrize(
    ("text", "spoken", "against"),
    [
        ("In a state of emergency the President may give the Guard any order.", "emergency powers", ""),
        (
            "Members shall not be prosecuted for acts in the performance of their duties.",
            "immunity",
            "law.immunity: none",
        ),
        ("An amnesty covers all acts before this law.", "amnesty", ""),
        ("No immunity covers members of the Guard.", "immunity", ""),
    ],
)
def test_what_is_grave_and_uncoded_is_told(tmp_path, text, spoken, against):
    found = pair(tmp_path, "Article 16\nEntry", f"Article 16\nOther\n{text}\n\nArticle 17\nEntry")
    assert [(a.place, a.contradicts) for a in found.left_out] == [("art. 16", against)]
    assert spoken in found.left_out[0].speaks_of and loose(found) == []


def test_an_arabic_pair(tmp_path):
    charter = charter_from_text(ARABIC_CHARTER, "guard.yaml")
    law = read_law(written(tmp_path, ARABIC_TEXT))
    states = {a.path: (a.state, a.not_grounded) for a in anchors_of(charter, law)}
    assert states == {
        **dict.fromkeys(("posts.0", "powers.0", "powers.1"), ("found", ())),
        "command.0": ("normalised", ()),
    }
    for before, after, path in (
        ("ثلاث سنوات", "أربع سنوات", "posts.0"),
        ("أربع وعشرين (٢٤)", "ثمان وأربعين (٤٨)", "powers.0"),
        ("لا يجوز للحرس العمل", "يجوز للحرس العمل", "powers.1"),
    ):
        changed = read_law(written(tmp_path, ARABIC_TEXT.replace(before, after)))
        assert [a.path for a in anchors_of(charter, changed) if a.not_grounded] == [path]
    swapped = read_law(
        written(
            tmp_path,
            ARABIC_TEXT.replace(
                "المادة (١)\nيرتبط الحرس بالقائد العام للقوات المسلحة.\n", "المادة (١)\nأحكام.\n"
            ).replace("المادة (٤)", "المادة (٤)\nيرتبط الحرس بالقائد العام للقوات المسلحة.\nالمادة (٥)"),
        )
    )
    moved = moved_between(charter, law, swapped)
    assert [(b.place, a.state, a.place) for b, a in moved] == [("art. 1", "moved", "art. 4")]


def test_a_quote_with_an_ellipsis_stands_by_its_parts(tmp_path):
    quoted = ARABIC_CHARTER.replace("يرتبط الحرس بالقائد العام للقوّات المسلحة", "يرتبط الحرس … المسلحة")
    law = read_law(written(tmp_path, ARABIC_TEXT))
    assert {a.state for a in anchors_of(charter_from_text(quoted, "g.yaml"), law) if a.quote} == {"normalised"}
    lost = ARABIC_CHARTER.replace("يرتبط الحرس بالقائد العام للقوّات المسلحة", "يرتبط الحرس بالمحافظ")
    assert {a.state for a in anchors_of(charter_from_text(lost, "g.yaml"), law) if a.quote} == {"orphaned"}


def test_the_verbs(tmp_path, capsys):
    text = written(tmp_path, TEXT)
    assert main(["law", "anchors", str(GUARD), "--law", str(text)]) == 0
    assert "16 citations: 16 found; 0 not grounded\n6 of 16 articles coded" in capsys.readouterr().out
    old = written(tmp_path, TEXT.replace("three years", "five years"), "old.txt")
    assert main(["law", "anchors", str(GUARD), "--law", str(text), "--since", str(old)]) == 1
    assert "posts.0: article 4(2): was found art. 4(2), is found art. 4(2)" in capsys.readouterr().out
    assert main(["law", "coverage", str(GUARD), "--law", str(text), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["articles"]) == 16
    assert main(["law", "coverage", str(GUARD), "--law", str(text)]) == 0
    assert (
        "art. 7 Use of force: duty; use of force, oversight → powers, obligations (look first)"
        in capsys.readouterr().out
    )


DEFINED = """\
LAW ON THE GUARD
Article 1 Definitions
For the purposes of this Law:
"Minister" means the Minister of Interior;
"Auditor" means the Court of Audit.
Article 2 Command
(1) The Guard is a force of the State.
(2) The Guard shall be deployed by order of the Minister.
(3) The Guard shall have 24,000 members.
"""
BY_MINISTER = """\
charter: "0.3"
meta: {id: guard, country: Iraq, text_seen: full}
actors:
  - {id: minister, name: Minister of Interior, kind: ministry, state: true}
  - {id: auditor, name: Court of Audit, kind: court, state: true}
forces: [{id: guard, name: Guard, kind: guard, status: new, target_strength: 2, article: "2"}]
command: [{from: minister, to: guard, type: full, article: "2(2)"}]
"""


def test_a_defined_term_names_the_office_and_the_number_of_a_paragraph_is_no_figure(tmp_path):
    law = read_law(written(tmp_path, DEFINED))

    def said(text):
        return [s for a in anchors_of(charter_from_text(text, "c.yaml"), law) for s in a.not_grounded]

    assert said(BY_MINISTER) == ["target_strength 2: the article says 24,000"]
    assert said(BY_MINISTER.replace("from: minister", "from: auditor")) == [
        "target_strength 2: the article says 24,000",
        "from auditor: the article does not name Court of Audit",
    ]


def test_a_charter_that_names_its_law(tmp_path, capsys):
    charter = tmp_path / "guard.yaml"
    charter.write_text(ARABIC_CHARTER.replace("text_seen: full,", "text_seen: full, law: law.txt,"), "utf-8")
    assert main(["law", "anchors", str(charter)]) == 3
    assert "guard.yaml:2:" in (said := capsys.readouterr().err) and "no file 'law.txt' beside the charter" in said
    written(tmp_path, ARABIC_TEXT)
    assert main(["law", "anchors", str(charter)]) == 0
    charter.write_text(ARABIC_CHARTER, "utf-8")
    assert main(["law", "anchors", str(charter)]) == 2
    assert "names no text of its law; give one with --law" in capsys.readouterr().err


def test_numbers_of_three_languages():
    assert says("three years", 36, "months") and says("a third", 0.33, "the whole") and says("٢٤ ساعة", 24, "hours")
    assert says("ثلاثة آلاف وخمسمائة فرد", 3500, "men") and says("3.5 million", 3_500_000, "meta.currency")
    for often in ("each year", "annually", "chaque année", "تقريراً سنوياً", "كل سنة"):
        assert says(f"reports {often} to Parliament", 12, "months"), often
    assert says("twice a year", 6, "months") and says("quarterly reports", 3, "months") and says("شهرياً", 1, "months")
    assert not says("half-yearly", 12, "months") and not says("weekly", 1, "months")
    assert not says("24 hours", 24, "days") and not says("two members", 3, "men")
    assert {q.value for q in quantities("1 335 postes")} == {1335.0}
    assert {f"{d}" for d in dates("31 December 2027; ١٢ ربيع الأول ١٤٣٤; le 7 janvier 2015; 1 تشرين الثاني 2016")} == {
        *("2027-12-31", "2013-01-24", "2015-01-07", "2016-11-01"),
    }


def test_a_row_with_several_articles_is_grounded_in_any_of_them(tmp_path):
    text = "Law\nArticle 1\nNobody under 18 years may serve.\nArticle 2\nThe civil courts try members.\n"
    charter = (
        'charter: "0.3"\nmeta: {id: g}\nsources: [{id: text, kind: text}]\n'
        'law: {min_age: 18, courts: {abuse_cases: civilian}, src: [{id: text, article: "1"}, {id: text, article: "2"}]}\n'
    )
    law = read_law(written(tmp_path, text))
    assert [a.not_grounded for a in anchors_of(charter_from_text(charter), law)] == [(), ()]
    false = anchors_of(charter_from_text(charter.replace("18", "21")), law)
    assert sum(bool(a.not_grounded) for a in false) == 1  # told once


def test_the_minister_is_whoever_was_named_so_before(tmp_path):
    text = "Law\nArticle 1\nThe Guard is under the Minister of Interior.\nArticle 2\nThe Minister appoints the chief.\n"
    charter = (
        'charter: "0.3"\nmeta: {id: g}\nsources: [{id: text, kind: text}]\n'
        "actors: [{id: interior, name: Ministry of Interior}, {id: justice, name: Ministry of Justice}]\n"
        'posts: [{id: chief, appointed_by: interior, article: "2"}]\n'
    )
    law = read_law(written(tmp_path, text))
    assert [a.not_grounded for a in anchors_of(charter_from_text(charter), law)] == [()]
    other = charter_from_text(charter.replace("appointed_by: interior", "appointed_by: justice"))
    assert "does not name Ministry of Justice" in anchors_of(other, law)[0].not_grounded[0]
