"""One labelled slice, head up and anterior to the left."""
from dataclasses import dataclass

import numpy as np

from .recount import Disc


@dataclass(frozen=True)
class Example:
    """`image` and `label` are uint8 [rows, columns]; labels are of classes.py."""

    image: np.ndarray
    label: np.ndarray
    millimetres: float  # side of a square pixel
    patient: str  # never shared between training and test
    name: str
    source: str  # 'spider-t2' | 'spider-t1' | 'phantom' | 'not-spine'
    # Discs, canal and sacrum are unlabelled: outside the bone the pixel is any of these or background.
    bones_only: bool = False
    # Where the spine may be cut to have one lumbar body fewer or more; empty where it must not.
    discs: tuple[Disc, ...] = ()


def grey8(image: np.ndarray) -> np.ndarray:
    """uint8 with the 1st percentile at 0 and the 99.7th at 235."""
    low, high = np.percentile(image, (1, 99.7))
    return np.clip((image.astype(np.float32) - low) / (high - low + 1e-6) * 235, 0, 255).astype(np.uint8)
