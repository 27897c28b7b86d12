#!/usr/bin/env bash
# From data to weights in one command:
#   model/train.sh <folder of SPIDER slices (t2/ and t1-t2/)>
# What is finished is not done again, and a training that was stopped goes on where it was. On two cores it takes
# about two hours. Needs Debian's python3-torch, python3-scipy, python3-pil and python3-onnx.
set -euo pipefail
SPIDER=$(realpath "${1:?name the folder of SPIDER slices}")
cd "$(dirname "$0")"
export SPIDER OUT=${OUT:-out} PYTHON=${PYTHON:-/usr/bin/python3}
export ITERATIONS=${ITERATIONS:-6500} FOLD_ITERATIONS=${FOLD_ITERATIONS:-4800}
export AGAIN=${AGAIN:-3000}
# Side by side with one thread each is faster than one after the other with several.
jobs=${JOBS:-2}
version=${VERSION:-1.1.0}
mkdir -p "$OUT"

[ -e "$OUT/phantom/index.json" ] || node ../bin/node24.js ../fixtures/phantom/write-training.ts "$OUT/phantom" --persons 84 --seed 200000
[ -e "$OUT/truth/index.json" ] || "$PYTHON" -m localiser.truth --spider "$SPIDER" --out "$OUT/truth"

train() { # name, options
  local name=$1
  shift
  [ -e "$OUT/$name/weights.pt" ] || "$PYTHON" -m localiser.train --spider "$SPIDER" --phantom "$OUT/phantom" \
    --out "$OUT/$name" "$@" | sed -u "s/^/$name: /"
}
# From the start, then again at a lower rate with more of the phantom: that is where four and six lumbar bodies are
# learnt without seams.
both() { # all, or the fold that is held back
  local first=$ITERATIONS fold=()
  [ "$1" = all ] || { first=$FOLD_ITERATIONS fold=(--fold "$1"); }
  train "$1" --iterations "$first" "${fold[@]}"
  train "$1-again" --iterations "$AGAIN" --start "$OUT/$1/weights.pt" --rate 2e-3 --phantom-share 0.35 "${fold[@]}"
}
export -f train both

printf '%s\n' all 0 1 2 3 4 | xargs -P "$jobs" -I{} bash -euo pipefail -c 'both {}'
"$PYTHON" -m localiser.export "$OUT/all-again/weights.pt" vertebra-localiser.onnx --version "$version"
for fold in 0 1 2 3 4; do
  "$PYTHON" -m localiser.export "$OUT/$fold-again/weights.pt" "folds/fold-$fold.onnx" --version "$version"
done
