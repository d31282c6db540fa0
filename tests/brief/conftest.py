"""Fixtures of the brief's tests: the made-up content and its annex, made once."""

import pytest
from brief_content import build

from tether.brief import render_annex


@pytest.fixture(scope="session")
def content():
    return build()


@pytest.fixture(scope="session")
def page(content):
    return render_annex(content)
