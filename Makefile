# Everything a clone needs: `make run` to see it, `make test` to check it. `make` alone prints this help.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev tools run test check test-sqlite test-postgresql test-bench test-browser bench bench-smoke trace catalogue lock clean

PORT ?= 8000
TOWN ?= city
export LOTSE_DATA ?= var
export LOTSE_URL ?= http://localhost:$(PORT)

PYTHON ?= python3
BIN := .venv/bin
# A stamp carries the digest of what it was made from: a changed lock is installed again, an unchanged one costs nothing.
digest = $(shell cat $(1) 2>/dev/null | sha256sum | cut -c1-16)
RUNTIME := .venv/runtime-$(call digest,requirements/runtime.txt pyproject.toml)
DEV := .venv/dev-$(call digest,requirements/dev.txt pyproject.toml)
PIP := $(BIN)/pip --disable-pip-version-check --quiet
PYTEST := $(BIN)/pytest -n 2

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "  Settings: PORT (8000), LOTSE_DATA (var), TOWN (city or county); more in docs/reference/settings.md"

setup: $(RUNTIME) ## install what Lotse needs to run into .venv
	@$(BIN)/python scripts/catalogue.py compile

$(RUNTIME):
	@scripts/venv $(PYTHON)
	@echo "Installing what requirements/runtime.txt lists (once) ..."
	@$(PIP) install --require-hashes -r requirements/runtime.txt
	@$(PIP) install --no-deps --no-build-isolation --no-index --editable .
	@rm -f .venv/runtime-* && touch $@

setup-dev: setup $(DEV) ## install what building and checking needs on top

$(DEV): $(RUNTIME)
	@echo "Installing what requirements/dev.txt lists (once) ..."
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@rm -f .venv/dev-* && touch $@

tools: ## install Chromium, PostgreSQL and poppler through apt where they are missing
	@scripts/tools

run: setup ## start Lotse with invented people on http://localhost:PORT
	@PORT=$(PORT) TOWN=$(TOWN) scripts/serve

test: setup-dev tools check test-sqlite test-postgresql test-bench test-browser ## everything: check, both databases, browser

check: setup-dev ## format, lint, types, templates, translations, documentation
	$(BIN)/ruff check --output-format=concise .
	$(BIN)/ruff format --check --output-format=concise .
	$(BIN)/mypy
	$(BIN)/python scripts/lint_templates.py
	$(BIN)/python scripts/lint_translations.py
	$(BIN)/python scripts/catalogue.py check
	$(BIN)/python scripts/trace.py --quiet

test-sqlite: setup-dev ## the tests on SQLite
	LOTSE_TEST_ENGINE=sqlite $(PYTEST)

test-postgresql: setup-dev ## the tests on PostgreSQL, which they start and stop themselves
	LOTSE_TEST_ENGINE=postgresql $(PYTEST)

test-bench: setup-dev ## whether the bench runs and says what it found; how fast Lotse is, no test asks
	LOTSE_TEST_ENGINE=sqlite $(BIN)/pytest bench

test-browser: setup-dev ## the tests that drive Chromium
	$(PYTEST) -m browser tests/browser

PERSONS ?= 1000
ENGINE ?= both
bench: setup-dev ## measure Lotse beside raw SQL, a bare response and plain Django, with PERSONS (1000) invented people
	@$(BIN)/python -m bench --persons $(PERSONS) --engine $(ENGINE)

bench-smoke: setup-dev ## the bench in less than a minute for each ENGINE: whether it runs, not how fast Lotse is
	@$(BIN)/python -m bench --persons 1000 --rows 300 --quick --engine $(ENGINE)

trace: setup-dev ## which requirement stands in which concept and is proved by which test
	@$(BIN)/python scripts/trace.py

catalogue: setup-dev ## bring the English catalogue in line with the German source
	@$(BIN)/python scripts/catalogue.py update

lock: setup-dev ## write the locks anew from requirements/*.in (needs the package index)
	@scripts/lock

clean: ## remove what can be made again; never touches LOTSE_DATA
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info
	find lotse tests scripts -name __pycache__ -prune -exec rm -rf {} +
	find lotse/locale -name '*.mo' -delete
