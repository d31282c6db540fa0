"""A charter that goes out to Excel and comes back is the same charter; what a cell changes wins, and nothing else moves."""

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

import tether
from tether.charter import charter_from_text
from tether.charter.read import read_charter
from tether.charter.schema import Charter
from tether.charter.workbook import KEPT, Answers, questions, read_form
from tether.charter.workbook_from_charter import answers_from, filled_form
from tether.charter.workbook_to_charter import coded, coding_of
from tether.cli import main
from tether.documents.yaml_file import parse_yaml, unprinted
from tether.documents.yaml_patch import block_text, plain_values, text_saying
from tether.errors import InputError
from tether.theatre import load

ROOT = Path(tether.__file__).parent
LIBRARY = sorted((ROOT / "charter" / "library" / "charters").glob("*.yaml"))
OPTIONS = sorted((ROOT / "cases").glob("*/charters/*.yaml"))
DESIGNS = [
    p for p in sorted((Path(__file__).parent / "designs").glob("*.yaml")) if "\ncharter:" in p.read_text("utf-8")
]
LAW = next(p for p in LIBRARY if p.stem == "example-guard-law")


def same(one, other):
    return {n for n in Charter.model_fields if getattr(one, n) != getattr(other, n)}


def theatre_of(path):
    return load(path.parent.parent.name.split("-")[0]) if "cases" in path.parts else None


@pytest.fixture
def trip(tmp_path):
    """Send a charter out, change cells (sheet, cell → value), and read what comes back."""

    def made(charter, *, theatre=None, **cells):
        data, _ = filled_form(charter)
        path = tmp_path / "form.xlsx"
        if cells:
            book = load_workbook(BytesIO(data))
            for place, value in cells.items():
                sheet, cell = place.split("__")
                book[sheet][cell] = value
            book.save(path)
        else:
            path.write_bytes(data)
        return coding_of(read_form(path), theatre)

    return made


def cell_of(path, letter="C"):
    return f"Questions__{letter}{[q.path for q in questions()].index(path) + 3}"


@pytest.mark.parametrize("path", LIBRARY, ids=lambda p: p.stem)
def test_every_charter_of_the_library_comes_back_from_a_workbook_as_it_went(path, trip):
    charter = read_charter(path)
    text = trip(charter).text
    assert text.splitlines() == path.read_text("utf-8").splitlines(), "the very file, with its comments"
    assert same(charter_from_text(text, str(path)), charter) == set()


@pytest.mark.parametrize("path", [*OPTIONS, *DESIGNS], ids=lambda p: f"{p.parent.parent.name}/{p.stem}")
def test_every_option_and_design_comes_back_as_it_went(path):
    theatre = theatre_of(path)
    charter = read_charter(path, theatre)
    assert coded(sent(charter), theatre).splitlines() == path.read_text("utf-8").splitlines()


def sent(charter):
    """Return the form that a charter fills, as it is read again, without the workbook between."""
    answers, _ = answers_from(charter)
    rows = tuple(range(2, len(charter.lines) + 2))
    return Answers("form.xlsx", answers.answers, answers.who, answers.places, answers.groups, charter.lines, rows)


def test_an_older_file_comes_back_in_todays_schema(trip):
    old = charter_from_text('charter: "0.1"\nclaims: []  # none\nforces: [{id: g}]', "old.yaml")
    text = trip(old).text
    assert text == 'charter: "0.3"\ncontradictions: []  # none\nforces: [{id: g}]\n'


def test_a_charter_of_memory_has_no_text_to_keep():
    with pytest.raises(InputError, match="made in memory"):
        filled_form(Charter.model_validate({"charter": "0.3"}))


SMALL = [p for p in (*LIBRARY, *OPTIONS) if p == LAW or p.stat().st_size < 8_000]
TREES = [plain_values(parse_yaml(p.read_text("utf-8")).tree) for p in SMALL]
ODD = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t"), max_size=30).filter(
    lambda text: not unprinted(text)
)


@st.composite
def charters(draw):
    """A shipped charter with sections left out, rows doubled under other ids, values blanked and odd words put in."""
    tree = plain_values(draw(st.sampled_from(TREES)))
    for section in draw(st.lists(st.sampled_from(sorted(set(tree) - {"charter", "meta"})), max_size=8, unique=True)):
        if draw(st.booleans()):
            del tree[section]
        else:
            tree[section] = draw(st.sampled_from(["none", "unknown"]))
    for rows in [v for v in tree.values() if isinstance(v, list) and v and isinstance(v[0], dict)]:
        if draw(st.integers(0, 5)) == 0:
            row = dict(draw(st.sampled_from(rows)))
            rows.insert(
                draw(st.integers(0, len(rows))), {**row, **({"id": f"{row['id']}-twin"} if "id" in row else {})}
            )
        row = draw(st.sampled_from(rows))
        row["note"] = draw(ODD)
        if "name" in row:
            row["name"] = draw(st.one_of(ODD, st.sampled_from(["none", "a, b", "guard", "Army", "  x  y "])))
    tree["note"] = draw(ODD)
    return block_text(tree, draw(st.sampled_from(["", "whose it is"])))


