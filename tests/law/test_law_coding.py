"""From a law nobody has coded to a charter: what is proposed, what a person confirms, what is refused, and what is told."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from test_law_import import LAWS, written
from word_files import word

from tether.charter import read_charter
from tether.charter.check import check
from tether.charter.cited import article_at
from tether.charter.read import charter_from_text
from tether.cli import main
from tether.errors import InputError
from tether.law import read_law
from tether.law.anchors import anchors_of
from tether.law.coding_form import read_workbook, workbook_of
from tether.law.coding_rows import form_of, form_text, read_rows
from tether.law.confirming import charter_of
from tether.law.named import named_in
from tether.law.proposals_door import proposals_schema, rows_by_others
from tether.law.proposing import proposals_of
from tether.law.sureness import chance, grade_of

NEW = LAWS / "new"
ENGLISH, ARABIC, FRENCH = NEW / "canal-wardens.en.txt", NEW / "oil-force.ar.txt", NEW / "salt-guard.fr.json"
EXPECTED = {  # law → article → section → values that stand in its words
    ENGLISH: {
        "3(2)": ("forces", {"ceiling": 1800}),
        "5(1)": ("posts", {"appointed_by": "prime-minister", "nominated_by": "canal-safety-board", "term_months": 48}),
        "8": ("powers", {"power": "arrest", "handover_to": "police", "limit_hours": 6}),
        "9": ("powers", {"force": "police", "power": "checkpoint", "grant": "lead"}),
        "12(1)": ("law", {"min_age": 19}),
        "13(2)": ("induction", {"max_group_share": 0.2}),
        "13(3)": ("exits", {"kind": "apprenticeship", "support_months": 10, "delivered_by": "ministry-of-labour"}),
        "17(2)": ("pay", {"roll.audit_by": "court-of-audit", "roll.headcount_months": 6}),
        "20": ("law", {"immunity": "operational-limited"}),
        "26": ("end_state", {"sunset": "2032-06-30"}),
    },
    ARABIC: {
        "2(2)": ("forces", {"ceiling": 4500, "ceiling_lifted_by": "law"}),
        "4(2)": ("posts", {"appointed_by": "president-republic", "term_months": 48}),
        "7(1)": ("powers", {"power": "arrest", "handover_to": "police", "limit_hours": 8}),
        "7(2)": ("powers", {"power": "detain", "grant": "forbidden"}),
        "11(1)": ("induction", {"min_age": 20}),
        "12(1)": ("induction", {"mode": "individual", "intake": 1200}),
        "16(1)": ("pay", {"payer": "ministry-finance", "via": "bank"}),
        "17": ("arms", {"owner": "state", "storage": "armoury", "inventory_months": 2}),
        "27": ("end_state", {"sunset": "2032-09-30"}),
    },
    FRENCH: {
        "2": ("forces", {"ceiling": 900}),
        "3": ("posts", {"appointed_by": "president-de-la-republique", "term_months": 36}),
        "4": ("powers", {"power": "arrest", "handover_to": "police", "limit_hours": 12}),
        "7": ("arms", {"owner": "state", "storage": "armoury", "inventory_months": 6}),
        "13": ("trust.grievance", {"body": "mediateur", "deadline_days": 30}),
    },
}


@pytest.mark.parametrize("path", EXPECTED, ids=lambda p: p.stem)
def test_what_an_article_says_is_proposed_with_its_words(path):
    law = read_law(path)
    proposals = proposals_of(law)
    for article, (section, values) in EXPECTED[path].items():
        rows = [r for r in proposals.rows if r.article == article and r.section == section]
        assert any(values.items() <= r.values.items() for r in rows), (article, [r.values for r in rows])
    for row in proposals.rows:
        words = " ".join(law.provision(row.provision).text.split())
        assert row.quote and row.quote in words
        assert law.find(row.article).provision.id == row.provision or law.unit_of(row.provision).id == row.provision
        assert row.why and row.sure in ("high", "medium", "low")
    assert len(proposals.sections()) >= len(law.units) - 3


def test_a_body_is_one_whatever_it_is_called():
    named = named_in(read_law(ENGLISH))
    assert named.main.name == "Canal Wardens" and named.main.section == "forces"
    text = named.marked("The Board shall ask the Minister.", 99).text
    assert [named.bodies[int(n)].id for n in text.replace("‹", "|").replace("›", "|").split("|")[1::2]] == [
        "canal-safety-board",
        "minister-of-water-and-irrigation",
    ]
    arabic = named_in(read_law(ARABIC))
    assert [b.id for b in arabic.called("يحدد الوزير ذلك بموافقة مجلس النواب", 99)] == [
        "minister-nft",
        "council-deputies",
    ]


def filled(path, out, take=lambda row: True, edit=lambda sheet: None):
    """Write the form of a law as a person would leave it; return its path."""
    law = read_law(path)
    out.write_bytes(workbook_of(form_of(proposals_of(law)), law))
    book = load_workbook(out)
    for sheet in (book["About"], book["Who"], book["Rows"]):
        for at in range(3, sheet.max_row + 1):
            if sheet.cell(at, 4).value and take(sheet.cell(at, 1).value):
                sheet.cell(at, 3).value = "yes"
        edit(sheet)
    book.save(out)
    return out


def test_nothing_is_taken_that_nobody_confirms(tmp_path):
    law = read_law(ENGLISH)
    form = form_of(proposals_of(law))
    assert not form.confirmed
    with pytest.raises(InputError, match="no row is confirmed, of"):
        charter_of(form, law)
    one = filled(ENGLISH, tmp_path / "one.xlsx", lambda row: row == "r16")
    assert [r.number for r in read_workbook(one).confirmed] == ["r16"]
    made = charter_of(read_workbook(one), law, tmp_path / "c.yaml")
    (tmp_path / "c.yaml").write_text(made.text, "utf-8")
    read_charter(tmp_path / "c.yaml")
    assert made.text.count("quote:") == 1 and made.taken == 1
    assert any(said.startswith("named by rows that you confirmed") for said in made.told)
    assert any("neither confirmed nor rejected" in said for said in made.told)


@pytest.mark.parametrize("path", [ENGLISH, ARABIC], ids=lambda p: p.stem)
def test_a_new_user_goes_from_word_to_comments(path, tmp_path, capsys):
    lines = [line for line in path.read_text("utf-8").splitlines() if line]
    draft = written(tmp_path, word(*lines), "draft.docx")
    out = tmp_path / "charter.yaml"
    assert main(["law", "code", str(draft), "--out", str(tmp_path / "form.xlsx")]) == 0
    assert "nothing in it is confirmed" in capsys.readouterr().out
    form = filled(draft, tmp_path / "filled.xlsx", lambda row: row != "m1")
    assert main(["law", "code", str(draft), "--confirm", str(form), "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert "confirmed rows" in said.out and "articles coded" in said.err
    assert "country, kind, text_seen" in said.err
    assert main(["law", "anchors", str(out)]) in (0, 1)
    assert "0 not grounded" in capsys.readouterr().out
    charter, law = read_charter(out), read_law(draft)
    assert all(a.stands and not a.not_grounded for a in anchors_of(charter, law))
    assert main(["check", str(out), "--into", str(draft), "--out", str(tmp_path / "commented.docx")]) in (0, 1)
    assert "1 at the title" in capsys.readouterr().out


def test_yaml_and_json_confirm_as_the_workbook_does(tmp_path):
    law = read_law(ENGLISH)
    form = form_of(proposals_of(law))
    texts = []
    for kind in ("yaml", "json"):
        path = tmp_path / f"rows.{kind}"
        text = form_text(form, kind)
        mark = ("state: proposed", "state: confirmed") if kind == "yaml" else ('"proposed"', '"confirmed"')
        path.write_text(text.replace(*mark), "utf-8")
        texts.append(charter_of(read_rows(path), law).text.split("\n", 1)[1])
    assert texts[0] == texts[1] and "limit_hours: 6" in texts[0]


def problems(form, law):
    with pytest.raises(InputError) as caught:
        charter_of(form, law)
    return [str(p) for p in caught.value.problems]


def test_faults_of_a_form_are_told_at_once_each_with_its_cell(tmp_path):
    law = read_law(ENGLISH)

    def spoil(sheet):
        if sheet.title != "Rows":
            return
        for at in range(3, sheet.max_row + 1):
            words = str(sheet.cell(at, 7).value or "")
            if words.startswith("A Warden may arrest"):
                sheet.cell(at, 7).value = words.replace("may arrest", "may seize")
            if words.startswith("The Treasury pays"):
                sheet.cell(at, 2).value = "18"

    form = read_workbook(filled(ENGLISH, tmp_path / "f.xlsx", edit=spoil))
    told = problems(form, law)
    assert len(told) == 2
    assert "stand nowhere in the text" in told[0] and "Rows!A" in told[0] and "(article 8)" in told[0]
    assert "stand in art. 17" in told[1] and "write article 17" in told[1]


def test_a_word_that_is_no_answer_and_a_key_that_is_none(tmp_path):
    def spoil(sheet):
        for at in range(3, sheet.max_row + 1):
            if sheet.cell(at, 5).value == "grant" and sheet.cell(at, 6).value == "lead":
                sheet.cell(at, 6).value = "always"
            if sheet.cell(at, 5).value == "limit_hours":
                sheet.cell(at, 5).value = "limit_hour"
            if sheet.title == "About" and at == 3:
                sheet.cell(at, 3).value = "perhaps"

    with pytest.raises(InputError) as caught:
        read_workbook(filled(ENGLISH, tmp_path / "f.xlsx", edit=spoil))
    told = [str(p) for p in caught.value.problems]
    assert len(told) == 3
    assert "expected accept, change, drop, or nothing" in told[0] and "About!C3" in told[0]
    assert "did you mean 'limit_hours'" in told[1] and "expected one of lead, shared" in told[2]


def test_rows_without_enough_are_told_one_by_one_and_the_others_are_taken(tmp_path):
    law = read_law(ENGLISH)

    def spoil(sheet):
        for at in range(3, sheet.max_row + 1):
            if sheet.cell(at, 5).value == "power" and sheet.cell(at, 6).value in ("arrest", "patrol"):
                sheet.cell(at, 6).value = None
            if sheet.cell(at, 5).value == "payer":
                sheet.cell(at, 6).value = "nobody-named"

    made = charter_of(read_workbook(filled(ENGLISH, tmp_path / "f.xlsx", edit=spoil)), law)
    assert len(made.not_taken) == 3
    assert any("(article 8): powers: the words give no power" in line for line in made.not_taken)
    assert any("payer 'nobody-named' is nobody on the sheet Who" in line for line in made.not_taken)
    assert "power: search" in made.text


def test_forms_that_are_empty_or_of_another_law_or_version(tmp_path, capsys):
    law = read_law(ENGLISH)
    other = read_workbook(filled(FRENCH, tmp_path / "fr.xlsx"))
    assert "a form of another law" in problems(other, law)[0] and len(problems(other, law)) == 1
    later = written(tmp_path, ENGLISH.read_text("utf-8").replace("six (6) hours", "nine (9) hours"), "later.txt")
    form = read_workbook(filled(ENGLISH, tmp_path / "en.xlsx"))
    told = problems(form, read_law(later))
    assert told and all("(article 8)" in line and "nine (9) hours" in line for line in told)
    moved = written(tmp_path, ENGLISH.read_text("utf-8").replace("resides in one", "lives in one"), "moved.txt")
    kept = read_workbook(filled(ENGLISH, tmp_path / "kept.xlsx", lambda row: row == "r17"))
    assert any("another version of this text" in said for said in charter_of(kept, read_law(moved)).told)
    empty = written(tmp_path, "", "empty.xlsx")
    assert main(["law", "code", str(ENGLISH), "--confirm", str(empty)]) == 3
    assert main(["law", "code", str(ENGLISH), "--confirm", str(tmp_path / "no.xlsx")]) == 3
    assert main(["law", "code", str(ENGLISH), "--out", str(tmp_path / "form.pdf")]) == 2
    capsys.readouterr()


def test_two_rows_for_one_place_are_not_chosen_between(tmp_path):
    law = read_law(ENGLISH)
    rows = tmp_path / "rows.yaml"
    said = 'state: confirmed, section: law, article: "{}", quote: "{}", values: {{{}}}'
    rows.write_text(
        'proposals: "1"\nrows:\n  - {'
        + said.format("12(1)", "has completed his or her nineteenth year", "min_age: 19")
        + "}\n  - {"
        + said.format("18", "A Warden shall not be a member of a political party", "min_age: 21")
        + "}\n",
        "utf-8",
    )
    told = problems(read_rows(rows), law)
    assert len(told) == 1 and "min_age 21, where p1 (article 12(1)) says 19" in told[0] and "rows.yaml:4" in told[0]


def test_an_article_that_contradicts_another_is_told_where_the_row_of_names_said_the_same_first():
    """The row of names says that the force is new, so does article 3(1); article 18 may not say otherwise unseen."""
    law = read_law(ENGLISH)
    form = form_of(proposals_of(law))
    names, first = (next(r for r in form.rows if r.number == number) for number in ("w1", "r1"))
    assert names.values["status"] == first.values["status"] == "new"
    words = "A Warden shall not be a member of a political party"
    last = {"id": "canal-wardens", "status": "to-dissolve"}
    rows = (names, first, replace(first, number="r9", article="18", quote=words, values=last))
    told = problems(replace(form, rows=tuple(replace(row, state="confirmed") for row in rows)), law)
    assert len(told) == 1 and "status 'to-dissolve', where r1 (article 3(1)) says 'new'" in told[0]


DOOR = [
    ({"section": "powers", "article": "7(1)", "quote": "may stop and search any boat", "values": {"force": "canal-wardens", "power": "search"}}, ""),
    ({"section": "pay", "article": "17(1)", "quote": "The Treasury pays each Warden 380 florins", "values": {"force": "canal-wardens", "base_month": 480}}, "base_month 480 does not stand in art. 17(1)"),
    ({"section": "pay", "article": "17(1)", "quote": "The Treasury pays every Warden", "values": {}}, "stand nowhere in the text"),
    ({"section": "powers", "article": "9", "quote": "may stop and search any boat", "values": {}}, "stand in art. 7"),
    ({"section": "powres", "article": "9", "quote": "x", "values": {}}, "did you mean 'powers'"),
    ({"section": "powers", "article": "90", "quote": "x", "values": {}}, "has no article 90"),
    ({"section": "powers", "article": "9", "quote": "", "values": {}}, "no quote"),
    ({"section": "powers", "article": "9", "quote": "The Police lead on checkpoints", "values": {"grant": "often"}}, "one of lead"),
    ({"section": "powers", "article": "9", "quote": "The Police lead on checkpoints", "values": {"grants": "lead"}}, "did you mean 'grant'"),
    ({"section": "powers", "article": "9", "quote": "The Police lead on checkpoints", "values": {}, "state": "confirmed"}, "only a person confirms"),
]  # fmt: skip


def test_the_door_takes_what_stands_in_the_law_and_refuses_the_rest_with_reasons(tmp_path, capsys):
    path = tmp_path / "rows.json"
    path.write_text(json.dumps({"proposals": "1", "rows": [{**row, "by": "a model"} for row, _ in DOOR]}), "utf-8")
    taken, refused = rows_by_others(path, read_law(ENGLISH))
    assert [(r.number, r.state, r.by) for r in taken] == [("p1", "proposed", "a model")]
    told = [str(problem) for problem in refused]
    for n, (_, expected) in enumerate(DOOR):
        if expected:
            assert any(f"rows.{n}" in line and expected in line for line in told), (n, expected, told)
    out = tmp_path / "form.yaml"
    assert main(["law", "code", str(ENGLISH), "--proposals", str(path), "--out", str(out)]) == 1
    assert capsys.readouterr().err.count("refused: ") == len(refused)
    assert [r.number for r in read_rows(out).rows if r.by == "a model"] == ["p1"] and not read_rows(out).confirmed


@pytest.mark.parametrize(
    "text",
    ['{"rows": 1}', "[]", "{", '{"proposals": "9", "rows": []}', '{"proposals": "1", "rows": [3, {"values": []}]}'],
)
def test_a_file_that_holds_no_proposals(text, tmp_path):
    path = tmp_path / "rows.json"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError):
        rows_by_others(path, read_law(ENGLISH))


def test_the_schema_of_proposals_names_what_the_door_reads():
    row = proposals_schema()["properties"]["rows"]["items"]
    assert set(row["required"]) == {"section", "article", "quote", "values"}
    assert {"by", "why", "sure", "state"} <= set(row["properties"])


def test_patterns_of_the_lexicon_are_whole_in_three_languages():
    from tether.law.lexicon import LANGUAGES, lexicon_rows
    from tether.law.proposed_values import row_keys, schema_key

    for row in lexicon_rows():
        assert row_keys(row["section"]) or row["section"] == "meta.objectives", row["section"]
        assert row["key"] == "" or schema_key(row["section"], row["key"]) is not None, row
        known = schema_key(row["section"], row["key"]) if row["key"] else None
        if known is not None and known.words and row["kind"].startswith("word"):
            assert row["value"] in (*known.words, "none"), row  # none: the schema's word for what there is not
        assert any(row[language] for language in LANGUAGES)


def test_the_example_law_is_found_again_in_its_own_charter():
    law = read_law(LAWS / "example-guard-law.en.txt")
    coded = read_charter(Path(__file__).parents[2] / "src/tether/charter/library/charters/example-guard-law.yaml")
    given = proposals_of(law).sections()
    for anchor in anchors_of(coded, law):
        section = anchor.path.split(".")[0]
        found = {s.split(".")[0] for s in given[law.unit_of(anchor.provision).id]}
        assert section in found, (anchor.place, section, found)


SHORT = (
    "Law on the Guard\nArticle 1\n(1) A Guard is established.\n(2) The Guard may arrest a person.\nArticle 2\n"
    "The ordinary courts try offences against civilians.\nArticle 3\nA member of the Guard must be 18 years of age.\n"
    "Article 4\n(1) The Treasury pays the Guard.\n(2) The Court of Audit shall verify the payroll every six months.\n"
)
ROWS = (
    'forces, article: "1(1)", quote: A Guard is established, values: {id: guard, name: Guard, status: new}',
    'law, article: "2", quote: The ordinary courts try offences against civilians, values: {courts.abuse_cases: civilian}',
    'law, article: "3", quote: must be 18 years of age, values: {min_age: 18}',
    'pay, article: "4(1)", quote: The Treasury pays the Guard, values: {force: guard, via: bank}',
    'pay, article: "4(2)", quote: shall verify the payroll every six months, values: {force: guard, roll.headcount_months: 6}',
)  # fmt: skip


def confirmed(tmp_path, rows=ROWS, meta="{text_seen: full}", law=SHORT, sha=""):
    """Return the law, and the form with these rows confirmed."""
    text = read_law(written(tmp_path, law, "short.txt"))
    head = f'proposals: "1"\nlaw: {{sha256: "{sha}"}}\nrows:\n  - {{row: m1, state: confirmed, section: meta, article: "", quote: "", values: {meta}}}\n'
    body = "".join(f"  - {{row: r{n}, state: confirmed, section: {row}}}\n" for n, row in enumerate(rows, 1))
    return text, read_rows(written(tmp_path, head + body, "rows.yaml"))


def test_each_row_of_the_law_keeps_its_own_article(tmp_path):
    law, form = confirmed(tmp_path)
    coded = charter_from_text(charter_of(form, law).text)
    places = {"law.courts.abuse_cases": "2", "law.min_age": "3", "law.immunity": "", "law.amnesty.scope": ""}
    assert {path: article_at(coded, path) for path in places} == places
    assert article_at(coded, "pay.0.roll.headcount_months") == "4(2)" and article_at(coded, "pay.0.via") == "4(1)"
    assert len(coded.pay) == 1 and article_at(coded, "pay.0.gap_days") == "4(1)"
    assert all(a.stands and not a.not_grounded for a in anchors_of(coded, law))
    for finding in check(coded).fired + check(coded).questions:
        assert finding.article != "2" or "courts" in finding.path, (finding.code, finding.path)


def test_paragraphs_of_a_coded_article_that_nobody_coded_are_named(tmp_path):
    law, form = confirmed(tmp_path)
    made = charter_of(form, law)
    assert "paragraphs of coded articles that no row codes: art. 1(2)" in made.told
    assert any("text_seen is full" in said for said in made.told)
    assert "4 of 4 articles coded (1 paragraph in them not)" in made.told[-1]
    assert form_of(proposals_of(law)).rows[0].values["text_seen"] == "part"
    whole = (
        *ROWS,
        'powers, article: "1(2)", quote: The Guard may arrest a person, values: {force: guard, power: arrest}',
    )
    told = charter_of(confirmed(tmp_path, whole)[1], law).told
    assert not any("no row codes" in said or "text_seen" in said for said in told)


def test_a_country_on_no_list_is_declared_with_the_text(tmp_path):
    law, form = confirmed(tmp_path, meta="{country: Tamara, kind: [guard]}")
    made = charter_of(form, law)
    assert any("the country 'Tamara' is on no list" in said for said in made.told)
    assert charter_from_text(made.text).places[0].kind == "country"
    law, form = confirmed(tmp_path, meta="{country: Irak}")
    assert any("did you mean 'Iraq'?" in said for said in charter_of(form, law).told)


def test_a_form_follows_its_words_to_renumbered_articles(tmp_path):
    law, form = confirmed(tmp_path, sha="0" * 64)
    later = SHORT.replace("Article 4", "Article 5").replace("Article 3", "Article 4").replace("Article 2", "Article 3")
    later = later.replace("Article 3", "Article 2\nThe Guard wears green.\nArticle 3", 1)
    made = charter_of(form, read_law(written(tmp_path, later, "later.txt")))
    assert (
        "r3 (law): article 3 is now article 4" in made.told
        and "r5 (pay): article 4(2) is now article 5(2)" in made.told
    )
    assert article_at(charter_from_text(made.text), "law.min_age") == "4" and not made.not_taken
    same = replace(
        form, sha256=law.sha256, rows=tuple(replace(r, article="9") if r.number == "r3" else r for r in form.rows)
    )
    assert "has no article 9" in problems(same, law)[0]  # in the text that it was made for this is a fault


def test_an_answer_that_is_none_and_changed_words_are_told_together(tmp_path, capsys):
    def spoil(sheet):
        for at in range(3, sheet.max_row + 1):
            words = str(sheet.cell(at, 7).value or "")
            if words.startswith("A Warden may arrest"):
                sheet.cell(at, 7).value, sheet.cell(at, 3).value = words.replace("may arrest", "may seize"), "maybe"

    form = filled(ENGLISH, tmp_path / "f.xlsx", edit=spoil)
    assert main(["law", "code", str(ENGLISH), "--confirm", str(form)]) == 3
    said = capsys.readouterr().err
    assert "'maybe'; expected accept, change, drop, or nothing" in said and "stand nowhere in the text" in said


OF_WHOM = {  # a text → what is proposed of it: sections with values that must, and that must not stand there
    "All armed formations shall be dissolved within sixty days.": ([], [("forces", {"id": "guard-nahr"}), ("end_state", {})]),
    "Armed formations shall surrender their heavy weapons to the Army.": (
        [("surrender", {"required": True})], [("powers", {}), ("arms", {})]),
    "A member of the Guard shall not accept pay or gifts from a political party.": ([], [("law", {"party_ban": True})]),
    "A member of the Guard shall not belong to a political party.": ([("law", {"party_ban": True})], []),
    "The strength of the Guard shall not exceed 900 persons and it has no separate budget.": (
        [("forces", {"ceiling": 900})], [("forces", {"own_budget": True})]),
    "No proceedings shall be brought against a member of the Guard. This does not apply to murder or torture.": (
        [("law", {"immunity": "operational-limited"})], [("law", {"immunity": "blanket"})]),
    "No proceedings shall be brought against a member of the Guard. Members wear a badge.": (
        [("law", {"immunity": "blanket"})], []),
    "The Guard may not search a house. This does not apply where the Police asks for it.": (
        [("powers", {"power": "search", "grant": "on-request"})], [("powers", {"grant": "forbidden"})]),
    "Nobody may possess weapons without a licence.": ([], [("powers", {})]),
    "There is established a Council for the Guard, which has nine members.": ([], [("forces", {"status": "new"})]),
}  # fmt: skip


@pytest.mark.parametrize("text", OF_WHOM)
def test_of_whom_a_sentence_speaks_what_it_denies_and_what_the_next_one_takes_back(text, tmp_path):
    must, never = OF_WHOM[text]
    law = read_law(
        written(tmp_path, f"Law on the Guard of Nahr\nArticle 1\nThe Guard of Nahr keeps order.\nArticle 2\n{text}\n")
    )
    rows = [r for r in proposals_of(law).rows if r.article == "2"]
    for section, values in must:
        assert any(r.section == section and values.items() <= r.values.items() for r in rows), rows
    for section, values in never:
        assert not any(r.section == section and values.items() <= r.values.items() for r in rows), rows
    if "does not apply to murder" in text:
        assert all("exception follows" in r.why and "torture" in r.quote for r in rows if "immunity" in r.values)


def test_an_exception_in_the_next_paragraph_counts_in_three_languages(tmp_path):
    for text in (
        "Law on the Guard\nArticle 1\n(1) No proceedings shall be brought against a member of the Guard.\n(2) Nothing in paragraph (1) protects a person who has killed or tortured.\n",
        "قانون الحرس الوطني\nالمادة 1\nلا تجوز ملاحقة منتسب الحرس الوطني. ولا يسري ذلك على القتل والتعذيب.\n",
        "Loi sur la Garde nationale\nArticle 1\nLes membres de la Garde ne peuvent être poursuivis. La présente disposition ne couvre ni la torture ni le meurtre.\n",
    ):  # fmt: skip
        rows = [r for r in proposals_of(read_law(written(tmp_path, text))).rows if "immunity" in r.values]
        assert [r.values["immunity"] for r in rows] == ["operational-limited"], text


def test_sureness_is_a_share_that_rises_with_what_stands_in_the_words():
    few, many = chance("oversight", {"values 0", "weak", "shared"}), chance("powers", {"values 3", "force", "strong"})
    assert few < 0.6 < 0.85 < many and grade_of(few) == "low" and grade_of(many) == "high"
    for path in EXPECTED:
        grades = {row.sure for row in proposals_of(read_law(path)).rows}
        assert "high" in grades and len(grades) > 1


LISTED = """Law on the Coast Guard of Sahel
Article 1
In this Law "listed band" means an armed group named in the Schedule.
Article 2
There is hereby established a force called the Coast Guard of Sahel. The establishment of the Coast Guard shall not exceed seven thousand four hundred members.
Article 3
A member of a listed band may apply to join the Coast Guard.
Article 4
Members are posted as individuals, and no more than one third of a company may come from the same listed band.
Article 5
The listed bands enter the Coast Guard in two stages. In the first stage, from 1 March 2030, those of the north are registered. In the second stage, from 1 March 2031, the others follow.
Article 6
A listed band is dissolved on the day on which its stage is completed.
Article 7
The Coast Guard shall not be employed in the policing of assemblies.
SCHEDULE
(Article 1)
Armed groups to which this Law applies
"""


def test_a_term_for_armed_groups_and_the_table_that_lists_them_are_read(tmp_path):
    from word_files import paragraph, table, word

    body = "".join(paragraph(line) for line in LISTED.strip().split("\n"))
    body += table(("No.", "Name of the group", "Declared fighters"), ("1", "North Shore Brigade", "2,900"))
    path = tmp_path / "law.docx"
    path.write_bytes(word(body))
    law = read_law(path)
    assert [u.number for u in law.units] == list("1234567")  # "(Article 1)" below the schedule's title is no article
    rows = proposals_of(law).rows
    by = {(r.section, r.article): r.values for r in rows}
    group = by["groups", "SCHEDULE"]
    assert (group["name"], group["size"], group["size_basis"]) == ("North Shore Brigade", 2900, "claimed")
    assert law.find("SCHEDULE").provision.kind == "schedule"
    assert any(r.values.get("ceiling") == 7400 for r in rows)
    assert {r.values["from"] for r in rows if r.section == "induction"} == {"listed-band"}
    assert by["induction", "4"].items() >= {"mode": "individual", "max_group_share": 0.33}.items()
    assert [r.values["starts"] for r in rows if r.section == "phases"] == ["2030-03-01", "2031-03-01"]
    assert not any(r.values.get("status") == "to-dissolve" or r.values.get("immunity") for r in rows)


SAID = {  # what a sentence says, and one that looks like it and says another thing
    "لأفراد الحرس الوطني القبض على المتلبس بجريمة، على أن يسلم إلى أقرب مركز شرطة خلال أربعاً وعشرين ساعة، ولا يجوز أن تكون له أماكن احتجاز.": (
        [("powers", {"power": "arrest", "limit_hours": 24}), ("powers", {"power": "prison", "grant": "forbidden"})],
        [("powers", {"power": "arrest", "grant": "forbidden"})]),
    "لا يجوز تحريك الحرس الوطني من قطاع إلى آخر إلا بموافقة مجلس الوزراء.": ([], [("powers", {"power": "investigate"})]),
    "تصرف رواتب الحرس الوطني من وزارة المالية إلى حسابات مصرفية، ويعتمد له مبلغ (١٤) مليار ريال لسنة ٢٠٣٠.": (
        [("pay", {"payer": "ministry-finance", "via": "bank"})], []),
    "يخضع الحرس الوطني لأوامر رئيس الأركان في شؤون العمليات، ولوزير الدفاع في الشؤون الإدارية.": (
        [("command", {"type": "operational"}), ("command", {"from": "minister-defence", "type": "administrative"})], []),
}  # fmt: skip


@pytest.mark.parametrize("text", SAID)
def test_values_that_arabic_sentences_hold_are_read_where_they_stand(text, tmp_path):
    must, never = SAID[text]
    law = read_law(written(tmp_path, f"قانون الحرس الوطني\nالمادة 1\nينشأ الحرس الوطني.\nالمادة 2\n{text}\n"))
    rows = [r for r in proposals_of(law).rows if r.article == "2"]
    for section, values in must:
        assert any(r.section == section and values.items() <= r.values.items() for r in rows), rows
    for section, values in never:
        assert not any(r.section == section and values.items() <= r.values.items() for r in rows), rows


def test_rows_are_written_in_the_order_of_the_law_whatever_the_order_of_the_form(tmp_path):
    from dataclasses import replace

    from tether.law.coding_rows import form_of
    from tether.law.confirming import charter_of

    law = read_law(
        written(tmp_path, LISTED.replace("SCHEDULE\n(Article 1)\nArmed groups to which this Law applies\n", ""))
    )
    form = form_of(proposals_of(law))
    phases = [replace(r, state="confirmed") for r in form.rows if r.section == "phases"]
    text = charter_of(replace(form, rows=tuple(reversed(phases))), law).text
    assert 0 < text.index("2030-03-01") < text.index("2031-03-01")
