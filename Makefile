# The two that matter: `make run` and `make test`. Both set up what is missing first, once.
SHELL := bash
.DEFAULT_GOAL := help

SAMPLE := resources/samples/scene.flac
FILE ?= $(SAMPLE)
# The sample plays and is classified at once; a file of one's own is only opened.
SHOW := $(if $(filter $(SAMPLE),$(FILE)),--play --classify)
BIN := .venv/bin

.PHONY: help install run test lint bench screenshots clean

help:  ## Show what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | while IFS=$$'\t' read -r name text; do \
		printf '  make %-12s %s\n' "$$name" "$$text"; done

install:  ## Set up .venv and, where one may, the system libraries
	@tools/setup.sh run

run: install  ## Open the window with a sample, or with FILE=…; without a display, draw it to preview.png
	@if [ "$$(uname -s)" = Linux ] && [ -z "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then \
		echo "There is no display here: drawing the same window offscreen and classifying $(notdir $(FILE))."; \
		QT_QPA_PLATFORM=offscreen $(BIN)/workbench render "$(FILE)" -o preview.png --classify >/dev/null && \
		echo "The picture is $(CURDIR)/preview.png"; \
	else \
		exec $(BIN)/workbench "$(FILE)" $(SHOW); \
	fi

test:  ## Check lint, format, types and import rules, then run the tests
	@tools/setup.sh test
	@$(MAKE) --no-print-directory lint
	QT_QPA_PLATFORM=offscreen $(BIN)/pytest -n 2 --dist loadfile --max-worker-restart=0

lint:
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench:  ## Measure what the program costs (5 GB of files, once); PEERS=1: other programs beside it
	@tools/setup.sh test
	$(BIN)/python -m benchmarks --report BENCHMARKS.md $(if $(PEERS),--peers)

screenshots: install  ## Take the pictures of the README and the guide again
	QT_QPA_PLATFORM=offscreen $(BIN)/python tools/screenshots.py

clean:  ## Remove .venv and everything that was made, but no settings of yours
	rm -rf .venv build dist preview.png .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
