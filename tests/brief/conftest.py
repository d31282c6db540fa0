"""Fixtures of the brief's tests: the made-up content, its page (``front``) and its annex (``page``), made once."""

import pytest
from brief_content import build

from tether.brief import render, render_annex


@pytest.fixture(scope="session")
def content():
    return build()


@pytest.fixture(scope="session")
def page(content):
    return render_annex(content)


@pytest.fixture(scope="session")
def front(content):
    return render(content)


@pytest.fixture(params=["front", "page"])
def either(request):
    """Give the page, then its annex: what both must hold."""
    return request.getfixturevalue(request.param)
