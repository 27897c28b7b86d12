"""Slices of the digital phantom, written by fixtures/phantom/write-training.ts."""
import json
from pathlib import Path

import numpy as np
from scipy import ndimage

from .classes import BODY, THORACIC
from .example import Example


def load(folder: Path) -> list[Example]:
    """Sagittal slices with their labels; other planes count as no lumbar spine."""
    index = json.loads((folder / 'index.json').read_text())
    shape = tuple(index['files']['images.bin']['shape'])
    images, labels = (np.memmap(folder / f'{name}.bin', np.uint8, 'r', shape=shape) for name in ('images', 'labels'))
    return [
        Example(
            image=images[i],
            label=with_thoracic(labels[i], item['centres']),
            millimetres=index['millimetresPerPixel'],
            patient=f'phantom-{item["person"]}',
            name=f'phantom-{i}',
            source='phantom' if item['orientation'] == 'sagittal' else 'not-spine',
        )
        for i, item in enumerate(index['images'])
    ]


def with_thoracic(label: np.ndarray, centres: dict[str, list[float]]) -> np.ndarray:
    """Each body is what the nearest centre is named."""
    parts, count = ndimage.label(label == BODY)
    if count == 0:
        return label
    label = label.copy()
    names = list(centres)
    places = np.array([centres[name][::-1] for name in names])
    for i, middle in enumerate(ndimage.center_of_mass(parts > 0, parts, range(1, count + 1)), 1):
        nearest = names[int(np.argmin(np.hypot(*(places - middle).T)))]
        if nearest.startswith('T'):
            label[parts == i] = THORACIC
    return label
