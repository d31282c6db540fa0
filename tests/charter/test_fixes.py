"""``check --fix``: what can only mean one thing is written so; nothing that could mean another is touched."""

import json
import os
import stat

import pytest

from tether.charter import VERSION, charter_from_text
from tether.charter.check import check
from tether.charter.fixes import one_near
from tether.charter.mending import examined, mended, put_back, read_as_written
from tether.charter.rules import all_rules
from tether.cli import main
from tether.errors import InputError

HEAD = f'charter: "{VERSION}"\n'
BROKEN = (
    HEAD
    + """# a comment
meta: {id: g, title: "ب", drafted: 2026-1-5, starts: June 2026}   # drafted
actors:
  - {id: pm, state: yes, head: on}
  - {id: Council_Of, state: true}
  - {id: mof, state: true}
  - {id: mof, state: true}
groups: [{id: front, size: "2,400"}]
forces:
  - id: guard   # the guard
    kind: polcie
    own_budgett: true
    places: [anbar, anbar, ninewa]
    comander: pm
  - {id: gx, places: anbar}
places: [{id: anbar}, {id: ninewa}]
pay:
  - {force: gurd, via: Comander, payer: mof, gap_days: 10}
posts: [{id: a, unit: guard, appointed_by: Council_Of}]
induction: [{id: s1, from: frnot, into: guard, max_group_share: 33 %}]
waivers:
  - {rule: PAY02, at: pay.0.via, reason: r, by: b, until: 2026-12-31}
"""
)
WHOLE = (
    HEAD
    + """# a comment
meta: {id: g, title: "ب", drafted: 2026-01-05, starts: 2026-06}   # drafted
actors:
  - {id: pm, state: true, head: true}
  - {id: council-of, state: true}
  - {id: mof, state: true}
groups: [{id: front, size: 2400}]
forces:
  - id: guard   # the guard
    kind: police
    own_budget: true
    places: [anbar, ninewa]
    commander: pm
  - {id: gx, places: [anbar]}
places: [{id: anbar}, {id: ninewa}]
pay:
  - {force: guard, via: commander, payer: mof, gap_days: 10}
posts: [{id: a, unit: guard, appointed_by: council-of}]
induction: [{id: s1, from: front, into: guard, max_group_share: 0.33}]
waivers:
  - {rule: PAY02, at: "pay[force=guard].via", reason: r, by: b, until: 2026-12-31}
"""
)


def fixed(text):
    return mended(text, "g.yaml").after


def run(*argv):
    return main([str(a) for a in argv])


def test_a_text_with_seventeen_slips_is_mended_and_nothing_else_moves():
    made = mended(BROKEN, "g.yaml")
    assert made.after == WHOLE and len(made.done) == 17
    assert made.done[0].startswith("3:36: fixed: meta.drafted: write 2026-01-05 for '2026-1-5'")
    assert fixed(WHOLE) == WHOLE


