"""Images that are no spine at all, made from nothing: limbs, heads, blobs, noise."""
import math

import numpy as np

from .example import Example, grey8

SIZE = 256


def make(count: int, seed: int = 1) -> list[Example]:
    random = np.random.default_rng(seed)
    kinds = (limb, head, blobs, noise)
    images = [kinds[i % len(kinds)](random) for i in range(count)]
    empty = np.zeros((SIZE, SIZE), np.uint8)
    return [
        Example(grey8(image), empty, 1.2, f'made-{i}', f'made-{i}', 'not-spine')
        for i, image in enumerate(images)
    ]


def grid() -> tuple[np.ndarray, np.ndarray]:
    return np.mgrid[-1 : 1 : SIZE * 1j, -1 : 1 : SIZE * 1j]


def smooth(random, cells: int) -> np.ndarray:
    """Random field of about `cells` waves across, 0 mean."""
    y, x = grid()
    field = np.zeros((SIZE, SIZE))
    for _ in range(12):
        angle, phase = random.uniform(0, 2 * math.pi, 2)
        wave = random.uniform(0.5, 1) * cells * math.pi
        field += np.sin(wave * (math.cos(angle) * x + math.sin(angle) * y) + phase)
    return field / 12


def ellipse(random, size: float, centre=(0.0, 0.0), ratio=(0.5, 1.0)) -> np.ndarray:
    y, x = grid()
    angle = random.uniform(0, math.pi)
    a = (x - centre[0]) * math.cos(angle) + (y - centre[1]) * math.sin(angle)
    b = -(x - centre[0]) * math.sin(angle) + (y - centre[1]) * math.cos(angle)
    edge = smooth(random, 3) * 0.15
    return (np.hypot(a / size, b / (size * random.uniform(*ratio))) + edge) < 1


def limb(random) -> np.ndarray:
    """Two long bones end to end in muscle and fat, as in a knee or an elbow."""
    y, x = grid()
    tilt = random.uniform(-0.3, 0.3)
    across = x - tilt * y
    width = random.uniform(0.35, 0.6)
    image = np.where(np.abs(across) < width, 0.9, 0.0)
    image = np.where(np.abs(across) < width * 0.85, 0.35 + 0.1 * smooth(random, 9), image)
    gap, bone = random.uniform(-0.2, 0.2), random.uniform(0.12, 0.25)
    for side in (-1, 1):
        flare = bone * (1 + 0.7 * np.exp(-(((y - gap) / 0.2) ** 2)))
        shaft = (np.abs(across) < flare) & (side * (y - gap) > 0.03)
        image = np.where(shaft, 0.1, image)
        inner = (np.abs(across) < flare * 0.85) & (side * (y - gap) > 0.05)
        image = np.where(inner, random.uniform(0.5, 1) + 0.08 * smooth(random, 14), image)
    return image


def head(random) -> np.ndarray:
    """Nested shells with folds inside."""
    image = np.zeros((SIZE, SIZE))
    for size, value in ((0.9, 0.9), (0.82, 0.05), (0.76, 0.45)):
        image = np.where(ellipse(random, size, ratio=(0.8, 1)), value, image)
    folds = 0.25 * np.sign(smooth(random, 20))
    return image + np.where(image == 0.45, folds, 0)


def blobs(random) -> np.ndarray:
    image = np.zeros((SIZE, SIZE))
    for _ in range(random.integers(3, 30)):
        where = ellipse(random, random.uniform(0.05, 0.5), random.uniform(-0.8, 0.8, 2))
        image = np.where(where, random.uniform(0, 1), image)
    return image + 0.1 * smooth(random, 12)


def noise(random) -> np.ndarray:
    field = np.abs(random.normal(size=(SIZE, SIZE)))
    return field + (np.abs(smooth(random, random.integers(2, 20))) if random.random() < 0.5 else 0)
