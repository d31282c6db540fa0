"""The checker of words: each thing that a brief must not say is found, and what it may say is left alone."""

import pytest

from tether.brief.restraint import faults


def page(text):
    return f"<html><body><main><p><span data-result='x'>{text}</span></p></main></body></html>"


@pytest.mark.parametrize(
    "text",
    [
        "P10 is the best option.",
        "We recommend P10.",
        "Ministers will prefer P9 in the end.",
        "The sponsor should adopt P3.",
        "P10 does better than P9.",
        "P10 outperforms the rest.",
        "Fewer deaths are 64 % likely.",
        "It is unlikely to hold.",
        "The probability of capture is 0.3.",
        "There is a good chance of success.",
        "It holds in 50 % of worlds.",
        "It holds in 50 per cent of all assumed worlds.",
        "There is a risk of defection.",
        "The forecast under P10 is 300 deaths.",
        "We predict 300 deaths under P9.",
    ],
)
def test_what_must_not_be_said_is_found(text):
    assert faults(page(text)), text


@pytest.mark.parametrize(
    "text",
    [
        "P10 comes out lower than P9 in 640 of 1,280 assumed worlds.",
        "P10 is not distinguishable from the status quo.",
        "The status-quo forecast is 300 deaths a month.",
        "The mechanisms add no predictive skill here.",
        "412 of 7,473 events (5.5 %) could not be put into any place.",
        "It advises no choice.",
    ],
)
def test_what_may_be_said_is_left_alone(text):
    assert faults(page(text)) == []


def test_a_number_without_a_result_is_found():
    assert faults("<p>Deaths fell by 300.</p>") == ["number without a result: 'Deaths fell by 300.'"]
    assert faults("<ul><li>In 12 provinces</li></ul>")


def test_methods_and_quotations_may_hold_digits_but_only_quotations_any_word():
    assert faults("<p><span data-method>The 90 % interval.</span></p>") == []
    assert faults("<p><span data-quoted>The best option in 2015.</span></p>") == []
    assert faults("<p><span data-method>The best option.</span></p>")


def test_what_figures_say_to_those_who_cannot_see_them_is_read_too():
    assert faults('<img alt="P10 is the best choice">')
    assert faults('<div role="img" aria-label="the probability is high"></div>')


def test_scripts_and_styles_are_not_read():
    assert faults("<script>const best = 'best option'</script><style>.likely{}</style>") == []


def test_a_forecast_in_the_next_sentence_is_not_excused_by_the_status_quo_in_this_one():
    assert faults(page("The status quo goes on. The forecast under P9 is 12."))
