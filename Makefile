# Every command of this project in one place; `make` alone prints them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory --no-builtin-rules

ARGS ?=
PYTHON ?= $(shell command -v python3.11 || command -v python3)
UV := .cache/uv/bin/uv
RUN := .venv/bin/python
# What an environment holds: all of it for tests, or only what running needs.
RUN_LOCKS := requirements/web.txt requirements/crawler.txt requirements/ml.txt
DEV_LOCK := requirements/dev.txt
RUN_STAMP := .venv/.synced-run
DEV_STAMP := .venv/.synced-dev

# A package index that pip was told of holds for uv too.
PIP_INDEX = $(or $(PIP_INDEX_URL),$(shell .cache/uv/bin/python -m pip config get global.index-url 2>/dev/null))
INSTALL = $(if $(PIP_INDEX),UV_DEFAULT_INDEX="$(PIP_INDEX)") $(UV) pip sync --require-hashes --python $(RUN)
export UV_HTTP_TIMEOUT ?= 300
# Eight processes start with every `make up`: they must not compile the same modules each time.
unexport PYTHONDONTWRITEBYTECODE
export UV_PYTHON_DOWNLOADS := never

.PHONY: help setup setup-dev demo up doctor test check types bench eval lock clean

##@ Running
help:  ## Print this help
	@awk 'BEGIN {FS = ":.*## ?"; print "make TARGET [ARGS=\"…\"]"} /^##@/ {print "\n" substr($$0, 5)} \
	  /^[a-z-]+:.*## / {printf "  %-10s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: $(RUN_STAMP)  ## Make .venv with everything that running needs

demo: setup  ## Start everything, crawl the bundled sample site, search it (ARGS=--once: then stop)
	@$(RUN) manage.py demo $(ARGS)

up: setup  ## Start everything on this machine; Ctrl-C stops it
	@$(RUN) manage.py up $(ARGS)

doctor: setup  ## Say of every part whether it is there, and how to mend it
	@$(RUN) manage.py doctor $(ARGS)

##@ Developing
setup-dev: $(DEV_STAMP)  ## Make .venv with the tools for tests and checks too

test: setup-dev  ## Run all tests (ARGS: pytest's arguments, e.g. "-n 0 tests/unit" for one process)
	@$(RUN) -m pytest -n logical --maxprocesses 4 $(ARGS)

check: setup-dev  ## Run every check of style, types and architecture, as the pre-commit hook does
	@$(RUN) -m pre_commit run --all-files --show-diff-on-failure $(ARGS)

bench: setup-dev  ## Measure against the peers (ARGS: names of benches, e.g. B1)
	@$(RUN) -m tests.bench $(ARGS)

eval: setup-dev  ## Measure the quality of search on judged queries
	@$(RUN) -m tests.eval $(ARGS)

lock: $(UV)  ## Compile requirements/*.in to pinned and hashed *.txt
	@for name in uv dev base web crawler ml; do \
	  echo "requirements/$$name.txt"; \
	  $(UV) pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --upgrade \
	    --overrides requirements/overrides.txt --custom-compile-command "make lock" \
	    $$(test $$name = dev -o $$name = uv || echo --constraints $(DEV_LOCK)) \
	    requirements/$$name.in --output-file requirements/$$name.txt || exit 1; \
	done

clean:  ## Remove caches and the environment; the state folder (var/) stays
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(UV): requirements/uv.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 is needed; on Debian: apt install python3.11-venv" >&2; exit 1; }
	@echo "==> Getting uv, which installs the rest in seconds"
	@$(PYTHON) -m venv .cache/uv || { echo "Python's venv is needed; on Debian: apt install python3.11-venv" >&2; exit 1; }
	@.cache/uv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

.venv/bin/python: | $(UV)
	@$(UV) venv --quiet --python "$(PYTHON)" .venv

# An environment with the tools has all that running needs: it is kept rather than stripped.
$(RUN_STAMP): $(RUN_LOCKS) $(DEV_LOCK) | .venv/bin/python
	@if test -f $(DEV_STAMP); then $(MAKE) $(DEV_STAMP); else \
	  echo "==> Installing what running needs (about 5 GB, most of it torch)"; \
	  $(INSTALL) $(RUN_LOCKS); fi
	@touch $@

$(DEV_STAMP): $(DEV_LOCK) | .venv/bin/python
	@echo "==> Installing what tests need (about 5 GB, most of it torch)"
	@$(INSTALL) $(DEV_LOCK)
	@touch $@ $(RUN_STAMP)
