# The front door. `make` alone lists what there is.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c

CORPUS ?=
MINUTES ?=
CROP ?=
SERVE ?=
STEPS ?= 3000
BENCH ?=
KILLS ?= 200
SEED ?= 1
MODEL ?=
HELD_OUT ?=

.PHONY: help setup build demo test soak familiarity lint format bench memory ablation golden clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install what a bare Debian 12 with Swift lacks (safe to repeat)
	@scripts/setup

build: setup ## .build/release/semblance
	swift build -c release --product semblance

demo: build ## the whole tour; CORPUS=folder of photos, CROP=face to find faces in them, MINUTES=of training on them, SERVE=1 to serve it
	.build/release/semblance demo $(if $(CORPUS),--corpus "$(CORPUS)") $(if $(CROP),--crop $(CROP)) $(if $(MINUTES),--minutes $(MINUTES)) $(if $(SERVE),--serve)

test: setup ## every test
	@scripts/test

soak: setup ## kill workers at random moments; KILLS=how often SEED=which moments
	swift build --build-tests
	SEMBLANCE_SOAK_KILLS=$(KILLS) SEMBLANCE_SOAK_SEED=$(SEED) swift test --skip-build --filter KilledWorkersTests

familiarity: setup ## what a MODEL (a safetensors file) of CORPUS calls familiar, of photos HELD_OUT from it, blank pages, noise and print
	swift build --build-tests
	SEMBLANCE_FAMILIARITY_MODEL="$(MODEL)" SEMBLANCE_FAMILIARITY_CORPUS="$(CORPUS)" SEMBLANCE_FAMILIARITY_HELD_OUT="$(HELD_OUT)" \
		swift test --skip-build --filter ModelFamiliarityTests

lint: ## format and style, warnings are errors
	swift format lint --strict --parallel --recursive Sources Tests Package.swift
	for script in scripts/setup scripts/test .ci/run; do bash -n $$script || exit; done

format: ## put the format right
	swift format --in-place --parallel --recursive Sources Tests Package.swift

bench: setup ## our speed beside its rivals'; BENCH="--quick --only train"
	python3 Benchmarks/run $(BENCH)

memory: build ## peak memory of indexing 10,000 and 1,000,000 pictures
	python3 Benchmarks/memory --skip-build

ablation: build ## docs/ablation.md: which training makes better latents; CORPUS=folder of photos, STEPS=of each
	python3 Benchmarks/ablation --skip-build --corpus "$(CORPUS)" --steps $(STEPS)

golden: ## the golden values anew (needs Python with torch, numpy and safetensors)
	python3 scripts/golden/o_gan.py
	python3 scripts/golden/family.py
	python3 scripts/golden/distances.py
	python3 scripts/golden/features.py

clean: ## build products; models, runs and databases stay
	rm -rf .build
