# Every target sets up what it needs: uv and Python packages go into this folder, the system's Python stays as it is.
.DEFAULT_GOAL := help
.PHONY: help demo demo-alliance test browser postgres soak check bench accuracy messages docs picture clean

run := .venv/bin
demo_dir := guildmark-demo
alliance_dir := guildmark-alliance
lock := pyproject.toml uv.lock tools/setup tools/find-python hatch_build.py $(wildcard src/guildmark/hub/locale/*/LC_MESSAGES/*.po)

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/.ready-demo: $(lock)
	@tools/setup demo

.venv/.ready-dev: $(lock)
	@tools/setup dev

demo: .venv/.ready-demo ## make a living alliance of 20,000 scanned listings, and serve its site until stopped
	$(run)/guildmark demo $(demo_dir)

demo-alliance: .venv/.ready-demo ## make three sites that share with each other, a brand's and two marketplaces', and serve them
	$(run)/guildmark demo $(alliance_dir) --alliance

test: .venv/.ready-dev ## run the tests on all cores
	$(run)/pytest -n auto --dist worksteal -m 'not soak'

browser: ## install the browser that the report's tests drive (Debian, as root); without one they are skipped
	@tools/setup-browser

postgres: .venv/.ready-dev ## run the tests of the site on PostgreSQL too
	tools/with-postgres $(run)/pytest tests/hub -n auto --dist worksteal -m 'not soak'

soak: .venv/.ready-dev ## run the slow tests (killing a scan many times, long random searches)
	$(run)/pytest -n auto --dist worksteal -m soak --durations=15

check: export GUILDMARK_HUB = .mypy_cache/hub
check: .venv/.ready-dev ## lint, format, strict types, borders between rooms, and what must not be in the tree
	$(run)/ruff check
	$(run)/ruff format --check
	$(run)/mypy
	$(run)/mypy docs/*.py
	$(run)/lint-imports --no-cache
	tools/check-tree

bench: .venv/.ready-dev ## measure speed and memory beside the floor and beside what a user would write instead
	$(run)/python bench/tactics.py --keep
	$(run)/python bench/run.py
	$(run)/python bench/check.py
	$(run)/python bench/hub_pages.py

accuracy: .venv/.ready-dev ## measure what the scan finds and whom it wrongly accuses, and print what changed
	$(run)/python accuracy/run.py
	$(run)/python accuracy/redteam.py
	$(run)/python accuracy/spellings.py
	$(run)/python accuracy/innocent_run.py
	$(run)/python accuracy/pictures.py
	$(run)/python accuracy/tactics.py
	$(run)/python accuracy/overview.py

messages: .venv/.ready-dev ## bring the site's translations up to its texts
	$(run)/python tools/messages

docs: .venv/.ready-dev ## make the reference pages from the code
	$(run)/python docs/build.py

picture: .venv/.ready-dev ## make the picture of the report for the README (needs chromium and chromedriver)
	$(run)/python docs/picture.py

clean: ## remove everything that the other targets made
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache $(demo_dir) $(alliance_dir) dist
