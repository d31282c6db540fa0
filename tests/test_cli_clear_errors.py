"""What a wrong call is told: one line, with what was found, where, what was expected and what to do."""

from pathlib import Path

import pytest

import tether
from tether.cli import main
from tether.documents.files import short_name

LIBRARY = Path(tether.__file__).parent / "charter" / "library" / "charters"
CALLS = [
    (("check", "{g}", "--set", "bloc_cap=-1"), "--set 'bloc_cap=-1': -1; expected a number from 0"),
    (("check", "{g}", "--set", "bloc_cap=much"), "--set 'bloc_cap=much': much; expected a number from 0"),
    (("check", "{g}", "--into", "missing.docx", "--out", "o.docx"), "missing.docx: cannot be read: No such file"),
    (("amend", "{g}", "--out", "x.docx"), "x.docx: --out writes the amended charter; expected a name that ends in .yaml"),
    (("amend", "{g}", "--page", "x.zzz"), "x.zzz: --page writes the account; expected one of .txt, .md, .html"),
    (("amend", "{g}", "--certificate", "x.yaml"), "x.yaml: --certificate writes the proof; expected a name that ends in"),
    (("amend", "{g}", "--plan", "{dir}"), "expected"),
    (("amend", "iraq-2026/bill-2052"), "no charter 'bill-2052' in case iraq-2026: did you mean 'iraq-2026/bill-2025'?"),
    (("brief", "{g}"), "guard.yaml: a file that is no case; expected a case: its name, or its folder; tether check reads"),
    (("dossier", "iraq-2015", "hashd-iran", "--as-of", "2015-13-01"), "has no month 13: write YYYY, YYYY-MM or YYYY-MM-DD"),
    (("dossier", "iraq-2015", "hashd-iran", "--as-of", "2015-02-31"), "'2015-02-31' is no day: the month 2015-02 ends on day 28"),
    (("defence", "{g}"), "guard.yaml: no guard.json beside guard.yaml"),
    (("export", "{g}", "--to", "csv"), "guard.yaml: no manifest.json"),
    (("questions", "{g}", "--by", "31/02/2026"), "--by '31/02/2026' is no day; write it as 2026-03-31"),
]  # fmt: skip


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "guard.yaml").write_text((LIBRARY / "example-guard-law.yaml").read_text("utf-8"), "utf-8")
    (tmp_path / "folder").mkdir()
    return tmp_path


@pytest.mark.parametrize(("call", "said"), CALLS, ids=lambda c: " ".join(c[:2]) if isinstance(c, tuple) else "")
def test_a_wrong_call_is_told_in_one_line(here, capsys, call, said):
    code = main([word.format(g="guard.yaml", dir="folder") for word in call])
    err = capsys.readouterr().err
    assert code in (1, 2, 3) and said in err and "Traceback" not in err
    assert len(err.strip().splitlines()) == 1
    assert not list(here.glob("x.*")), "nothing is written"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="a place that takes no file")
def test_a_place_that_takes_no_folder_is_named(here, capsys):
    (here / "law.txt").write_text("Article 1\nThe Guard shall serve.\n", "utf-8")
    assert main(["law", "import", "law.txt", "--out", "/proc/x"]) == 1
    err = capsys.readouterr().err
    assert err.startswith("/proc/x: ") and "expected a place that can be used; name another" in err


def test_a_family_of_rules_is_listed_under_its_name(capsys):
    assert main(["explain", "IND"]) == 0
    assert capsys.readouterr().out.startswith("Induction (IND): ")


def test_a_shipped_charter_is_printed_by_its_short_name(capsys):
    main(["check", "iraq-2026/order-237-2019", "--select", "CMD"])
    out = capsys.readouterr().out
    assert out.startswith("iraq-2026/order-237-2019: ") and str(LIBRARY.parents[2]) not in out
    assert short_name(LIBRARY / "example-guard-law.yaml") == "example-guard-law.yaml"
    assert short_name("drafts/x.yaml") == "drafts/x.yaml"
