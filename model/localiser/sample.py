"""An example as the net is shown it: turned, cut, recoloured, spoiled, and sometimes not a lumbar spine."""
import math
import random

import numpy as np
import torch
from torch.nn import functional as F

from .artefacts import cut, maybe, spoil
from .classes import BACKGROUND, BODY, IGNORE, L5, PIXEL_MM, SACRUM, THORACIC, UNCOUNTED
from .contrast import recontrast
from .example import Example
from .recount import jumped, random_jumps

ROWS, COLUMNS = 256, 192
U = random.uniform


def draw(example: Example) -> tuple[torch.Tensor, torch.Tensor]:
    """Image [rows, columns] and label of it, both augmented; random and torch give the chance."""
    wrong = wrong_view() if example.source != 'not-spine' and maybe(0.08) else None
    recount = len(example.discs) > 0 and maybe(0.6)
    image, label = place(example, scale=0.42 if wrong == 'small' else 1.0, recount=recount)
    image = recontrast(image.clamp(0, 1), label, example.bones_only)
    image, label = spoil(image, label)
    image, label = cut(image, label)
    if wrong:
        image, label = misplaced(image, wrong), torch.full_like(label, BACKGROUND)
    if example.source.startswith('spider') and not recount:
        label = uncounted(label)
    return normalised(image, U(97, 99.8)) * U(0.85, 1.1), label


def place(example: Example, scale: float, recount: bool) -> tuple[torch.Tensor, torch.Tensor]:
    """Resampled to PIXEL_MM around the spine with random turn, scale, shear, shift and elastic bending;
    with `recount` also with a level left out or doubled."""
    image = torch.from_numpy(np.array(example.image)).float() / 235
    label = torch.from_numpy(example.label.astype(np.int64))
    height, width = image.shape
    row, column = middle(label)
    mm = example.millimetres
    row += U(-55, 50) / mm
    column += U(-60, 40) / mm
    step = PIXEL_MM / mm * math.exp(U(-0.28, 0.28)) / scale
    angle = math.radians(random.gauss(0, 7) if maybe(0.8) else U(-20, 20))
    shear, aspect = U(-0.1, 0.1), math.exp(U(-0.1, 0.1))
    gy, gx = torch.meshgrid(
        torch.arange(ROWS).float() - ROWS / 2 + 0.5, torch.arange(COLUMNS).float() - COLUMNS / 2 + 0.5, indexing='ij'
    )
    if maybe(0.5):
        bend = F.interpolate(torch.randn(1, 2, 6, 5) * U(0, 4), size=(ROWS, COLUMNS), mode='bicubic')[0]
        gy, gx = gy + bend[0], gx + bend[1]
    cos, sin = math.cos(angle), math.sin(angle)
    y = (cos * gy + sin * gx + shear * gx) * step * aspect + row
    x = (-sin * gy + cos * gx) * step + column
    if recount:
        y, x = jumped(example.discs, random_jumps(), y, x, mm)
    grid = torch.stack([(2 * x + 1) / width - 1, (2 * y + 1) / height - 1], -1)[None]
    sampled = F.grid_sample(image[None, None], grid, mode='bilinear', align_corners=False)[0, 0]
    labels = F.grid_sample(label[None, None].float(), grid, mode='nearest', align_corners=False)[0, 0]
    return sampled, labels.long()


def middle(label: torch.Tensor) -> tuple[float, float]:
    places = torch.nonzero((label > 0) & (label != IGNORE)).float()
    if len(places) == 0:
        return label.shape[0] / 2, label.shape[1] / 2
    row, column = places.mean(0).tolist()
    return row, column


def uncounted(label: torch.Tensor) -> torch.Tensor:
    """Patients all have five lumbar bodies: where L5 or the sacrum is in view, the net would learn to count to
    five and call the rest thoracic, whatever it looks like. There it is not told which is which; where they are
    cut away, it must look. The phantom and recounted patients have four to six, and tell always."""
    if not ((label == L5) | (label == SACRUM)).any():
        return label
    return torch.where((label == BODY) | (label == THORACIC), UNCOUNTED, label)


def wrong_view() -> str:
    """Views that must be answered with nothing: stored the wrong way, or a spine far too small."""
    return random.choice(('mirrored', 'upside-down', 'turned', 'small'))


def misplaced(image: torch.Tensor, how: str) -> torch.Tensor:
    if how == 'mirrored':
        return image.flip(1)
    if how == 'upside-down':
        return image.flip(0) if maybe(0.5) else image.flip(0, 1)
    if how == 'turned':
        turned = torch.rot90(image, random.choice((1, 3)))
        return F.interpolate(turned[None, None], size=image.shape, mode='bilinear')[0, 0]
    return image


def normalised(image: torch.Tensor, percentile: float = 99.5) -> torch.Tensor:
    """0 at the first percentile, 1 at the given one, not above 1.3. On every third pixel, as at inference."""
    values = image[::3, ::3].flatten()
    low, high = torch.quantile(values, torch.tensor([0.01, percentile / 100]))
    return ((image - low) / (high - low + 1e-6)).clamp(0, 1.3)
