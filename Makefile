# Few targets, named for what they give. A fresh Debian 12 needs: python3 python3-venv make git.
SHELL := /bin/bash
PORT ?= 8000
PY := .venv/bin/python
PYTHON ?= python3
FAST := -m "not browser and not crash and not soak"
DATABASE_TESTS := tests/store tests/operations tests/queries tests/channels tests/api tests/web tests/jobs tests/journeys tests/demo/test_fill.py
JOBS ?= 2

.PHONY: run test test-all check bench pictures clean

run: .venv/runtime.ok .venv/assets.ok  ## Serve a believable city at http://127.0.0.1:$(PORT)
	@exec .venv/bin/redress up --port $(PORT)

.venv/pip.ok:
	@echo "redress: making .venv …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || (echo "redress: Python 3.11 or later is needed (PYTHON=python3.12 make run)"; exit 2)
	@$(PYTHON) -m venv .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check uv 2>/dev/null || echo "redress: uv is not to be had; pip will do"
	@touch $@

.venv/runtime.ok: requirements.lock pyproject.toml | .venv/pip.ok
	@echo "redress: installing what it needs (a minute or two the first time) …"
	@test -e .venv/dev.ok || ./scripts/install requirements.lock
	@touch $@

.venv/dev.ok: requirements-dev.lock requirements.lock pyproject.toml | .venv/pip.ok
	@echo "redress: installing what the tests need …"
	@./scripts/install requirements-dev.lock
	@touch $@ .venv/runtime.ok

.venv/assets.ok: redress/web/package.json redress/web/assets.py $(wildcard redress/web/locale/*/LC_MESSAGES/*.po) | .venv/runtime.ok
	@$(PY) -m redress.web.assets
	@touch $@

test: .venv/dev.ok .venv/assets.ok  ## All fast tests, on SQLite and (when initdb is there) on PostgreSQL
	@.venv/bin/pytest $(FAST) -n $(JOBS) tests
	@$(PY) scripts/with_postgres.py -- .venv/bin/pytest $(FAST) -n $(JOBS) $(wildcard $(DATABASE_TESTS))

test-all: .venv/dev.ok .venv/assets.ok  ## Browser, crash and soak besides
	@./scripts/browser-needs
	@.venv/bin/pytest -m "browser" tests
	@.venv/bin/pytest -m "crash or soak" tests
	@$(PY) scripts/with_postgres.py -- .venv/bin/pytest -m "crash or soak" tests

check: .venv/dev.ok  ## Format, lint, floors, types, migrations, law, docs
	@.venv/bin/ruff format --check redress tests bench scripts
	@.venv/bin/ruff check redress tests bench scripts
	@.venv/bin/lint-imports
	@.venv/bin/mypy redress
	@REDRESS_DATA=$$(mktemp -d) $(PY) -m django makemigrations --check --dry-run --settings redress.settings
	@.venv/bin/redress law check
	@$(PY) scripts/check_docs.py

bench: .venv/dev.ok  ## What is fast must be shown
	@.venv/bin/redress bench all

pictures: .venv/dev.ok .venv/assets.ok  ## The pictures of docs/ and README, from the demo city
	@./scripts/browser-needs
	@$(PY) scripts/pictures.py

clean:
	@rm -rf .venv build *.egg-info redress/web/static/vendor
