# Two commands do everything on a fresh machine: `make demo` and `make test`.
.PHONY: demo test test-full venv lint translations clean
.DEFAULT_GOAL := demo

PYTEST := .venv/bin/python -m pytest -n 2 --cov --cov-report=term

demo:
	@sh tools/setup.sh demo
	@.venv/bin/powerflow demo --out demo

test: lint
	@$(PYTEST)

# The tests that take minutes as well; these without measuring which lines they pass, which would make them take twice as long.
test-full: test
	@.venv/bin/python -m pytest -n 2 -m full

venv:
	@sh tools/setup.sh test

lint: venv
	@.venv/bin/python -m ruff check
	@.venv/bin/python -m mypy
	@.venv/bin/lint-imports --no-logo

translations: venv
	@.venv/bin/python tools/compile_translations.py

clean:
	rm -rf .venv .setup.lock demo build dist *.egg-info .coverage .coverage.* htmlcov
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
