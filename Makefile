# Stik at the desk and in CI. Needs Python 3.11 or newer and make; everything else goes into .venv in this checkout.
.DEFAULT_GOAL := help
.PHONY: help demo test check lint bench run constraints clean

BIN := .venv/bin
PORT ?= 8000
PYTEST_ARGS ?=
PYTEST_WORKERS ?= 2
BENCH_ARGS ?=
export PYTHON

help: ## what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1	/' | expand -t 20

demo: ## the whole of Stik on simulated phones; no account needed (PORT=8000)
	@sh tools/setup.sh run
	@$(BIN)/stik demo --port $(PORT)

run: ## everything in one process, with the settings of the environment and .env
	@sh tools/setup.sh run
	@$(BIN)/stik run --port $(PORT)

test: ## all tests this machine can run (PYTEST_ARGS="tests/bot -x" for some)
	@sh tools/setup.sh dev
	@$(BIN)/python -m pytest -n $(PYTEST_WORKERS) -q $(PYTEST_ARGS)

lint: ## format, style, types and floors
	@sh tools/setup.sh dev
	@$(BIN)/ruff format --quiet --check --output-format concise . || { echo "Some files are not formatted; run: $(BIN)/ruff format ." >&2; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

check: lint ## what CI runs: format, style, types and floors, then every test
	@$(BIN)/python -m pytest -n $(PYTEST_WORKERS) -q $(PYTEST_ARGS)

bench: ## measured runs (BENCH_ARGS for a choice of them)
	@sh tools/setup.sh dev
	@$(BIN)/python -m benchmarks $(BENCH_ARGS)

constraints: ## looks up the newest versions that fit pyproject.toml and writes constraints.txt
	@sh tools/setup.sh dev
	@$(BIN)/python -m uv pip compile --quiet --universal --upgrade --python-version 3.11 --extra dev --no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml -o constraints.txt

clean: ## removes what the other targets made, never a database or .env
	@rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .grimp_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
