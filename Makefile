# Each command makes what it needs first (.venv, packages, a browser); a second run is fast.
# Begin anew with: rm -r .venv

VENV := .venv
PYTHON := $(VENV)/bin/python
INSTALL := $(PYTHON) -m pip install --quiet --disable-pip-version-check
FITS := import ensurepip, sys; sys.exit(sys.version_info < (3, 11))

.PHONY: run test lint bench bench-inferred bench-kinds bench-planted bench-screens bench-statistics \
    screenshots words
.NOTPARALLEL:

run: $(VENV)/example
	$(PYTHON) -m streamlit run app.py

test: $(VENV)/program $(VENV)/tools
	$(PYTHON) tests/chromium.py
	$(PYTHON) tests/axe.py
	$(PYTHON) -m pytest -rs -n auto --dist loadfile --no-loadscope-reorder \
	    --junitxml=.pytest_cache/report.xml

lint: $(VENV)/tools
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

# How long the first start waits for the example, as a ratio to a floor of the same run; and how
# many questions get an answer, on the example and on the real exports that are there; how fast
# exports come in; and what publishing costs, with POSTS posts (long, at a million).
POSTS := 1000000
bench: $(VENV)/program
	$(PYTHON) -m tests.bench.example_start
	$(PYTHON) -m tests.bench.answers
	$(PYTHON) -m tests.bench.ingest
	$(PYTHON) -m tests.bench.cost --posts $(POSTS)

# How often the intervals hold the truth, and the verdicts: hours, in the background.
bench-statistics: $(VENV)/program
	nice $(PYTHON) -m tests.bench.coverage
	nice $(PYTHON) -m tests.bench.verdicts

# Gather what the program says into pages/languages/*.po; translate there what is empty.
words: $(VENV)/program $(VENV)/tools
	$(PYTHON) -m tests.words

# How well the reader knows kinds, on posts that people coded; TEXTS names files with their texts.
bench-kinds: $(VENV)/program
	$(PYTHON) -m tests.bench.kinds $(TEXTS)

# How often inferred replies are right, on chats that people coded.
bench-inferred: $(VENV)/program
	$(PYTHON) -m tests.bench.inferred

# Whether planted problems are named and healthy communities left in peace; RUNS a community, of each
# problem and size (half an hour of one core at 200).
RUNS := 200
bench-planted: $(VENV)/program
	$(PYTHON) -m tests.bench.planted --runs $(RUNS)

# How long a click takes beyond a page of one line, alone and with 25 visitors in step: on the example,
# and with SCREEN_POSTS on a store of that many posts, which has to be published first.
SCREEN_POSTS := 0
bench-screens: $(VENV)/program $(VENV)/tools
	$(PYTHON) -m tests.bench.screens --posts $(SCREEN_POSTS)

# The pictures in docs/, of the example organisation.
screenshots: $(VENV)/program $(VENV)/tools
	$(PYTHON) tests/chromium.py
	$(PYTHON) -m tests.screenshots

# These empty files remember what was installed: a changed list is installed again.
$(VENV)/program: requirements.txt constraints.txt $(VENV)/made
	$(INSTALL) -r requirements.txt
	@touch $@

$(VENV)/tools: tests/requirements.txt constraints.txt $(VENV)/made
	$(INSTALL) -r tests/requirements.txt
	@touch $@

# Made here, nobody waits for it in the browser; where it fails, the server tries again.
$(VENV)/example: $(VENV)/program
	-$(PYTHON) -m pages.parts.example
	@touch $@

# Debian and Ubuntu keep venv in a package of its own; root gets it, anybody else is told.
$(VENV)/made:
	@if command -v python3 >/dev/null && ! python3 -c 'import ensurepip' 2>/dev/null \
	    && command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv; \
	fi
	@for python in python3.11 python3 python3.12 python3.13 python; do \
	    if $$python -c '$(FITS)' 2>/dev/null; then \
	        $$python -m venv --clear $(VENV) && touch $@; exit; \
	    fi; \
	done; \
	echo "This needs Python 3.11 or newer with venv; found: $$(python3 -V 2>&1)."; \
	echo "Debian and Ubuntu: apt-get install python3 python3-venv. Others: python.org/downloads"; \
	exit 1
