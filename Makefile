PYTHON  ?= python3
WORKERS ?= 4

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: run test soak lab usb book pdf refresh mutate help

VENV := .venv/bin/python
FAULTS := $(patsubst %,tests/test_suite_%.py,faults interruption cluster)
unexport PYTHONHOME PYTHONPATH PYTHONDONTWRITEBYTECODE
export PYDEVD_DISABLE_FILE_VALIDATION := 1
export JUPYTER_PREFER_ENV_PATH := 1

run: .venv/full ## every notebook under every scenario, the verdicts, then the book
	@$(VENV) -m steppe run --all
	@$(VENV) -m steppe book

# Kernels are forked from one warm process; `make test COLD=1` starts each from nothing.
WARM = $(if $(COLD),,-p tests.warm)

test: export IPYTHONDIR := $(CURDIR)/.venv/ipython
test: .venv/full ## every check, the cheapest first; then which passed and which failed
	@trap 'exit 130' INT; status=0; told=; \
	step() { \
	    echo "== $$2"; \
	    if $(MAKE) --no-print-directory "$$1"; then fate=passed; else fate=FAILED; status=1; fi; \
	    told="$$told== $$fate: $$2\n"; \
	}; \
	step test-lint '1 of 5: lint'; \
	step test-prose '2 of 5: data, parameters, prose'; \
	step test-library '3 of 5: library, set-up, book'; \
	step test-notebooks '4 of 5: every notebook under every scenario against its stored outputs'; \
	step test-mutations '5 of 5: every statement changed, and seen to be'; \
	printf '%b' "$$told"; exit $$status

.PHONY: test-lint test-prose test-library test-notebooks test-mutations
test-lint: .venv/full
	$(VENV) -m ruff check
test-prose: .venv/full
	$(VENV) -m steppe check; checked=$$?; $(VENV) -m pytest tests/test_lint.py && exit $$checked
test-library: .venv/full
	$(VENV) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --ignore-glob '*_lint.py' tests
test-notebooks: .venv/full
	$(VENV) -m pytest -n $(WORKERS) --dist loadfile -p nbsuite.nbval -p tests.alike $(WARM) --nbval notebooks tests/references
test-mutations: .venv/full
	$(VENV) -m steppe mutate

soak: .venv/full ## the fault tests, 20 times in a row: kill, Ctrl-C, full disk, lost workers
	@for turn in $$(seq 20); do echo "== $$turn of 20"; \
	$(VENV) -m pytest -q -n $(WORKERS) $(FAULTS) || exit; done

# Only `make lab LANGUAGE=kk` chooses a language: many systems have an environment variable of that name.
IN_LANGUAGE = $(if $(filter command,$(firstword $(origin LANGUAGE))), --language $(LANGUAGE))

lab: ## JupyterLab, opened at the student edition, in class/
	@$(PYTHON) start.py$(IN_LANGUAGE)

usb: book ## build/usb, for a memory stick that sets up laptops without network: the wheels, Python, book, editions
	@$(VENV) -m steppe classroom build$(IN_LANGUAGE)
	@$(VENV) tools/usb.py $(if $(INTERPRETERS),--interpreters $(INTERPRETERS)) $(if $(SYSTEMS),--systems $(SYSTEMS))

book: .venv/full ## the rendered book, in build/book/index.html; first runs what is missing
	@$(VENV) -m steppe book

pdf: book ## the book as one PDF, in build/steppe-count.pdf; needs Chromium
	@$(VENV) tools/pdf.py

refresh: .venv/full ## rebuild all stored outputs and print what changed in meaning
	@$(VENV) -m steppe refresh
	@$(VENV) tools/record_answers.py
	@$(VENV) tools/cover.py

mutate: .venv/full ## change every statement in turn and record what moves
	@$(VENV) -m steppe mutate --record

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

# Set-up, once: start.py makes .venv with what `make lab` needs; the other targets add the rest of requirements.lock.

# A virtual environment does not survive a move, nor the loss of its Python: then it is made anew.
ifneq ($(shell test -x $(VENV) && cat .venv/full 2>/dev/null),$(CURDIR))
.PHONY: .venv/full
endif

.venv/full: requirements.lock requirements-lab.lock pyproject.toml
	@$(PYTHON) start.py --set-up
	@echo 'Adding the rest of requirements.lock to .venv: less than a minute, once.'
	@awk '/^uv==/ { on = 1 } on { print } on && !/\\$$/ { exit }' requirements.lock > .venv/uv.lock
	@$(VENV) -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.lock
	@$(VENV) -m uv pip install --quiet --python $(VENV) --require-hashes -r requirements.lock \
	|| $(VENV) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@pwd -P > $@
