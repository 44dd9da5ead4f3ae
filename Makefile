# The front door. `make` builds for daily work; `make help` lists the rest.
JOBS ?= $(shell nproc)
PRESET ?= dev
BUILD = build/$(PRESET)
FUZZ_SECONDS ?= 60
SOURCES = $(shell git ls-files --cached --others --exclude-standard 'src/*.h' 'src/*.cc' 'tests/*.h' 'tests/*.cc' \
            'bench/*.cc' 'fuzz/*.cc')

.PHONY: all help configure test check format tidy asan tsan fuzz bench bless docs web install deb demo coverage clean

all: configure  ## build library, binary and tests
	cmake --build $(BUILD) -j $(JOBS)

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

configure:
	@test -f $(BUILD)/build.ninja || cmake --preset $(PRESET)

test: all  ## run all tests
	ctest --test-dir $(BUILD) --output-on-failure -j $(JOBS)

check: configure  ## format, headers that compile alone, who includes whom
	clang-format-19 --dry-run --Werror $(SOURCES)
	cmake --build $(BUILD) -j $(JOBS) --target headers
	@if ls tests/*_test.cc >/dev/null 2>&1; then \
	  cmake --build $(BUILD) -j $(JOBS) --target test_architecture && $(BUILD)/bin/test_architecture; fi

format:  ## format all sources in place
	clang-format-19 -i $(SOURCES)

tidy: configure  ## clang-tidy over our own sources
	printf '%s\n' $(filter src/%.cc,$(SOURCES)) | xargs -P $(JOBS) -n 1 clang-tidy-19 --quiet -p $(BUILD)

asan tsan:  ## tests under address and undefined behaviour, or under thread, sanitizers
	$(MAKE) test PRESET=$@

coverage:  ## tests, counting the lines they reach
	$(MAKE) test PRESET=coverage

fuzz:  ## each fuzz target for FUZZ_SECONDS seconds
	$(MAKE) all PRESET=fuzz
	@for target in build/fuzz/bin/fuzz_*; do \
	  name=$${target##*/fuzz_}; mkdir -p build/fuzz/found/$$name; echo "== $$name"; \
	  $$target -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 -max_len=8192 -verbosity=0 \
	    -artifact_prefix=build/fuzz/ build/fuzz/found/$$name fuzz/corpus/$$name || exit 1; done

bench:  ## benchmarks, optimised
	@test -f build/release/build.ninja || cmake --preset release
	cmake --build build/release -j $(JOBS) --target bench
	@for target in build/release/bin/bench_*; do $$target || exit 1; done

bless: all  ## accept what the tests now produce as the golden files; the commit says why
	CITYLOOP_BLESS=1 ctest --test-dir $(BUILD) --output-on-failure

docs: all  ## regenerate the reference pages
	$(BUILD)/bin/cityloop --catalogue catalogue reference -o docs/reference

web:  ## the web application
	scripts/web build

install: web  ## the program, its catalogue and the web application (DESTDIR, PREFIX)
	scripts/build release cityloop
	DESTDIR=$(DESTDIR) cmake --install build/release --prefix $(or $(PREFIX),/usr/local)

deb: web  ## a Debian package, in build/release
	scripts/build release cityloop
	cd build/release && cpack

demo:  ## the whole loop on a generated city
	scripts/demo --skip-install --no-serve

clean:  ## forget all that was built
	rm -rf build
