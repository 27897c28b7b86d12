#!/usr/bin/env bash
# From data to weights in one command:
#   model/train.sh <folder of SPIDER slices (t2/ and t1-t2/)>
# What is finished is not done again, and a training that was stopped goes on where it was. On two cores it takes
# about five hours. Needs Debian's python3-torch, python3-scipy, python3-pil and python3-onnx.
set -euo pipefail
spider=$(realpath "${1:?name the folder of SPIDER slices}")
cd "$(dirname "$0")"
out=${OUT:-out}
python=${PYTHON:-/usr/bin/python3}
iterations=${ITERATIONS:-6000}
fold_iterations=${FOLD_ITERATIONS:-4000}
version=${VERSION:-1.0.0}
mkdir -p "$out"

[ -e "$out/phantom/index.json" ] || node ../bin/node24.js ../fixtures/phantom/write-training.ts "$out/phantom" --persons 84
[ -e "$out/truth/index.json" ] || "$python" -m localiser.truth --spider "$spider" --out "$out/truth"

train() { # name, iterations, further options
  local name=$1 count=$2
  shift 2
  [ -e "$out/$name/weights.pt" ] || "$python" -m localiser.train --spider "$spider" --phantom "$out/phantom" \
    --out "$out/$name" --iterations "$count" "$@"
}

train all "$iterations"
"$python" -m localiser.export "$out/all/weights.pt" vertebra-localiser.onnx --version "$version"
for fold in 0 1 2 3 4; do
  train "fold-$fold" "$fold_iterations" --fold "$fold"
  "$python" -m localiser.export "$out/fold-$fold/weights.pt" "folds/fold-$fold.onnx" --version "$version"
done
