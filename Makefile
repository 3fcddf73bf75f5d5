# Warmline. `make demo` and `make test` are the two commands; both install what they need.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.PHONY: help demo test test-rust test-web test-browser web dev bench release tidy

help: ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

demo: ## the fictional bank with simulated people who chat and call, at http://127.0.0.1:8080 (QUIET=1 without them)
	@scripts/setup.sh demo
	@$(MAKE) --no-print-directory web
	cargo build --locked --bin warmline
	@exec "$$(scripts/built.sh)" demo $(if $(QUIET),--quiet)

web: ## build the pages, when Node is there and anything changed
	@scripts/web.sh

test: ## everything CI runs: format, lints, both databases, pages, browser
	@scripts/setup.sh test
	@$(MAKE) --no-print-directory web
	@$(MAKE) --no-print-directory test-rust test-web test-browser

test-rust: ## format, clippy, unit and integration tests on SQLite and on PostgreSQL
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	scripts/rust-tests.sh
	scripts/with-postgres.sh scripts/rust-tests.sh --databases

test-web: ## format, lint, types, texts and unit tests of the pages
	cd web && ../scripts/node.sh npm run check && ../scripts/node.sh npm run size:check

test-browser: ## the pages in Chromium: on a mock server, then the story on the real one
	scripts/browser-tests.sh

dev: ## the server with the demo's data, and the pages rebuilt as you type, at http://127.0.0.1:5173
	@scripts/setup.sh demo
	@trap 'kill 0' EXIT; cargo run --locked --bin warmline -- demo & cd web && ../scripts/node.sh npm run dev

bench: ## figures, one a line: name, value, unit (BENCH="acd chat" picks)
	@scripts/setup.sh demo
	@$(MAKE) --no-print-directory web
	cargo run --locked --release -q -p warmline-xtask -- bench $(BENCH)

release: ## the one binary, with its pages inside, at target/release/warmline
	@scripts/setup.sh demo
	@$(MAKE) --no-print-directory web
	REQUIRE_WEB=1 cargo build --locked --release --bin warmline

tidy: ## the law of the house, error pages, file lengths
	cargo run --locked -q -p warmline-xtask -- tidy