@settings(max_examples=30, deadline=None)
@given(charters())
def test_any_charter_comes_back_as_it_went(text):
    charter = charter_from_text(text, "x.yaml", fragment=True)
    try:
        back = coded(sent(charter))
    except InputError as error:  # what was wrong before is told, at its line
        with pytest.raises(InputError):
            charter_from_text(text, "x.yaml")
        assert all(p.path.startswith(f"{KEPT}!A") for p in error.problems)
        return
    assert back == "\n".join([*charter.lines, ""])


@settings(max_examples=12, deadline=None)
@given(ODD, st.lists(ODD, max_size=3))
def test_any_line_is_kept_by_a_workbook(note, words):
    import tempfile

    text = block_text({"charter": "0.3", "note": note, "sources": [{"id": "a", "cite": w} for w in words[:1]]})
    text += (
        "".join(f"# {' '.join(w.split())}\n" for w in words if w.isprintable())
        + "#  _x0041_ =1+1 \n#\n\n# "
        + "z" * 40_000
    )
    charter = charter_from_text(text, "x.yaml")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        path.write_bytes(filled_form(charter)[0])
        assert list(read_form(path).kept) == text.splitlines()


# What a cell changes


def law():
    return read_charter(LAW)


def test_a_changed_cell_changes_one_value_and_keeps_the_comments(trip):
    before = law()
    text = trip(before, **{cell_of("law.min_age"): "20", cell_of("pay[guard].via"): "mobile"}).text
    was, now = LAW.read_text("utf-8").splitlines(), text.splitlines()
    changed = [(a, b) for a, b in zip(was, now, strict=True) if a != b]
    assert len(changed) == 2 and changed[0][1].strip() == "min_age: 20" and "via: mobile" in changed[1][1]
    assert same(charter_from_text(text, "x"), before) == {"law", "pay"}


def test_an_emptied_cell_takes_the_value_out_and_an_article_goes_to_its_row(trip):
    cells = {cell_of("end_state.date"): None, cell_of("pay[guard].via", "D"): "15(2)"}
    after = charter_from_text(trip(law(), **cells).text, "x")
    assert not after.at("end_state.date") and after.at("end_state.sunset")
    assert after.at("pay.0.article") == "15(2)" and after.at("powers.1.article") == "6(2)", "each row its own"


def test_rows_of_the_tables_are_known_by_their_id(trip):
    cells = {
        "Who__A2": "Head of State",  # renamed
        "Who__A19": "Truce Commission", "Who__B19": "agency", "Who__C19": "yes",  # new
        "Groups__B2": "2800-3200", "Groups__H2": "800",
        "Places__D3": "hill 0.5, river 40 %, coast 0.1",
        cell_of("sharing.territorial.dispute_body"): "truce commission",
    }  # fmt: skip
    after = charter_from_text(trip(law(), **cells).text, "x")
    assert after.at("actors.president.name") == "Head of State"
    assert after.at("actors.truce-commission.kind") == "agency" and after.at("actors.truce-commission.state") is True
    assert (after.at("groups.hill-front.size").lo, after.at("induction.from-front.intake").lo) == (2800, 800)
    assert after.at("places.nahr.communities")["coast"].lo == 0.1 and after.at("communities.coast")
    assert after.at("sharing.territorial.dispute_body") == "truce-commission"
    assert same(after, law()) == {"actors", "groups", "induction", "places", "communities", "sharing"}


def test_a_row_that_something_names_stays_and_one_that_nothing_names_may_go(trip):
    with pytest.raises(InputError) as caught:
        trip(law(), **{f"Who__{c}3": None for c in "ABCDE"})
    (problem,) = caught.value.problems
    assert problem.path == "Who" and "no row of 'governor', which the charter names at command.1.from" in problem.found
    more = law().lines
    text = "\n".join(more).replace(
        "  - {id: governor,", "  - {id: spare, name: Spare, kind: office}\n  - {id: governor,"
    )
    after = trip(charter_from_text(text, "x"), **{f"Who__{c}3": None for c in "ABCDE"}).text
    assert after.splitlines() == list(more)


def test_a_new_answer_adds_the_row_that_was_not_there(trip):
    after = charter_from_text(trip(law(), **{cell_of("command[other].from"): "Governor of Nahr"}).text, "x")
    line = after.command[-1]
    assert (line.from_, line.to, line.type) == ("governor", "guard", "operational") and len(after.command) == 3


