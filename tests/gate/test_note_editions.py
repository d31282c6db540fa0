"""The screening note in Arabic and French, over every shipped request: nothing of ours stays in English."""

import re

import pytest

from tether.dossier.store import DossierOptions
from tether.gate.catalogue import catalogue as items
from tether.gate.catalogue import deciders
from tether.gate.questions import ANSWERS, FACTS
from tether.gate.regimes import load_regimes
from tether.gate.report import notes
from tether.report.editions.edition import Edition
from tether.report.html import as_html

REQUESTS = ("libya-2015", "libya-2015/clean-unit-unrecognised", "iraq-2015/iran-aligned-brigades", "syria-sdf-2026")


def law():
    """Every text of the law on file and of what can be asked for."""
    for regime in load_regimes():
        yield from (regime.name, regime.lawyer, *regime.unsure)
        for rule in regime.rules:
            yield rule.because
            if rule.clearing is not None:
                yield from (rule.clearing.authority, rule.clearing.document)
    for item in items().values():
        yield from (item.name, item.lawful_way, item.diversion, item.escalation, item.end_use, item.suspension)
    for answer in ANSWERS.values():
        yield from (answer.whom, answer.look)
    yield from (text for name, text in FACTS.items() if not name.startswith("paper."))
    yield from (who.name for who in deciders().values())


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_regime_question_and_item_has_its_words(language):
    edition = Edition.of(language, "iraq")
    texts = {text for text in law() if text}
    assert len(texts) > 350
    for text in texts:
        edition.said(text)
    assert not edition.left, "write each in report/editions/sentences/regimes.csv or gate.csv"


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("request_", REQUESTS)
def test_no_note_leaves_a_sentence_of_ours_in_english(request_, language):
    for _, page in notes(request_, (), DossierOptions(), lang=language):
        assert page.say.__self__.left == {}
        assert page.language == language


def test_the_english_note_is_the_same_page():
    (_, english), (_, arabic) = (notes("libya-2015", ("us",), DossierOptions(), lang=x)[0] for x in ("en", "ar"))
    assert as_html(english) == as_html(notes("libya-2015", ("us",), DossierOptions())[0][1])
    assert english.data == arabic.data and len(english.sections) == len(arabic.sections)
    assert re.search(r'<html lang="ar" dir="rtl">', as_html(arabic))
