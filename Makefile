# Every target installs what it needs (as root on Debian, by package name) or says what is missing.
SHELL := /bin/sh
export PATH := $(PATH):/usr/sbin:/sbin

ARGS ?=
SEEDS ?= 100
FIRST_SEED ?= 1
MINUTES ?= 10
SEED ?= 1

.PHONY: help demo test simulate bugs mutation contest bench fleet fuzz runtimes format docs clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' $(MAKEFILE_LIST)

demo: ## two nodes, 85 pods, real EC2 calls and kernel: watch pods get VPC addresses
	@.ci/root && .ci/deps && ./warmwell demo

test: ## check the format, build everything, run every test (about 25 minutes)
	@.ci/test

simulate: ## run SEEDS=100 simulated worlds from FIRST_SEED=1 on; STORY=1 prints what happens
	@.ci/deps && ./warmwell simulate --seeds $(SEEDS) --first-seed $(FIRST_SEED) \
	  $(if $(WORKERS),--workers $(WORKERS)) $(if $(STORY),--story) $(ARGS)

bugs: ## plant each known kind of bug into simulated worlds until a checker notices it (about 10 minutes)
	@.ci/deps && .ci/bugs

mutation: ## do the tests of pool and prefix-delegation notice small changes of the code? (about 5 minutes)
	@.ci/mutation

contest: ## race the incumbent's pool loop in virtual time, write docs/performance.md (a minute; ARGS=--help)
	@.ci/deps && ./warmwell contest --write docs/performance.md $(ARGS)

bench: ## ADD, DEL and forwarding beside others, JMH; writes docs/performance.md (10 minutes; ARGS=--help)
	@.ci/root && .ci/deps && .ci/bench $(ARGS)

fleet: ## 500 to 5,000 nodes in one account, in virtual time; writes docs/fleet.md (30 minutes; ARGS=--help)
	@.ci/deps && .ci/bench fleet $(ARGS)

fuzz: ## feed socket and executable what no runtime would, for MINUTES=10, with SEED=1
	@.ci/root && .ci/deps && .ci/it FuzzIT -Dfuzz.seconds=$$(($(MINUTES) * 60)) -Dfuzz.seed=$(SEED)

runtimes: ## 100 pods at once in containerd; cnitool and a newer containerd where Go is (about 6 minutes)
	@.ci/root && .ci/deps && .ci/runtimes

format: ## format the sources
	@.ci/deps && JAVA_HOME=$$(.ci/find-jdk) mvn -B -q -ntp spotless:apply

docs: ## write docs/configuration.md, docs/iam.md and the table in docs/ec2.md anew from the code
	@.ci/deps && JAVA_HOME=$$(.ci/find-jdk) mvn -B -q -ntp verify -pl localstack-tests,tidy -am -DskipITs \
	  -Drewrite=true -Dsurefire.failIfNoSpecifiedTests=false -Dtest=DocumentsTest,DivergencePageTest

clean: ## delete what was built
	@.ci/deps && JAVA_HOME=$$(.ci/find-jdk) mvn -B -q -ntp clean && rm -rf target
