"""Writes what bench/localiser compares with: classes of every held-back slice as PNG, and who is in which fold."""
import argparse
import json
from pathlib import Path

from PIL import Image

from . import folds, spider


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--spider', type=Path, required=True)
    parser.add_argument('--out', type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    examples = spider.load(options.spider)
    for example in examples:
        if example.source == 'spider-t2':
            Image.fromarray(example.label).save(options.out / f'{example.name}.png')
    index = {
        'millimetres': spider.T2_MM,
        'folds': [
            sorted(patient.removeprefix('spider-') for patient in folds.held_back(examples, fold))
            for fold in range(folds.FOLDS)
        ],
        'transitional': sorted(spider.TRANSITIONAL),
    }
    (options.out / 'index.json').write_text(json.dumps(index, indent=2) + '\n')


if __name__ == '__main__':
    main()
