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
.PHONY: all help setup dev spark test test-all lint lab bench lock chromium java axe clean

all: $(REPORT)/manifest.json ## cài đặt, dữ liệu mẫu, báo cáo mẫu · set-up, sample data and the sample report (default)
	@echo "$(REPORT)/report.html"
	@echo "$(REPORT)/report.pdf"

help: ## danh sách này · this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | awk -F'|' '{ printf "%-16s%s\n", $$1, $$2 }'

setup: ## môi trường .venv cho người phân tích · .venv for the analyst
	@sh .ci/setup lab

dev: ## .venv có thêm công cụ kiểm thử · .venv with the tools of the tests too
	@sh .ci/setup dev

spark: ## .venv có thêm PySpark (cần Java) · .venv with PySpark too (needs Java)
	@sh .ci/setup spark

# Order-only: the set-up checks itself on every run, but only its own changes cost time.
$(REPORT)/manifest.json: $(SOURCES) | setup
	$(SAMPLE_DATA)
	$(BIN)/onestop report $(CENTRE) $(PERIOD)
	@touch $@

# What the notebooks open with; there already after `make`.
data/store/lang-son/manifests: | setup
	$(SAMPLE_DATA)

define SAMPLE_DATA
$(BIN)/onestop sample
$(BIN)/onestop ingest data/raw/lang-son/*/*.csv --centre lang-son
endef

test: dev ## mọi kiểm thử chỉ cần Python · every test that needs nothing but Python
	$(BIN)/python -m pytest -n auto --dist loadgroup $(ARGS)

test-all: chromium java axe spark ## mọi kiểm thử, kể cả trình duyệt và Spark · every test, also with browser and Spark
	$(BIN)/python -m pytest -n auto --dist loadgroup -m '' $(ARGS)

lint: dev ## kiểm tra mã nguồn · check style, types and that notebooks carry no output
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/nbstripout --verify notebooks/*.ipynb

# .jupyter: no question which kernel, for who runs a notebook before it has one, and none about news.
lab: setup | data/store/lang-son/manifests ## mở JupyterLab với dữ liệu mẫu · open JupyterLab with the sample data
	JUPYTER_CONFIG_PATH="$(CURDIR)/.jupyter:$$JUPYTER_CONFIG_PATH" $(BIN)/jupyter lab --LabApp.default_url=/lab/tree/notebooks

bench: dev ## đo hiệu năng, ghi benchmarks/RESULTS.md · measure, write benchmarks/RESULTS.md
	$(BIN)/python benchmarks/run.py $(ARGS)

lock: ## ghi lại các tệp khóa (UPGRADE=--upgrade: bản mới hơn) · write the lock files anew
	@sh .ci/setup lock

# Only `make test-all` needs these three.
chromium:
	@command -v chromium || command -v chromium-browser || command -v google-chrome || $(call install,chromium)

java:
	@command -v java || $(call install,default-jre-headless)

# Checks pages for accessibility; the tests compare the file with its hash.
AXE := .tools/axe/node_modules/axe-core/axe.min.js
axe: $(AXE)
$(AXE):
	@command -v npm >/dev/null || $(call install,npm)
	npm install --prefix .tools/axe --ignore-scripts --no-save --no-audit --no-fund axe-core@4.14.1

# What is not Python: installed where this runs as root with apt-get, else named.
install = if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	apt-get update -q && apt-get install -y --no-install-recommends $(1); else \
	echo "Cần $(1): hãy cài đặt (Debian/Ubuntu: sudo apt install $(1)) rồi chạy lại." >&2; \
	echo "$(1) is needed: install it (Debian/Ubuntu: sudo apt install $(1)), then run again." >&2; exit 1; fi

clean: ## xóa .venv và bộ đệm, giữ data/ và reports/ · remove .venv and caches, keep data/ and reports/
	rm -rf .venv .tools build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find onestop_analysis tests benchmarks -name __pycache__ -prune -exec rm -rf {} +
