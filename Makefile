.DEFAULT_GOAL := help
.PHONY: help setup demo run test check bench screenshots play wheel clean

PY := .venv/bin/python
WORKERS ?= 2
# make run DATA=file    make test PYTEST="-k calendar"    make setup PYTHON=python3.12
DATA ?=
PYTEST ?=

help: ## Show this list
	@sed -n 's/^\([a-z]*\): ## \(.*\)/\1|\2/p' Makefile | awk -F'|' '{ printf "make %-12s %s\n", $$1, $$2 }'

setup: ## Make the checkout ready: system libraries, .venv, all packages
	@scripts/setup.sh test

demo: ## Show the whole way once: sample data, an Excel report, a calendar, the window
	@scripts/demo.sh

run: ## Open CapaDesk with your own file, or with DATA=file
	@scripts/setup.sh run
	@$(PY) -m capadesk $(if $(DATA),--data "$(DATA)")

test: ## Run all tests
	@scripts/setup.sh test
	@$(PY) -m pytest -n $(WORKERS) --dist worksteal $(PYTEST)

check: ## Check style, types and the import rules
	@scripts/setup.sh check
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -c "from importlinter.cli import lint_imports_command as lint; lint(['--no-logo'])"

bench: ## Measure speed, each figure beside the floor of the libraries alone
	@scripts/setup.sh check
	@$(PY) -m tests.bench

screenshots: ## Draw every area, light and dark, into docs/screenshots
	@scripts/setup.sh run
	@QT_QPA_PLATFORM=offscreen $(PY) -m capadesk.ui.screenshots --out docs/screenshots
	@QT_QPA_PLATFORM=offscreen $(PY) -m capadesk.ui.guide_pictures --out docs/guide/pictures

play: ## Play an hour's work by keys and mouse on a virtual screen
	@scripts/setup.sh test
	@$(PY) -m tests.play.hour

wheel: ## Build the wheel and run it from an empty environment
	@scripts/check_wheel.sh

clean: ## Remove what was built and the caches; .venv stays
	rm -rf build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find capadesk scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +
