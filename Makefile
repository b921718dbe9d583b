# `make` sets up .venv, makes the sample data and the sample report; `make help` lists the rest.
# A machine without make: see README.vi.md (tiếng Việt) or README.md, "Without make".

CENTRE ?= lang-son
PERIOD ?= 2021-Q1

BIN := .venv/bin
REPORT := reports/$(PERIOD)/$(CENTRE)
# What the report is made from: when one of these changes, `make` makes it anew.
SOURCES := $(filter-out %.pyc,$(wildcard onestop_analysis/*.* onestop_analysis/*/*.* onestop_analysis/*/*/*.* \
	notebooks/*.ipynb data/reference/*.* data/corrections/*.* data/centres/*/*.*))

.DEFAULT_GOAL := all
.PHONY: all help setup dev test test-all lint lab bench lock chromium clean

all: $(REPORT)/manifest.json ## cài đặt, dữ liệu mẫu, báo cáo mẫu · set-up, sample data and the sample report (default)
	@echo "$(REPORT)/report.html"
	@echo "$(REPORT)/report.pdf"

help: ## danh sách này · this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | awk -F'|' '{ printf "%-16s%s\n", $$1, $$2 }'

setup: ## môi trường .venv cho người phân tích · .venv for the analyst
	@sh .ci/setup lab

dev: ## .venv có thêm công cụ kiểm thử · .venv with the tools of the tests too
	@sh .ci/setup dev

# Order-only: the set-up checks itself on every run, but only its own changes cost time.
$(REPORT)/manifest.json: $(SOURCES) | setup
	$(BIN)/onestop sample
	$(BIN)/onestop ingest data/raw/lang-son/*/*.csv --centre lang-son
	$(BIN)/onestop report $(CENTRE) $(PERIOD)
	@touch $@

test: dev ## mọi kiểm thử chỉ cần Python · every test that needs nothing but Python
	$(BIN)/python -m pytest $(ARGS)

test-all: dev chromium ## mọi kiểm thử, kể cả trình duyệt · every test, the browser's too
	$(BIN)/python -m pytest -m '' $(ARGS)

lint: dev ## kiểm tra mã nguồn · check style, types and that notebooks carry no output
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/nbstripout --verify notebooks/*.ipynb

lab: setup ## mở JupyterLab · open JupyterLab
	$(BIN)/jupyter lab

bench: dev ## đo hiệu năng, ghi benchmarks/RESULTS.md · measure, write benchmarks/RESULTS.md
	$(BIN)/python benchmarks/run.py $(ARGS)

lock: ## ghi lại các tệp khóa (UPGRADE=--upgrade: bản mới hơn) · write the lock files anew
	@sh .ci/setup lock

chromium: # only `make test-all` and `make bench` look for it
	@command -v chromium || command -v chromium-browser || command -v google-chrome || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -q && apt-get install -y --no-install-recommends chromium; else \
	echo "Cần Chromium: hãy cài đặt (Debian/Ubuntu: sudo apt install chromium) rồi chạy lại." >&2; \
	echo "Chromium is needed: install it (Debian/Ubuntu: sudo apt install chromium), then run again." >&2; exit 1; fi

clean: ## xóa .venv và bộ đệm, giữ data/ và reports/ · remove .venv and caches, keep data/ and reports/
	rm -rf .venv .tools build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find onestop_analysis tests benchmarks -name __pycache__ -prune -exec rm -rf {} +
