#!/usr/bin/env bash
# From data to weights in one command:
#   model/train.sh <folder of SPIDER slices (t2/ and t1-t2/)>
# What is finished is not done again, and a training that was stopped goes on where it was. On two cores it takes
# about an hour and a half. Needs Debian's python3-torch, python3-scipy, python3-pil and python3-onnx.
set -euo pipefail
SPIDER=$(realpath "${1:?name the folder of SPIDER slices}")
cd "$(dirname "$0")"
export SPIDER OUT=${OUT:-out} PYTHON=${PYTHON:-/usr/bin/python3}
export ITERATIONS=${ITERATIONS:-6500} FOLD_ITERATIONS=${FOLD_ITERATIONS:-4800}
# Side by side with one thread each is faster than one after the other with several.
jobs=${JOBS:-2}
version=${VERSION:-1.1.0}
mkdir -p "$OUT"

[ -e "$OUT/phantom/index.json" ] || node ../bin/node24.js ../fixtures/phantom/write-training.ts "$OUT/phantom" --persons 84 --seed 200000
[ -e "$OUT/truth/index.json" ] || "$PYTHON" -m localiser.truth --spider "$SPIDER" --out "$OUT/truth"

train() { # all, or the fold that is held back
  local options=(--iterations "$ITERATIONS")
  [ "$1" = all ] || options=(--iterations "$FOLD_ITERATIONS" --fold "$1")
  [ -e "$OUT/$1/weights.pt" ] || "$PYTHON" -m localiser.train --spider "$SPIDER" --phantom "$OUT/phantom" \
    --out "$OUT/$1" "${options[@]}" | sed -u "s/^/$1: /"
}
export -f train

printf '%s\n' all 0 1 2 3 4 | xargs -P "$jobs" -I{} bash -euo pipefail -c 'train {}'
"$PYTHON" -m localiser.export "$OUT/all/weights.pt" vertebra-localiser.onnx --version "$version"
for fold in 0 1 2 3 4; do
  "$PYTHON" -m localiser.export "$OUT/$fold/weights.pt" "folds/fold-$fold.onnx" --version "$version"
done
