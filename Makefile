# Hafan: `make help` lists what there is. Only make and Python 3.12 and 3.10 are needed on the machine.

# Left over from a shell in another project, each of these would change what our Pythons and npm do.
unexport PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONDONTWRITEBYTECODE PYTHONOPTIMIZE VIRTUAL_ENV CONDA_PREFIX \
	PYENV_VERSION PIP_TARGET PIP_PREFIX PIP_USER PIP_REQUIRE_VIRTUALENV UV_PYTHON UV_SYSTEM_PYTHON UV_TARGET \
	UV_NO_CACHE NODE_PATH NODE_ENV NODE_OPTIONS npm_config_prefix

# The environment's own programs come first: node among them.
bin := $(CURDIR)/.venv/bin
export PATH := $(bin):$(PATH)

code := $(wildcard bot actions tests bench setup)
lock := $(bin)/uv pip compile --quiet --no-header --generate-hashes $(UPGRADE)

.DEFAULT_GOAL := help
.PHONY: help setup run train test check bench lock format clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: ## install everything the service needs; does nothing where nothing changed
	@setup/start

run: setup ## the whole service with a demo caseload and a simulated phone
	@$(bin)/hafan run

train: setup ## train Rasa's models and the classifier
	@$(bin)/hafan train

test: ## all set-up, models if missing or stale, then every test
	@setup/start --browser
	@$(bin)/hafan train --if-stale
	@$(bin)/pytest -n 2 --cov --cov-report=term:skip-covered

check: setup ## the fast part: format, lint, types, import directions, unit tests
	@$(bin)/ruff format --check --quiet .
	@$(bin)/ruff check --quiet .
	@$(bin)/mypy --exclude '^bot/assistant/' $(code)
	@$(bin)/mypy --python-version 3.10 bot/assistant
	@$(bin)/lint-imports --no-logo
	@$(bin)/pytest -q -n 2 -m "not service and not rasa and not browser and not slow"

format: setup ## lay out the code and mend what ruff can mend
	@$(bin)/ruff format .
	@$(bin)/ruff check --fix .

bench: setup ## measure speed and detection
	@$(bin)/python -m bench

lock: ## renew the locks after a change of dependencies; UPGRADE=--upgrade takes the newest versions
	$(lock) --python-version 3.12 requirements/uv.in -o requirements/uv.txt
	$(lock) --python-version 3.12 --overrides requirements/service-overrides.txt --extra dev pyproject.toml -o requirements/development.txt
	$(lock) --python-version 3.12 --overrides requirements/service-overrides.txt -c requirements/development.txt pyproject.toml -o requirements/service.txt
	$(lock) --python-version 3.10 --overrides requirements/rasa-overrides.txt requirements/rasa.in -o requirements/rasa.txt
	$(bin)/npm install --package-lock-only --no-progress

clean: ## remove what the set-up, the tools and training made; never a database
	rm -rf .venv .venv-rasa node_modules bot/web/static models build *.egg-info .setup.lock .coverage .coverage.* \
		.mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find $(code) -name __pycache__ -type d -prune -exec rm -rf {} +
