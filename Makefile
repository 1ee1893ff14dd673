# SPDX-License-Identifier: BSD-3-Clause
# One configuration, release, is what runs, what is tested and what is installed.

PREFIX ?= /usr/local
DESTDIR ?=
# 2 MiB hugepages that tests, demo and benchmark find reserved, in MiB.
HUGEPAGES ?= 1024

binaries := spp_primary spp_vf spp_nfv spp_mirror spp_pcap spp-ctl spp
release := .build/release
root = $(DESTDIR)$(PREFIX)

.PHONY: help setup hugepages build demo test storm bench fuzz check contract lint format install clean
.DEFAULT_GOAL := help

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

setup: ## install what this host lacks, make the image of the guests
	@tools/setup

hugepages: ## reserve hugepages (HUGEPAGES=1024 MiB)
	@tools/hugepages $(HUGEPAGES)

build: ## compile everything
	swift build -c release </dev/null

demo: setup hugepages build ## two virtual machines reached by their virtual MACs (GUESTS=virtio-user: cheap ones)
	@tools/demo/run

test: setup hugepages build ## every test, those with the real binaries included
	@tools/run-tests

# KILLS of secondaries within SECONDS; SEED decides the order of victims and instants.
KILLS ?= 1000
SECONDS ?= 1800
SEED ?= 1

storm: setup hugepages build ## kill at each instruction, then at random under load; KILLS=1000 SECONDS=1800 SEED=1
	@SPP_STEP_STRIDE=1 tools/run-tests --filter StepTests
	@tools/storm/run --kills $(KILLS) --seconds $(SECONDS) --seed $(SEED)

bench: setup hugepages build ## cycles a packet, side by side with dpdk-testpmd
	@tools/bench/run

fuzz: build ## inputs that are nearly right, for everything that reads (TARGET=yaml RUNS=100000 SEED=1)
	@TARGET="$(TARGET)" RUNS="$(RUNS)" SEED="$(SEED)" FROM="$(FROM)" tools/fuzz/run

check: lint build ## the rules that no compiler checks
	@tools/check-hot-loop --self-test
	@tools/check-hot-loop $(release)/spp_vf

contract: build ## the REST interface against its OpenAPI document, with schemathesis from PyPI
	@tools/contract/run

lint:
	@tools/lint

format: ## lay out the Swift sources
	git ls-files -z --cached --others --exclude-standard '*.swift' | xargs -0 swift format --in-place --parallel

# Swift's own libraries go beside the programs, where these look for them: the host that runs them needs no toolchain.
install: build ## into PREFIX=/usr/local, below DESTDIR= if given
	install -d $(root)/bin $(root)/libexec/spp $(root)/share/doc/spp
	install -m 755 $(addprefix $(release)/,$(binaries)) $(root)/libexec/spp
	ldd $(addprefix $(release)/,$(binaries)) | sed -n 's|.* => \(.*/swift/linux/[^ ]*\) .*|\1|p' | sort -u | \
	  xargs -r install -m 644 -t $(root)/libexec/spp
	for program in $(binaries); do ln -sf ../libexec/spp/$$program $(root)/bin/$$program; done
	install -m 755 tools/doctor $(root)/bin/spp-doctor
	install -m 755 tools/hugepages $(root)/bin/spp-hugepages
	install -m 644 LICENSE README.md $(root)/share/doc/spp
	cd docs && find . -type f -exec install -D -m 644 {} $(abspath $(root))/share/doc/spp/docs/{} \;
	install -D -m 644 completion/spp.bash $(root)/share/bash-completion/completions/spp
	install -D -m 644 completion/_spp $(root)/share/zsh/site-functions/_spp
	tools/manual $(addprefix $(release)/,$(binaries)) $(root)/share/man
	install -d $(root)/lib/systemd/system
	for unit in systemd/*.service; do sed 's|@bindir@|$(PREFIX)/bin|' $$unit >$(root)/lib/systemd/system/$${unit##*/}; done

clean: ## remove what was built, the guests' image included
	rm -rf .build .build-guest
