# The developer commands. `.ci/run` calls `make test` and nothing else.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# statements are checked against .sqlx while building, not against a database; a DATABASE_URL is for running
export SQLX_OFFLINE := true
CARGO := env -u DATABASE_URL cargo
BIN = $(or $(CARGO_TARGET_DIR),target)/release/cmis

.PHONY: help run test check fmt lint db gen bench e2e dev clean setup web build

help: ## show this list
	@grep -hE '^[a-z][a-z0-9-]*:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

run: build ## build what changed, start the product and print its address
	@exec "$(BIN)" serve $(ARGS)

test: ## everything that CI checks: format, lints, unit, API, house rules, migrations, web, browser journeys
	@scripts/test

check: web/node_modules/.ok ## the fast checks: types and lints of Rust and web
	@$(CARGO) clippy --workspace --all-targets --release -- -D warnings
	@npm --prefix web run check

fmt: web/node_modules/.ok ## format everything
	@$(CARGO) fmt
	@npm --prefix web run fix

lint: check ## the same as check

db: build ## open a SQL prompt on the database of the data folder
	@"$(BIN)" db:console

gen: setup ## regenerate what is made from the code: descriptions of the SQL, the API document, the client
	@scripts/gen-queries
	@$(MAKE) build
	@"$(BIN)" openapi > web/openapi.json
	@npm --prefix web run gen

bench: build ## measure and print the figures beside the machine's own limits
	@scripts/bench

e2e: build ## browser journeys only
	@scripts/e2e

dev: setup web/node_modules/.ok ## server, and the web app with reload on change at :5173; start again for Rust
	@scripts/dev

clean: ## remove what was built here (never the data folder)
	@rm -rf target web/dist web/node_modules e2e/node_modules

setup: ## fetch what the product needs at run time (PostgreSQL); once, then offline
	@scripts/need-tools
	@scripts/fetch-postgres

build: setup web/dist/.built
	@$(CARGO) build --release --package cmis

web: web/dist/.built

web/node_modules/.ok: web/package.json web/package-lock.json
	@npm --prefix web install --no-save --no-audit --no-fund --loglevel=error
	@touch $@

WEB_SOURCES := $(shell find web/src web/public web/build web/index.html web/vite.config.ts web/openapi.json -type f 2>/dev/null)
web/dist/.built: web/node_modules/.ok $(WEB_SOURCES)
	@npm --prefix web run --silent build
	@touch $@
