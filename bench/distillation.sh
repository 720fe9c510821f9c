#!/usr/bin/env bash
# Measures the benefit of distillation: trains the recipe's student with its teacher and without it, for each seed, and scores both.
#   bench/distillation.sh RECIPE DATA WORK "SEEDS" EVALUATE-ARGUMENTS…
#   e.g. bench/distillation.sh recipes/intent.json DATA artifacts/intent "1 2 3" --labelled DATA/classification/clinc150.val.tsv
# WORK contains the teacher of an earlier `run`; otherwise the teacher is trained.
set -euo pipefail
recipe=$1 data=$2 work=$3 seeds=$4
shift 4
program=${DISTILLATION:-src/Distillation/bin/Release/net10.0/TransformerService.Distillation.dll}

dotnet "$program" run "$recipe" --data "$data" --work "$work" --stages Teacher
for seed in $seeds; do
    # A folder for each seed, with the teacher and the vocabulary that all of them share.
    copy=$work-seed-$seed
    if [[ ! -d $copy ]]; then
        mkdir -p "$copy/training"
        cp -r "$work/tokenizer" "$copy/"
        cp -r "$work/training/teacher" "$copy/training/"
    fi
    dotnet "$program" run "$recipe" --data "$data" --work "$copy" --stages Student,Baseline --seed "$seed"
    echo "== seed $seed"
    dotnet "$program" evaluate "$copy/model" --baseline "$copy/baseline-$seed" "$@" 2>/dev/null
done
