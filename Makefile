# Every target sets up what it needs and says what it does. `make help` lists them.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEV := $(VENV)/.dev
UV := uv==0.13.9
NATIVE := $(VENV)/.native
TOOLS := $(VENV)/.tools
RIVALS := $(VENV)/.rivals

.DEFAULT_GOAL := help
.PHONY: help demo test test-all lint check conformance bench docs gallery lock sbom clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

demo: $(READY) ## render the built-in cases (specimen, minimal, followup) into reports/
	$(BIN)/python generate.py build --quiet data/cases/minimal/case.yaml data/cases/followup/case.yaml data/cases/specimen/case.yaml

test: $(DEV) ## pass the tests that need Python and Pango only
	$(BIN)/python -m pytest -n auto -m "not (conformance or cluster or specimen or exhaustive)"

test-all: $(DEV) $(TOOLS) ## pass all tests: those of conformance, the cluster and the specimen too
	$(BIN)/python -m pytest -n auto

lint: $(DEV) ## ruff, the import contracts and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

check: lint test ## pass `make lint` and `make test`

conformance: $(DEV) demo ## check every document of the specimen against PDF/A-3a and PDF/UA-1
	./scripts/setup-native.sh java
	$(BIN)/python scripts/conformance.py $$(find reports -name "*.pdf" | sort)

bench: $(DEV) $(RIVALS) ## measure us beside other tools, and growth (ARGS=--full: to 50,000 accounts)
	$(BIN)/python -m benchmarks $(ARGS)
	$(BIN)/python -m benchmarks.compare || true

docs: $(DEV) ## make the pages of docs/ that come from the program, and the site in site/
	$(BIN)/python scripts/make_docs.py
	$(BIN)/python scripts/make_coverage.py
	$(BIN)/mkdocs build

gallery: $(DEV) demo ## make the pictures of docs/gallery from the specimen
	$(BIN)/python scripts/make_gallery.py

lock: ## write the lock files anew from pyproject.toml (ARGS=--upgrade: with newer versions)
	$(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/pip install --quiet '$(UV)'
	$(VENV)/lock/bin/python scripts/make_lock.py $(ARGS)
	rm -rf $(VENV)/lock

sbom: $(READY) ## write the bill of materials of what runs to dist/demarche.cdx.json
	$(BIN)/python scripts/make_sbom.py dist/demarche.cdx.json

clean: ## remove what was set up and what was built
	rm -rf $(VENV) .tools dist build site .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(NATIVE): scripts/setup-native.sh
	@echo "setting up: native libraries for typesetting"
	./scripts/setup-native.sh pango
	@mkdir -p $(VENV) && touch $@

$(TOOLS): scripts/setup-native.sh
	@echo "setting up: what the other tests check with (Java, Maven, SoftHSM, OpenSSL, and apps)"
	./scripts/setup-native.sh java
	./scripts/setup-native.sh seal
	-./scripts/setup-native.sh apps  # where one cannot be had, its tests say so and are skipped
	@mkdir -p $(VENV) && touch $@

# What cannot be had is told in the table; the rest is measured all the same.
$(RIVALS): scripts/setup-native.sh | $(DEV)
	@echo "setting up: the tools to measure against (Chromium, LibreOffice, Typst)"
	-./scripts/setup-native.sh bench
	@touch $@

$(READY): pyproject.toml requirements.lock $(NATIVE)
	@echo "setting up: a virtual environment in $(VENV)"
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements-dev.lock $(READY)
	@echo "setting up: what tests and measures"
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.lock
	@touch $@
