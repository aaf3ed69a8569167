# Two commands on a fresh machine with python3 (3.11 or newer), pip and make: `make eval` and `make test`.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: eval test check format clean

eval: .venv/.installed  ## Build the corpus and score the built-in extractor on it.
	$(BIN)/sayso build
	$(BIN)/sayso eval rules

test: check  ## Everything that CI runs. With LABEL_STUDIO_URL and LABEL_STUDIO_API_KEY set, against a real server too.
	$(BIN)/python -m pytest -n 2 --dist worksteal --durations 15 # what shares a server or a browser stays together

check: .venv/.installed-dev  ## Lint, format and types.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "sayso needs Python 3.11 or newer; say make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv

.venv/.installed: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[plots]'
	touch $@

.venv/.installed-dev: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@ .venv/.installed

clean:
	rm -rf .venv build dist
