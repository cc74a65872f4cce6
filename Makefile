# `make run` starts the atlas, `make test` checks everything. Works with GNU make 3.81 and later.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/.ready-to-run
TEST_READY := $(VENV)/.ready-to-test
# Given on the command line; recipes read them from their environment, spaces and all.
DATA ?=
PORT ?=
export DATA PORT

.DEFAULT_GOAL := help
.PHONY: help run test explore lint types chromium bench data vendor check clean

help: ## cette liste
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'

run: $(RUN_READY) ## lance l'atlas dans le navigateur (DATA=dossier, PORT=numéro)
	@if [ -n "$$DATA" ]; then export ATLAS_DATA="$$DATA"; fi; \
	if [ -n "$$PORT" ]; then export STREAMLIT_SERVER_PORT="$$PORT"; fi; \
	exec $(BIN)/python -m streamlit run app.py

test: $(TEST_READY) chromium lint types ## toutes les vérifications : style, types, tests, navigateur
	$(BIN)/python -m pytest

explore: $(TEST_READY) ## tests de propriétés sur de nouveaux cas tirés au hasard
	$(BIN)/python -m pytest --hypothesis-profile=explore -m hypothesis

lint: $(TEST_READY)
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .

types: $(TEST_READY)
	$(BIN)/python -m mypy

bench: $(TEST_READY) ## mesures de vitesse
	$(BIN)/python -m bench

data: $(TEST_READY) ## reconstruit les contours et le dictionnaire des données
	$(BIN)/python scripts/build_geography.py
	$(BIN)/python scripts/build_dictionary.py

vendor: $(BIN)/python ## reprend les fichiers Leaflet, Source Sans 3 et axe-core à leurs versions fixées
	$(BIN)/python scripts/vendor.py

check: $(RUN_READY) ## vérifie un dossier de données (DATA=dossier)
	@if [ -n "$$DATA" ]; then set -- --data "$$DATA"; fi; exec $(BIN)/python -m atlas check "$$@"

clean: ## efface les caches et les restes des tests
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +

# The environment is made once; packages are installed again only when their list changes.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 ou plus récent est nécessaire ; « $(PYTHON) » ne convient pas" \
	    "($$($(PYTHON) --version 2>&1)). Précisez-en un autre : make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; \
	  exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Le module venv de Python manque (Debian, Ubuntu : apt-get install python3-venv)." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUN_READY): requirements.txt constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(TEST_READY): requirements-dev.txt requirements.txt constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $(RUN_READY) $@

chromium:
	@for name in chromium chromium-browser google-chrome google-chrome-stable; do \
	  if command -v $$name >/dev/null 2>&1; then exit 0; fi; \
	done; \
	for path in "/Applications/Google Chrome.app" /Applications/Chromium.app; do \
	  if [ -d "$$path" ]; then exit 0; fi; \
	done; \
	if ! command -v apt-get >/dev/null 2>&1; then \
	  echo "Les tests du navigateur ont besoin de Chromium ou de Chrome : installez l'un des deux." >&2; exit 1; \
	fi; \
	if [ "$$(id -u)" = 0 ]; then as_root=; else as_root=sudo; fi; \
	$$as_root apt-get update && \
	$$as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends chromium
