#!/usr/bin/env bash
# Measures start-up and memory of one application with the extension and without it, in one run, and prints them in one table.
#
#   integration-tests/benchmarks/compare-footprint.sh
#
# Builds the application of the folder footprint twice, as JARs, and with GRAALVM_HOME as native executables too. All of them
# take turns, each start in a new process.
#
# ROUNDS       how often each is started, 7 unless set
# EVENTS       how many orders each process then gets, twice each, 5000 unless set
# MAVEN_REPO   the local Maven repository to use, ~/.m2/repository unless set. The extension is installed there.
# MAVEN_ARGS   options for Maven, such as -o
# NATIVE_ARGS  options for the build of native executables, such as -Dquarkus.native.additional-build-args=-Ob
set -euo pipefail

here=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
module=$here/integration-tests/benchmarks
repository=${MAVEN_REPO:-$HOME/.m2/repository}
version=$(sed -n 's|.*<quarkus.version>\(.*\)</quarkus.version>.*|\1|p' "$here/pom.xml")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

maven() {
    (cd "$here" && ./mvnw -q -B -Dmaven.repo.local="$repository" "$@")
}

echo "Installing the extension, and building the benchmark" >&2
maven -pl .,runtime,runtime/dev,deployment -DskipTests install
maven -Pbenchmarks -pl runtime,runtime/dev,deployment,integration-tests/benchmarks -DskipTests package

applications=()
build() { # name, options for Maven
    local name=$1
    shift
    echo "Building $name" >&2
    cp -r "$module/footprint" "$work/$name"
    if [[ $name == *without ]]; then
        sed -i '/Idempotent/d' "$work/$name/src/main/java/org/acme/orders/OrderConsumer.java"
    else
        set -- -Pguarded "$@"
    fi
    maven -f "$work/$name/pom.xml" -Dquarkus.version="$version" "$@" package
    if [[ $name == native* ]]; then
        applications+=("$name=$(ls "$work/$name"/target/*-runner)")
    else
        applications+=("$name=$work/$name/target/quarkus-app")
    fi
}

build jar-without
build jar-with
if [[ -n ${GRAALVM_HOME:-} ]]; then
    read -ra native <<<"-Dquarkus.native.enabled=true -Dquarkus.package.jar.enabled=false ${NATIVE_ARGS:-}"
    build native-without "${native[@]}"
    build native-with "${native[@]}"
else
    echo "GRAALVM_HOME is not set: native executables are not measured" >&2
fi

java -Drounds="${ROUNDS:-7}" -Devents="${EVENTS:-5000}" -cp "$module"/target/*-runner.jar \
    io.quarkiverse.eventidempotency.benchmarks.Footprint "${applications[@]}"
