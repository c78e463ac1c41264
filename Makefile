# `make run` serves the app, `make test` proves it. Both install what they miss, in .venv only,
# except for Chromium, which the browser tests take from the system.

VENV := .venv
PY   := $(VENV)/bin/python
PORT ?= 8501
MODEL ?= auto
# Node (for pyright and the stand-in servers) comes with the development requirements.
export PATH := $(abspath $(VENV)/bin):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

CODE := Home.py pages chatkit_core usecases tests tools

.PHONY: help run test check format lint types imports unit all-tests record replay doctor provision containers usecase seed soak eval bench shots gallery clean
.DEFAULT_GOAL := help

help: ## Show what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

run: $(VENV)/.runtime ## Serve the app on $PORT (8501)
	@PORT=$(PORT) STREAMLIT_SERVER_FILE_WATCHER_TYPE=none exec $(PY) -m chatkit_core.ui.serve

test: lint types imports all-tests ## Everything: format, lint, types, architecture, all tests

check: lint types imports unit ## The quick part, between commits

format: $(VENV)/.development ## Rewrite the code as ruff wants it
	$(PY) -m ruff check --fix-only --quiet $(CODE)
	$(PY) -m ruff format $(CODE)

lint: $(VENV)/.development
	$(PY) -m ruff format --check $(CODE)
	$(PY) -m ruff check $(CODE)

types: $(VENV)/.development
	$(PY) -m pyright --pythonpath $(PY)

imports: $(VENV)/.development
	$(VENV)/bin/lint-imports --no-cache

unit: $(VENV)/.development
	$(PY) -m pytest -n 2 -m "not browser and not peer and not accuracy"

all-tests: $(VENV)/.development tests/peers/node_modules/.installed
	@tools/chromium.sh
	$(PY) -m pytest -n 2 --nothing-skipped

usecase: $(VENV)/.development ## Make a use case: NAME=insurance TITLE="Insurance claims"
	@NAME='$(NAME)' TITLE='$(subst ','\'',$(TITLE))' $(PY) tools/new_use_case.py

provision: $(VENV)/.runtime ## Create the database and containers in Cosmos DB; safe to repeat
	@PYTHONPATH=. $(PY) tools/provision.py

containers: $(VENV)/.runtime ## Write infra/containers.json from the code, for `azd up`
	@PYTHONPATH=. $(PY) tools/containers.py

seed: $(VENV)/.runtime ## Load the demo data, dated for today or $DAY; RESET=1 undoes what people did
	@PYTHONPATH=. $(PY) tools/seed.py $(if $(DAY),--day $(DAY)) $(if $(RESET),--reset)

soak: $(VENV)/.development tests/peers/node_modules/.installed ## Play $JOURNEYS (200) journeys on two processes with faults, and count
	@$(PY) -m tests.soak --journeys $(or $(JOURNEYS),200)

record: $(VENV)/.runtime ## Write a conversation's recording: THREAD=... (the newest), FILE=...
	@$(PY) -m chatkit_core.recordings export $(THREAD) $(if $(FILE),-o "$(FILE)")

replay: $(VENV)/.runtime ## Replay FILE=... without a model, and compare
	@$(PY) -m chatkit_core.recordings replay "$(FILE)"

doctor: $(VENV)/.runtime ## Check settings, sign-in, model and database, and say what to do
	@$(PY) -m chatkit_core.doctor

eval: $(VENV)/.development ## Score typed sentences on $MODEL: offline, azure, openai or a deployment
	@$(PY) -m tests.eval.score --model $(MODEL)

bench: $(VENV)/.development ## Print how fast and how small it is
	@tools/chromium.sh
	$(PY) -m tests.bench

shots: $(VENV)/.development ## Take the README's screenshots from the running app
	@tools/chromium.sh
	$(PY) tools/screenshots.py

gallery: $(VENV)/.runtime ## Serve a page with every widget on $PORT
	@exec $(PY) -m streamlit run tools/gallery.py --server.port $(PORT)

clean: ## Remove what was built and downloaded; conversations in .data stay
	rm -rf $(VENV) tests/peers/node_modules .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(PY):
	@tools/venv.sh $(VENV)

# The stamps make a second `make run` start at once: pip runs only when a list has changed.
$(VENV)/.runtime: requirements.txt constraints.txt | $(PY)
	@echo "Installing what the app needs into $(VENV) (once; about a minute)."
	@$(PY) -m pip install --quiet -r requirements.txt
	@touch $@

$(VENV)/.development: requirements-dev.txt requirements.txt constraints.txt | $(PY)
	@echo "Installing what the tests need into $(VENV) (once; about a minute)."
	@$(PY) -m pip install --quiet -r requirements-dev.txt
	@touch $(VENV)/.runtime $@

tests/peers/node_modules/.installed: tests/peers/package.json tests/peers/package-lock.json | $(VENV)/.development
	@echo "Installing the stand-in servers into tests/peers/node_modules (once)."
	@cd tests/peers && npm ci --no-audit --no-fund --loglevel=error
	@touch $@
