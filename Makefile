# make brief: the Iraq 2015 case from nothing to a brief.  make test: the tests.  Both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help install brief page test check lint types docs golden golden-record bench bench-skill fuzz lock clean

help:
	@grep -E '^# make|^## ' Makefile | sed 's/^## /make /'

## install: the development environment, in .venv, from the development lock
install: $(VENV)/.installed

$(VENV)/.installed: requirements-dev.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.runtime: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	test -e $(VENV)/.installed || $(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.lock
	test -e $(VENV)/.installed || $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

## brief: runs the case iraq-2015 and writes brief.html (and brief.json) beside this file (needs only the extra 'cases')
brief: $(VENV)/.runtime
	$(BIN)/tether brief iraq-2015 --out brief.html

## page: tether-check.html, the whole checker as one offline file, and its SHA-256 (needs Node 20 and npm; half a minute)
page: $(VENV)/.installed
	$(BIN)/python scripts/build_page.py

## test: every test (browser tests are skipped where Chromium is absent, those of the page where it can't be built)
test: $(VENV)/.installed
	$(BIN)/python scripts/build_page.py --where-possible
	$(BIN)/python -m pytest -n 2

## lint: ruff and codespell
lint: $(VENV)/.installed
	$(BIN)/ruff check src tests bench scripts studies
	$(BIN)/ruff format --check src tests bench scripts studies
	$(BIN)/codespell src tests bench scripts studies docs README.md CHANGELOG.md INTENDED_USE.md

## types: mypy, strict where arithmetic lives
types: $(VENV)/.installed
	$(BIN)/mypy

## check: what CI runs
check: lint types test

## golden: computes draws, tables, plans, checks, dossiers again and compares them with tests/golden (minutes)
golden: $(VENV)/.installed
	$(BIN)/python scripts/golden.py

## golden-record: writes tests/golden anew, where results were meant to change
golden-record: $(VENV)/.installed
	$(BIN)/python scripts/golden.py --record

## docs: the documentation as a folder that opens without a network (site/index.html), in an environment of its own
docs:
	test -x .venv-docs/bin/zensical || ($(PYTHON) -m venv .venv-docs && .venv-docs/bin/python -m pip install -q --disable-pip-version-check -r requirements-docs.lock)
	.venv-docs/bin/python scripts/build_docs.py

## bench: speed and memory against named opponents, as ratios (never part of the tests)
bench: $(VENV)/.installed
	@for file in $(filter-out bench/skill.py,$(wildcard bench/*.py)); do echo "== $$file"; $(BIN)/python $$file || exit 1; done

## bench-skill: the skill table of docs/explanation/skill.md, from the raw data beside the checkout (resumes in skill/)
bench-skill: $(VENV)/.installed
	$(BIN)/python bench/skill.py ../shared/data --out skill

## fuzz: every campaign of tests/fuzz, one table of counts (make fuzz ROUNDS=2000 SEED=3 ONLY=calls); 1 where one missed
ROUNDS ?= 500
SEED ?= 1
ONLY ?=
fuzz: $(VENV)/.installed
	$(BIN)/python tests/fuzz --rounds $(ROUNDS) --seed $(SEED) --only "$(ONLY)"

## lock: renew the lock files from pyproject.toml: the base, a case (the extra 'cases'), and all extras
COMPILE = $(BIN)/uv pip compile -q --python-version 3.11 --no-emit-index-url --no-header pyproject.toml scripts/build-requirements.txt
lock:
	$(BIN)/python -m pip install -q uv
	$(COMPILE) --extra cases -o requirements.lock
	$(COMPILE) -c requirements.lock -o requirements-base.lock
	$(COMPILE) --all-extras -c requirements.lock -o requirements-dev.lock
	echo "zensical>=0.0.73" | $(BIN)/uv pip compile -q --python-version 3.11 --no-emit-index-url --no-header - -o requirements-docs.lock

clean:
	rm -rf $(VENV) .venv-docs site build build-page dist brief.html brief.json tether-check.html tether-check.html.sha256 web/node_modules