def test_line_ends_of_windows_stay():
    assert fixed(BROKEN.replace("\n", "\r\n")) == WHOLE.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("word", "allowed", "meant"),
    [
        ("comander", ["commander", "bank"], "commander"),
        ("Two_Thirds_All", ["two-thirds-all", "two-thirds-present"], "two-thirds-all"),
        ("frnot", ["front"], "front"),
        ("unit-1", ["unit-2"], ""),  # another unit
        ("battalion-a", ["battalion-b"], ""),
        ("north-guard", ["south-guard"], ""),
        ("mixed", ["fixed"], ""),
        ("army", ["arms"], ""),
        ("guards", ["guard", "guardz"], ""),  # two are near
        ("unarmed", ["armed"], ""),
        ("brigade12", ["brigade13"], ""),
        ("الحرس", ["الحرش"], "الحرش"),
        ("x" * 5000, ["x" * 5001], ""),
    ],
)
def test_a_slip_is_one_letter_of_one_word_with_one_word_near(word, allowed, meant):
    assert one_near(word, allowed) == meant


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ("meta: {drafted: 2026/3/4}", "meta: {drafted: 2026-03-04}"),
        ("meta: {drafted: 4 March 2026}", "meta: {drafted: 2026-03-04}"),
        ('meta: {drafted: "March 4, 2026"}', "meta: {drafted: 2026-03-04}"),
        ("meta: {drafted: 31.12.2026}", "meta: {drafted: 2026-12-31}"),
        ("meta: {drafted: 2026-02-30}", None),
        ("meta: {drafted: 04.03.2026}", None),  # the fourth of March or the third of April
        ("meta: {drafted: 3026-01-01}", None),
        ("meta: {drafted: soon}", None),
        ("sharing: {allocation: [{cap: '0,33'}]}", "sharing: {allocation: [{cap: 0.33}]}"),
        ("sharing: {allocation: [{cap: 33}]}", None),  # a share above 1 may be per cent, or a slip
        ("sharing: {allocation: [{cap: 133 %}]}", None),
        ("totals: {in_scope: 12 000}", "totals: {in_scope: 12000}"),
        ("totals: {in_scope: 2.4}", None),
        ("totals: {in_scope: '2,40'}", None),
        ("trust: {consent: [{can_refuse: No}]}", "trust: {consent: [{can_refuse: false}]}"),
        ("trust: {consent: [{can_refuse: maybe}]}", None),
        ("phases: [{id: p, brings: 'pay, arms'}]", None),  # arms are brought by no phase
        ("phases: [{id: p, brings: 'pay, exits'}]", "phases: [{id: p, brings: [pay, exits]}]"),
        ("places: [{id: a}, {id: a, name: other}]", None),  # two rows that differ
        ("places: [{id: الرمادي}]", None),  # how to write it in Latin letters is a choice
        ("pay: [{force: g, via: bank, polse: 1}]", None),
        ("forces: [{id: g}, {id: h}]\npay: [{force: k}]", None),
    ],
)
def test_what_is_mended_and_what_is_left(written, becomes):
    assert fixed(f"{HEAD}{written}\n") == f"{HEAD}{becomes or written}\n"


def test_an_id_that_is_declared_amiss_and_named_rightly_is_mended_where_it_is_declared():
    text = f"{HEAD}actors: [{{id: defenc}}]\nposts: [{{id: a, appointed_by: defence, removable_by: [defence]}}]\n"
    assert fixed(text) == text.replace("defenc}", "defence}")
    once = f"{HEAD}actors: [{{id: defenc}}]\nposts: [{{id: a, appointed_by: defence}}]\n"
    assert fixed(once) == once.replace("defence", "defenc")


def test_a_missing_first_line_is_written_under_the_comments():
    assert fixed("# law\n\nmeta: {id: a}\n") == f"# law\n\n{HEAD}meta: {{id: a}}\n"


@pytest.mark.parametrize(
    "text",
    [
        "services: {web: {image: x}}\n",
        "force: {id: a}\nunit: [b]\n",  # near two keys of a charter
        "sources: [{id: a, kind: Report}]\n",
        "meta: {title: x}\njobs: {build: {}}\n",
        "on: push\n",
    ],
)
def test_a_file_that_is_no_charter_is_never_touched(text):
    assert fixed(text) == text and examined(text, "x.yaml").fixes == ()


def test_an_older_schema_is_migrated_with_its_comments():
    text = 'charter: "0.1"  # old\nclaims: [{at: meta.title}]   # two papers\n'
    assert fixed(text) == f'charter: "{VERSION}"  # old\ncontradictions: [{{at: meta.title}}]   # two papers\n'


def test_what_changes_the_meaning_is_offered_and_not_done():
    text = f"{HEAD}sharing: {{allocation: [{{cap: 33}}]}}\nmeta: {{drafted: 04.03.2026}}\n"
    offered = {(f.title, f.kind) for f in examined(text, "g.yaml").fixes}
    assert offered == {
        ("sharing.allocation.0.cap: write 0.33 for 33", "changes meaning"),
        ("meta.drafted: write 2026-03-04 for '04.03.2026'", "changes meaning"),
        ("meta.drafted: write 2026-04-03 for '04.03.2026'", "changes meaning"),
    }