def test_one_answer_for_streams_that_differ_holds_for_all_and_is_named(trip):
    text = (
        LAW.read_text("utf-8")
        .replace("from: population", "from: hill-front")
        .replace("mode: individual", "mode: mixed", 1)
    )
    found = trip(charter_from_text(text, "x"), **{cell_of("induction[*].mode"): "sub-unit"})
    after = charter_from_text(found.text, "x")
    assert [s.mode for s in after.induction] == ["sub-unit", "sub-unit", "individual"]
    (note,) = found.notes
    assert note.startswith("Questions!C") and "induction.0 said mixed, induction.1 said individual" in note
    with pytest.raises(
        InputError, match=r"Groups!H2: one number for 2 streams from 'hill-front': from-front, recruits"
    ):
        trip(charter_from_text(text, "x"), Groups__H2="900")


def test_faults_are_told_at_once_each_with_its_cell(trip):
    cells = {
        cell_of("pay[guard].payer"): "Tresury",
        cell_of("law.min_age"): "200",
        "Groups__B2": "many",
        "Groups__E2": "Nowhere",
        "Who__B2": "offise",
    }
    with pytest.raises(InputError) as caught:
        trip(law(), **cells)
    found = {p.path: str(p) for p in caught.value.problems}
    assert set(found) == {
        *(cell.replace("__", "!") for cell in cells),
    }
    assert "from 0 to 120" in found[cell_of("law.min_age").replace("__", "!")]
    assert "did you mean 'office'?" in found["Who!B2"]
    assert all(p.where.endswith("form.xlsx") and not p.line for p in caught.value.problems)


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({f"{KEPT}__A4": "typed over"}, f"{KEPT}!A4: 'typed over'; expected the line as it was written"),
        ({f"{KEPT}__A10": "|   status: drafft"}, f"{KEPT}!A10: meta.status: 'drafft'"),
        ({f"{KEPT}__A9": "|   status: [draft"}, "not YAML"),
        ({f"{KEPT}__A9": '"broken'}, f"{KEPT}!A9: '\"broken'"),
        ({"Questions__B3": "What?"}, "Questions!B3: an answer to 'What?'; expected a question of the form"),
        ({"Who__E3": "president"}, "Who!E3: 'president'; expected each id once on the sheet Who"),
    ],
)
def test_a_spoilt_sheet_is_told_by_its_cell(trip, cells, says):
    with pytest.raises(InputError) as caught:
        trip(law(), **cells)
    assert says in str(caught.value)


def test_the_verb_goes_out_and_back(tmp_path, capsys):
    form, back, status_quo = (
        tmp_path / "f.xlsx",
        tmp_path / "b.yaml",
        ROOT / "cases" / "libya-2015" / "charters" / "status-quo.yaml",
    )
    assert main(["code", "--form", str(form), "--charter", str(status_quo), "--country", "libya"]) == 0
    assert main(["code", "--form", str(tmp_path / "law.xlsx"), "--charter", str(LAW)]) == 0
    assert "kept without a question of their own: units, " in capsys.readouterr().out
    assert main(["code", "--from", str(form), "--country", "libya", "--out", str(back)]) == 0
    assert back.read_text("utf-8").splitlines() == status_quo.read_text("utf-8").splitlines()


# Changing a text


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_text_says_whatever_it_is_to_say(data):
    old = plain_values(data.draw(st.sampled_from(TREES)))
    text = block_text(old, "kept where nothing changed")
    new = plain_values(old)
    for _ in range(data.draw(st.integers(1, 3))):
        section = data.draw(st.sampled_from(sorted(new)))
        rows = new[section]
        what = data.draw(st.integers(0, 4))
        if what == 0:
            new[data.draw(st.sampled_from(["arms", "note", "exits"]))] = data.draw(
                st.sampled_from(["none", [{"id": "a", "x": [1, 2]}], 5])
            )
        elif what == 1 and isinstance(rows, list) and rows:
            del rows[data.draw(st.integers(0, len(rows) - 1))]
        elif what == 2 and isinstance(rows, list):
            rows.append({"id": "new-row", "note": data.draw(ODD)})
        elif isinstance(rows, dict):
            rows[data.draw(st.sampled_from(["note", "title"]))] = data.draw(ODD)
        else:
            new.pop(section)
    changed = text_saying(text, new)
    assert plain_values(parse_yaml(changed).tree) == new
    assert changed.startswith("# kept")


def test_only_what_differs_is_written_anew():
    text = "# head\na: {b: 1, c: [x, y]}  # one\nrows:\n  - {id: p, n: 1}  # two\n  - id: q  # three\n    n: 2\n"
    new = {"a": {"b": 3, "c": ["x", "y"], "d": "none"}, "rows": [{"id": "p", "n": 1}, {"id": "q", "n": 5}, {"id": "r"}]}
    assert text_saying(text, new) == (
        "# head\na: {b: 3, c: [x, y], d: none}  # one\nrows:\n  - {id: p, n: 1}  # two\n  - id: q  # three\n    n: 5\n  - {id: r}\n"
    )
    assert text_saying(text, {"a": {"b": 1, "c": ["x", "y"]}, "rows": [{"id": "q", "n": 2}]}) == (
        "# head\na: {b: 1, c: [x, y]}  # one\nrows:\n  - id: q  # three\n    n: 2\n"
    )
