PYTHON  ?= python3
WORKERS ?= 4

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: run test soak lab book refresh mutate help

VENV := .venv/bin/python
FAULTS := $(patsubst %,tests/test_suite_%.py,faults interruption cluster)
unexport PYTHONHOME PYTHONPATH PYTHONDONTWRITEBYTECODE
export PYDEVD_DISABLE_FILE_VALIDATION := 1
export JUPYTER_PREFER_ENV_PATH := 1

run: .venv/project ## every notebook under every scenario, the verdicts, then the book
	@$(VENV) -m steppe run --all
	@$(VENV) -m steppe book

# Kernels are forked from one warm process; `make test COLD=1` starts each from nothing.
WARM = $(if $(COLD),,-p steppe.suite.warm.nbval)

test: export IPYTHONDIR := $(CURDIR)/.venv/ipython
test: .venv/project ## every check, the cheapest first; then which passed and which failed
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
test-lint: .venv/project
	$(VENV) -m ruff check
test-prose: .venv/project
	$(VENV) -m steppe check; checked=$$?; $(VENV) -m pytest tests/test_lint.py && exit $$checked
test-library: .venv/project
	$(VENV) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --ignore-glob '*_lint.py' tests
test-notebooks: .venv/project
	$(VENV) -m pytest -n $(WORKERS) --dist loadfile -p steppe.suite.alike $(WARM) --nbval notebooks tests/references
test-mutations: .venv/project
	$(VENV) -m steppe mutate

soak: .venv/project ## the fault tests, 20 times in a row: kill, Ctrl-C, full disk, lost workers
	@for turn in $$(seq 20); do echo "== $$turn of 20"; \
	$(VENV) -m pytest -q -n $(WORKERS) $(FAULTS) || exit; done

lab: .venv/project ## JupyterLab, opened on notebooks/
	@$(VENV) -m jupyterlab --notebook-dir=notebooks $(if $(filter 0,$(shell id -u)),--allow-root)

book: .venv/project ## the rendered book, in build/book/index.html; first runs what is missing
	@$(VENV) -m steppe book

refresh: .venv/project ## rebuild all stored outputs and print what changed in meaning
	@$(VENV) -m steppe refresh

mutate: .venv/project ## change every statement in turn and record what moves
	@$(VENV) -m steppe mutate --record

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

# Set-up, once: the packages of requirements.lock, then the project itself.

# A virtual environment does not survive a move, nor the loss of its Python: then it is made anew.
ifneq ($(shell test -x $(VENV) && cat .venv/packages 2>/dev/null),$(CURDIR))
.PHONY: .venv/packages
endif

.venv/packages: requirements.lock
	@$(PYTHON) -c "import sys; found = sys.version_info[:2]; sys.exit(None if (3, 11) <= found <= (3, 14) else \
	'Steppe Count needs Python 3.11 to 3.14, found %d.%d. Name another: make PYTHON=python3.12' % found)"
	@echo 'Setting up .venv from requirements.lock: less than a minute, once.'
	@$(PYTHON) -m venv --clear .venv
	@awk '/^uv==/ { on = 1 } on { print } on && !/\\$$/ { exit }' requirements.lock > .venv/uv.lock
	@$(VENV) -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.lock
	@$(VENV) -m uv pip install --quiet --python $(VENV) --require-hashes -r requirements.lock \
	|| $(VENV) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(VENV) -c 'import matplotlib.font_manager' # lists the fonts now, so that no notebook prints a notice about it
	@pwd -P > $@

.venv/project: .venv/packages pyproject.toml
	@$(VENV) -m uv pip install --quiet --python $(VENV) --no-build-isolation --no-deps -e .
	@touch $@