def test_a_stop_is_never_offered_a_waiver_and_other_findings_are():
    text = (
        f"{HEAD}induction: [{{id: s, into: g}}]\nforces: [{{id: g, status: new, own_budget: true, own_staff: true}}]\n"
    )
    report = examined(text, "g.yaml").report
    codes = {f.code for f in examined(text, "g.yaml").fixes if f.kind == "needs words"}
    assert codes == {f.code for f in report.fired if f.severity != "stop" and not f.code.startswith("SCH")} and codes
    (fix,) = [f for f in examined(text, "g.yaml").fixes if f.code == "CMD07"]
    assert 'rule: CMD07, at: "forces[g]' in fix.edits[0].text and "reason: unknown" in fix.edits[0].text


@pytest.mark.parametrize("rule", all_rules(), ids=lambda r: r.code)
def test_no_rules_snippet_changes_what_is_found(rule):
    """A safe fix changes form alone: what the other rules say of a text is the same before and after."""
    text = HEAD + rule.fails + "\n"
    after = fixed(text)
    if after != text:
        one, other = (
            [
                (f.code, f.message)
                for f in check(charter_from_text(t, "x", fragment=True)).findings
                if f.code[:3] != "SCH"
            ]
            for t in (text, after)
        )
        assert one == other


def test_the_file_is_replaced_whole_with_its_mode_its_mark_and_its_link(tmp_path, capsys):
    path, link = tmp_path / "g.yaml", tmp_path / "link.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + BROKEN.encode())
    path.chmod(0o640)
    link.symlink_to(path)
    assert run("check", link, "--diff") == 1 and path.read_bytes()[3:] == BROKEN.encode()
    assert "+  - {id: pm, state: true, head: true}" in capsys.readouterr().out
    assert run("check", link, "--fix", "--fail-on", "never", "--json") == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["counts"] and said.err.count("fixed: ") == 17
    assert path.read_bytes() == b"\xef\xbb\xbf" + WHOLE.encode() and link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert run("check", link, "--diff") == 0 and capsys.readouterr().out == ""
    assert sorted(os.listdir(tmp_path)) == ["g.yaml", "link.yaml"]


def test_what_is_left_is_told_after_the_fix(tmp_path, capsys):
    path = tmp_path / "g.yaml"
    path.write_text(HEAD + "forces: [{id: g, kind: polcie, status: odd}]\n", "utf-8")
    assert run("check", path, "--fix") == 3
    said = capsys.readouterr().err
    assert "g.yaml:2:24: fixed: " in said and "forces.0.status: 'odd'" in said and "forces.0.kind: 'polcie'" not in said
    assert "kind: police" in path.read_text("utf-8")


def test_a_section_without_a_value_stands_beside_what_is_mended(tmp_path, capsys):
    (tmp_path / "g.yaml").write_text(BROKEN + "sharing: null\nsettlement:\n")
    main(["check", str(tmp_path / "g.yaml"), "--fix"])
    told = capsys.readouterr()
    assert "sharing: an empty value" in told.out + told.err
    written = (tmp_path / "g.yaml").read_text()
    assert "sharing: null" in written and "kind: police" in written


def test_a_text_that_is_no_yaml_is_left_alone(tmp_path, capsys):
    path = tmp_path / "g.yaml"
    path.write_text("charter: [", "utf-8")
    assert run("check", path, "--fix") == 3 and path.read_text("utf-8") == "charter: ["


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path):
    path = tmp_path / "g.yaml"
    path.write_text(BROKEN, "utf-8")
    text, data = read_as_written(path)
    made = mended(text, str(path))
    path.write_text("charter: new", "utf-8")
    with pytest.raises(InputError, match="changed by somebody else"):
        put_back(path, made, data)
    assert path.read_text("utf-8") == "charter: new" and os.listdir(tmp_path) == ["g.yaml"]
