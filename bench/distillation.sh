#!/usr/bin/env bash
# Measures the benefit of distillation: trains the recipe's student with its teacher and without it, for each seed, and scores both.
#   bench/distillation.sh RECIPE DATA WORK "SEEDS" EVALUATE-ARGUMENTS…
#   e.g. bench/distillation.sh recipes/intent.json DATA artifacts/intent "1 2 3" --labelled DATA/classification/clinc150.val.tsv
# WORK contains the teacher of an earlier `run`; otherwise the teacher is trained. The same holds for general distillation.
# FROM names the folder of the pretrained encoder, if it is not the recipe's.
set -euo pipefail
recipe=$1 data=$2 work=$3 seeds=$4
shift 4
program=${DISTILLATION:-src/Distillation/bin/Release/net10.0/TransformerService.Distillation.dll}

from=(${FROM:+--from "$FROM"})

dotnet "$program" run "$recipe" --data "$data" --work "$work" --stages Teacher,General "${from[@]}"
for seed in $seeds; do
    # A folder for each seed, with what all of them share: the vocabulary, the teacher, and what was distilled in general.
    copy=$work-seed-$seed
    mkdir -p "$copy/training"
    for part in tokenizer training/teacher training/general; do
        if [[ -d $work/$part && ! -d $copy/$part ]]; then
            rm -rf "$copy/$part.part"
            cp -r "$work/$part" "$copy/$part.part"
            mv "$copy/$part.part" "$copy/$part"
        fi
    done
    dotnet "$program" run "$recipe" --data "$data" --work "$copy" --stages Student,Baseline --seed "$seed" "${from[@]}"
    echo "== seed $seed"
    dotnet "$program" evaluate "$copy/model" --baseline "$copy/baseline-$seed" "$@" 2>/dev/null
done
