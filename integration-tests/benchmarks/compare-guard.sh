#!/usr/bin/env bash
# Measures what a guarded call costs at a commit and in this working tree, in one run, and prints both in one table.
#
#   integration-tests/benchmarks/compare-guard.sh COMMIT [JMH options]
#
# Builds the commit in a temporary git worktree with a local Maven repository of its own, a copy of the usual one. The
# benchmark is that of this working tree in both. The two take turns, each round in a new process with the same options.
#
# ROUNDS      how often each is measured, 3 unless set
# MAVEN_REPO  the local Maven repository to use, ~/.m2/repository unless set
# MAVEN_ARGS  options for Maven, such as -o
set -euo pipefail

if [[ $# -lt 1 ]]; then
    sed -n '2,12s/^# \{0,1\}//p' "$0"
    exit 1
fi
commit=$1
shift
options=("$@")
if [[ $# -eq 0 ]]; then
    options=(-wi 5 -i 5 -w 1s -r 1s)
fi
rounds=${ROUNDS:-3}
repository=${MAVEN_REPO:-$HOME/.m2/repository}

here=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
module=integration-tests/benchmarks
sources=$module/src/main/java/io/quarkiverse/eventidempotency/benchmarks
work=$(mktemp -d)
trap 'git -C "$here" worktree remove --force "$work/before" 2>/dev/null || true; rm -rf "$work"' EXIT

build() { # directory, local repository, where the JAR goes
    (cd "$1" && ./mvnw -q -B -Dmaven.repo.local="$2" -Pbenchmarks -pl runtime,deployment,$module -DskipTests package)
    cp "$1"/$module/target/*-runner.jar "$3"
}

git -C "$here" worktree add --quiet --detach "$work/before" "$commit"
for source in GuardedCallBenchmark Order Orders Receipt; do
    cp "$here/$sources/$source.java" "$work/before/$sources/"
done
cp -al "$repository" "$work/m2" 2>/dev/null || cp -a "$repository" "$work/m2"
rm -rf "$work/m2/io/quarkiverse/eventidempotency"

echo "Building $(git -C "$here" rev-parse --short "$commit"), then this working tree" >&2
build "$work/before" "$work/m2" "$work/before.jar"
build "$here" "$repository" "$work/after.jar"

for ((round = 1; round <= rounds; round++)); do
    for side in before after; do
        echo "Round $round of $rounds: $side" >&2
        java -cp "$work/$side.jar" org.openjdk.jmh.Main GuardedCallBenchmark -f 1 -prof gc "${options[@]}" \
            -rf csv -rff "$work/$side-$round.csv" >"$work/$side-$round.log" || { cat "$work/$side-$round.log" >&2; exit 1; }
    done
done

# "Benchmark","Mode","Threads","Samples","Score",… with a line for the time of each benchmark and one for its allocation
awk -F, -v rounds="$rounds" '
    FNR == 1 { side = FILENAME ~ /\/before-[0-9]+\.csv$/ ? "before" : "after"; next }
    {
        gsub(/"/, "")
        name = $1
        sub(/.*GuardedCallBenchmark\./, "", name)
        if (name ~ /gc\.alloc\.rate\.norm$/) { unit = "B"; sub(/:.*|·.*/, "", name) }
        else if (name !~ /gc\./) unit = "ns"
        else next
        if (!(name in seen)) { seen[name] = 1; order[++names] = name }
        at = side SUBSEP name SUBSEP unit
        values[at, ++count[at]] = $5 + 0
    }
    function median(side, name, unit, at, n, i, j, swap, sorted) {
        at = side SUBSEP name SUBSEP unit
        n = count[at]
        for (i = 1; i <= n; i++) {
            sorted[i] = values[at, i]
            for (j = i; j > 1 && sorted[j] < sorted[j - 1]; j--) { swap = sorted[j]; sorted[j] = sorted[j - 1]; sorted[j - 1] = swap }
        }
        return sorted[int((n + 1) / 2)]
    }
    END {
        printf "Medians of %d rounds\n%-16s %10s %10s %7s %10s %10s %7s\n", rounds, "", "ns before", "ns after", "", "B before", "B after", ""
        for (i = 1; i <= names; i++) {
            name = order[i]
            b = median("before", name, "ns"); a = median("after", name, "ns")
            bb = median("before", name, "B"); ab = median("after", name, "B")
            printf "%-16s %10.0f %10.0f %6.2fx %10.0f %10.0f %6.2fx\n", name, b, a, b ? a / b : 0, bb, ab, bb ? ab / bb : 0
        }
    }' "$work"/before-*.csv "$work"/after-*.csv
