"""One fixture for the tests of single rules: what a rule says of a fragment."""

import pytest

from tether.charter import charter_from_text
from tether.charter.reading import Design
from tether.charter.rules import rule_of


@pytest.fixture(scope="session")
def told():
    """``told("IND03", "units: […]")`` → {path: "fires" | "fires in part" | "quiet" | "cannot tell"}, closed reading."""

    def say(code, fragment, open_world=False, settings=None):
        charter = charter_from_text(fragment, code, fragment=True)
        rule = rule_of(code)
        assert rule is not None, f"no rule {code}"
        said = {}
        for v in rule.check(Design(charter, open_world=open_world, settings=settings)):
            said[v.path] = v.result + (" in part" if v.partly or v.lesser else "")
        return said

    return say


@pytest.fixture(scope="session")
def messages():
    """The same, as the list of what is said."""

    def say(code, fragment, open_world=False):
        charter = charter_from_text(fragment, code, fragment=True)
        return [v.message for v in rule_of(code).check(Design(charter, open_world=open_world)) if v.message]

    return say
