#!/usr/bin/env bash
# Runs the tests of int8 and of golden answers as on a processor with AVX2 alone. Skips, and says so, where that cannot be imitated.
# The solution must be built.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../.."
"$here/run.sh" true
case $? in
    0) ;;
    3) echo "Skipped: the tests were not run as on another processor."; exit 0 ;;
    *) exit 1 ;;
esac
crashed=139
run() {
    local project=$1 status
    shift
    "$here/run.sh" dotnet test --no-build --project "tests/$project" --filter-class "$@"
    status=$?
    if ((status == crashed)); then
        # The runtime and the imitation both take SIGSEGV: a dereferenced null can end the process (run.sh). A real crash does so twice.
        "$here/run.sh" dotnet test --no-build --project "tests/$project" --filter-class "$@"
        status=$?
    fi
    return $status
}
failed=0
run Inference.Tests '*CompanyTests' '*SelfCheckTests' '*GoldenDecodingTests' '*FaultyVersionTests' || failed=1
run Distillation.Tests '*Onnx.*' '*KernelToleranceTests' '*FaultyRowTests' || failed=1
exit $failed
