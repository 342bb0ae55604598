# entangle on Debian 12 and 13. `make` alone lists the targets.

PACKAGES := bubblewrap dpkg-dev g++ gcc git groff-base libc6-dev libgit2-dev libsodium-dev libsqlite3-dev libssl-dev \
  make man-db openssh-client openssl pkg-config python3 python3-cryptography python3-dulwich \
  python3-pip python3-pygit2 util-linux zlib1g-dev

# What only 'make e2e' needs. (Debian starts a server when it is installed; who only builds and tests gets none.)
SERVER_PACKAGES := iproute2 openssh-server

PREFIX ?= /usr/local
DESTDIR ?=

# Debian's own Python, because it is the one that has python3-cryptography.
PYTHON ?= /usr/bin/python3

# The toolchain of PATH, else the one in /opt/swift; its directory leads PATH in every recipe.
SWIFT := $(or $(shell command -v swift 2>/dev/null),$(wildcard /opt/swift/usr/bin/swift))
ifneq ($(SWIFT),)
export PATH := $(patsubst %/,%,$(dir $(SWIFT))):$(PATH)
endif

BINARY := .build/release/entangle

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help deps build test coverage mutants histories fuzz fuzz-short asan tsan e2e bench lint check demo man docs deb install \
  uninstall clean

help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):[^#]*## /\1\t/p' Makefile | expand -t 12

deps: ## install the Debian packages that are missing, or say which
	@sh .ci/deps $(PACKAGES)

# A third of what a small command takes is to load libraries (ADR 0036): that of C++, which Swift's own needs, is a part of the program,
# and others see of it only what libgit2 is to find (ADR 0033).
STATIC := .build/static
LINKED := $(addprefix -Xswiftc ,-L$(STATIC) -Xclang-linker -static-libgcc) \
  $(addprefix -Xlinker ,--no-export-dynamic \
  $(addprefix --export-dynamic-symbol=,mbedtls_x509_crt_parse_file mbedtls_x509_crt_parse_path))

build: deps ## build the release binary, .build/release/entangle
	@mkdir -p $(STATIC) && ln -sf "$$(g++ -print-file-name=libstdc++.a)" $(STATIC)
	swift build -c release --static-swift-stdlib --disable-local-rpath --product entangle $(LINKED)

test: deps ## build everything for debugging and run all tests
	swift build --build-tests
	swift test --skip-build

coverage: deps ## say how many lines of each module the tests reach; 95 % of the core must be
	@sh .ci/coverage

# Where the copy for mutants is built; it is kept there for the next time (Docs/mutation.md).
MUTANTS ?=

mutants: deps ## invert each condition of each rule, and see whether a test notices
	@$(PYTHON) Tests/Mutation/mutate.py $(if $(MUTANTS),--scratch $(MUTANTS))

# How many random histories are judged, from which seed on (Docs/fuzzing.md).
HISTORIES ?= 10000
HISTORY_SEED ?= 0

histories: deps ## judge HISTORIES (10000) random histories and twice as many spoiled ones
	@sh .ci/histories $(HISTORIES) $(HISTORY_SEED)

# How long each target is fuzzed (Docs/fuzzing.md).
FUZZ_SECONDS ?= 600

fuzz: deps ## fuzz every reader of foreign bytes for FUZZ_SECONDS (600) each
	@sh .ci/fuzz $(FUZZ_SECONDS)

fuzz-short: deps ## the seeds of every fuzz target and a second more; part of check
	@sh .ci/fuzz --fresh 1

asan: deps ## the tests under AddressSanitizer
	@sh .ci/sanitize address

tsan: deps ## the tests under ThreadSanitizer
	@sh .ci/sanitize thread

e2e: build .build/oracles ## the binary against stock tools and the independent implementation
	@sh .ci/deps $(SERVER_PACKAGES)
	@$(PYTHON) Tests/EndToEnd/all.py $(BINARY) .build/oracles

# A DSSE implementation that is not ours, from PyPI; for the tests alone.
.build/oracles: deps
	@test -d $@/securesystemslib || $(PYTHON) -m pip install --quiet --no-deps \
	  --disable-pip-version-check --root-user-action=ignore --target $@ 'securesystemslib==1.6.0'

bench: build ## measure, print a table, write bench.tsv
	$(PYTHON) Tests/Bench/bench.py --output bench.tsv $(BINARY)

lint: deps ## check format, syntax and white space
	PYTHON=$(PYTHON) sh .ci/lint

check: ## lint, build, test, fuzz-short, e2e and demo; prints the time it took
	@start=$$(date +%s); \
	$(MAKE) --no-print-directory lint build test fuzz-short e2e demo || exit 1; \
	echo "check: passed in $$(($$(date +%s) - start)) s"

demo: build ## run the demonstration from end to end
	sh Tests/EndToEnd/demo.sh $(BINARY)

man: build ## write the manual pages into .build/man
	$(BINARY) manual --output .build/man

docs: build ## write the generated pages of Docs/ anew, and the modules' reference with DocC
	$(BINARY) rules --markdown >.build/rules.md && mv .build/rules.md Docs/rules.md
	$(BINARY) kinds --markdown >.build/events.md && mv .build/events.md Docs/events.md
	$(PYTHON) Tests/Independent/write_example.py --write
	@sh .ci/docs .build/docs

deb: build ## build a Debian package into .build/deb
	@sh Packaging/deb $(BINARY) .build/deb

# A binary that is there is taken as it is: whoever installs may be another than who builds.
install: ## install below PREFIX (/usr/local) and DESTDIR
	@test -x $(BINARY) || $(MAKE) --no-print-directory build
	@sh Packaging/install $(BINARY) "$(DESTDIR)$(PREFIX)"

uninstall: ## remove what install put there
	@sh Packaging/uninstall "$(DESTDIR)$(PREFIX)"

clean: ## remove everything that was built or measured
	rm -rf .build bench.tsv
	find Tests -name __pycache__ -type d -prune -exec rm -rf {} +
