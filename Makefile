# make help lists what there is. Quiet by default; V=1 shows every command.
$(V).SILENT:
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help build demo test bench crash clean engine prepare

export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1
export DOTNET_CLI_UI_LANGUAGE := en

CONFIGURATION := Release
SOLUTION := Directives.sln
TARGET := bin/$(CONFIGURATION)/net10.0
# The engine: docs/decisions/0001-engine.md.
ENGINE ?= compat
# Mounts of the crash run are its own and go with it, where that needs nobody's leave.
MOUNTS = $(shell unshare --mount --propagation private true 2> /dev/null && echo unshare --mount --propagation private)
DOTNET_BUILD = dotnet build --nologo --verbosity quiet --configuration $(CONFIGURATION) "-clp:NoSummary;ErrorsOnly" -p:Engine=$(ENGINE)

help: ## This list
	echo "Directives: make TARGET"
	sed -nE 's/^([a-z]+):[^#]*## (.*)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16
	echo
	echo "  ONCE=1          demo: end after the table"
	echo "  POSTGRES=1      demo: on a PostgreSQL that it starts itself"
	echo "  SEED=31         demo: another number, another week;  SECONDS_A_DAY=8: how long a working day of it takes"
	echo "  TESTS='-class \"Directives.Tests.Cli.*\"'   test: only these (options of the xunit.v3 runner)"
	echo "  SHORT=1         bench: a minute instead of most of an hour;  POSTS=100000, DIRECTIVES=5, DB=sqlite|postgres, ONLY='limits acknowledge'"
	echo "  GROWTH=1        bench: also at 10,000, 100,000 and 1,000,000 posts, with 1, 10 and 50 directives"
	echo "  ROUNDS=20 SEED=31 DB=sqlite|postgres   crash: how many rounds, another number for other rounds, on which database"
	echo "  FAULTS=gateway-killed,clients-cut   crash: only these (FAULTS=list: what there is)"
	echo "  BREAKAGES=1     crash: break the code on purpose, in five ways, and require that it is found"
	echo "  ENGINE=orleans|compat   build on the published Orleans and gRPC, or on the stand-ins of compat/"

demo: SOLUTION := samples/demo/Directives.Demo.csproj
demo: build ## The order of 31 January in every office of Punjab, a week of it; stays up until Ctrl+C
	exec samples/demo/$(TARGET)/Directives.Demo $(if $(filter 1,$(ONCE)),--once) $(if $(filter 1,$(POSTGRES)),--postgres) \
	  $(if $(SEED),--seed $(SEED)) $(if $(SECONDS_A_DAY),--seconds $(SECONDS_A_DAY))

test: prepare build ## Everything is tested; fetches what it needs the first time
	mkdir -p TestResults
	color=-noColor; if [[ -t 1 ]]; then color=; fi; \
	exec tests/$(TARGET)/Directives.Tests -noLogo $$color -longRunning 60 -xml TestResults/tests.xml $(TESTS)

bench: SOLUTION := bench/Directives.Bench.csproj
bench: build ## Measures, each figure beside its limit
	exec bench/$(TARGET)/Directives.Bench $(if $(filter 1,$(SHORT)),--short) $(if $(filter 1,$(GROWTH)),--growth) \
	  $(if $(POSTS),--posts $(POSTS)) $(if $(DIRECTIVES),--directives $(DIRECTIVES)) $(if $(DB),--database $(DB)) $(addprefix --only=,$(ONLY))

crash: SOLUTION := tests/Crash/Directives.Crash.csproj
crash: prepare build ## Breaks it again and again under load, and checks that nothing confirmed is lost
	if [[ "$(BREAKAGES)" == 1 ]]; then ENGINE=$(ENGINE) exec tests/Crash/breakages/run; fi; \
	exec $(MOUNTS) tests/Crash/$(TARGET)/Directives.Crash --db $(or $(DB),sqlite) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SEED),--seed $(SEED)) \
	  $(if $(FAULTS),--faults $(FAULTS))

build: engine
	$(DOTNET_BUILD) $(SOLUTION) | { grep -vE '^(Build succeeded\.|Time Elapsed .*| *)$$' || true; }

engine:
	echo "Engine: $(ENGINE)$(if $(filter compat,$(ENGINE)), (the stand-ins of compat/))"

prepare:
	.ci/prepare

clean: ## Removes what was built and the demo's data
	find . -type d \( -name bin -o -name obj \) -not -path '*/node_modules/*' -not -path './.git/*' -prune -exec rm -rf {} +
	rm -rf .demo .bench .crash artifacts TestResults gateway/wwwroot/lib gateway/node_modules tests/Compat/Grpc/node/node_modules
