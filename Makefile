# Kunjae. `make` shows what there is.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
TESTS := $(BIN)/python -m pytest
unexport PYTHONDONTWRITEBYTECODE  # the tests start hundreds of processes, which need not compile everything anew
LOCK := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.12 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

# Install. Each stamp file says that its step was done since its inputs last changed.

.PHONY: install
install: $(VENV)/stamp-base ## Make the virtual environment with everything that Kunjae needs to run

$(VENV)/stamp-venv: scripts/python
	@python="$$(scripts/python)" && { [ -x $(BIN)/python ] && $(BIN)/python -c 'import pip' 2>/dev/null \
		|| { echo "Making $(VENV) with $$python"; "$$python" -m venv --clear $(VENV); }; }
	@touch $@

$(VENV)/stamp-base: $(VENV)/stamp-venv requirements/base.txt pyproject.toml
	@echo "Installing what Kunjae needs to run"
	@$(PIP) install --require-hashes -r requirements/base.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/stamp-dev: $(VENV)/stamp-base requirements/dev.txt
	@echo "Installing what the tests and checks need"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

.PHONY: demo
demo: install ## Start a demo hotel on this machine
	@$(BIN)/kunjae demo

# Tests and checks

.PHONY: test
test: $(VENV)/stamp-dev ## Run every test: pure ones, on SQLite and in a browser, then on PostgreSQL
	@scripts/chromium
	$(TESTS) -n 2 --db sqlite
	$(TESTS) -n 2 -m "database and not browser" --db postgres

.PHONY: soak
soak: $(VENV)/stamp-dev ## Kill web server and workers many times on each database, and look at what is left
	KUNJAE_TEST_CRASHES=30 $(TESTS) -n 2 tests/live/test_crashes.py --db sqlite
	KUNJAE_TEST_CRASHES=30 $(TESTS) -n 2 tests/live/test_crashes.py --db postgres
	KUNJAE_TEST_POSTINGS=500 $(TESTS) tests/pms/test_killed_workers.py --db sqlite
	KUNJAE_TEST_POSTINGS=500 $(TESTS) tests/pms/test_killed_workers.py --db postgres

.PHONY: real-data
real-data: install ## Replay 9,999 real bookings in a new data folder, var/real-data, and prove that everything agrees
	@rm -rf var/real-data && mkdir -p var/real-data && cp tests/data/resort_hotel_bookings.csv.gz var/real-data/
	@export KUNJAE_DATA_DIR=var/real-data && unset KUNJAE_DATABASE_URL \
		&& $(BIN)/kunjae migrate --quiet \
		&& $(BIN)/kunjae import-bookings var/real-data/resort_hotel_bookings.csv.gz \
			--property resort --map hotel-booking-demand \
		&& $(BIN)/kunjae check

.PHONY: pictures
pictures: $(VENV)/stamp-dev ## Take the pictures of docs/howto anew, with the browser tests
	@scripts/chromium
	KUNJAE_TEST_PICTURES=1 $(TESTS) -n 2 -m browser --db sqlite tests/browser

.PHONY: bench
bench: $(VENV)/stamp-dev ## Measure the speed beside the bare databases, in about 25 minutes; the table is in var/bench.md
	$(BIN)/python -m benchmarks

.PHONY: mutants
mutants: $(VENV)/stamp-dev ## Break the pure rules in every small way and see that the tests notice, in about 20 minutes; not part of make test
	$(BIN)/python scripts/mutants.py

.PHONY: check
check: $(VENV)/stamp-dev ## Style, types, imports, missing migrations, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m django makemigrations --check --dry-run --settings kunjae.config.settings
	$(BIN)/python scripts/messages.py check

.PHONY: format
format: $(VENV)/stamp-dev ## Rewrite the code in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: messages
messages: $(VENV)/stamp-dev ## Collect the texts to translate into the .po files and compile them
	$(BIN)/python scripts/messages.py update
	$(BIN)/python scripts/messages.py compile

.PHONY: lock
lock: $(VENV)/stamp-venv ## Choose and pin the newest allowed versions of everything
	@[ -x $(BIN)/uv ] || $(PIP) install uv
	$(LOCK) --upgrade --group build -o requirements/base.txt
	$(LOCK) --upgrade --group dev -c requirements/base.txt -o requirements/dev.txt
