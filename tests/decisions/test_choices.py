from tether.decisions.differences import Contrast, choices, leading


def test_a_choice_never_crosses_deciders(make):
    pairs = tuple((s, h) for s in ("sq", "p3") for h in ("sq", "p9", "p10"))
    found = choices(make.made(pairs, {}))
    assert [(c.decider, c.given, c.pairs) for c in found] == [
        ("host", "sq", (0, 1, 2)),
        ("host", "p3", (3, 4, 5)),
        ("sponsor", "sq", (0, 3)),
        ("sponsor", "p9", (1, 4)),
        ("sponsor", "p10", (2, 5)),
    ]
    assert leading(make.made(pairs, {})) == (Contrast(1, 0), Contrast(2, 0), Contrast(3, 0))


def test_one_option_is_no_choice(make):
    assert choices(make.made((("sq", "sq"),), {})) == ()
