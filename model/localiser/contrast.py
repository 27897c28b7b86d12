"""Contrast that no longer depends on the sequence: the masks are nearly all T2, the hospital's images T1.

Images are float32 tensors [rows, columns], about 0 to 1; labels int64 of classes.py.
"""
import math
import random

import torch
from torch.nn import functional as F

from .classes import BODY, CANAL, DISC, L5, POSTERIOR, SACRUM, THORACIC

U = random.uniform


def recontrast(image: torch.Tensor, label: torch.Tensor, bones_only: bool) -> torch.Tensor:
    """One of: as it is, T1-like, random look-up table, random intensity per label, random convolutions."""
    parts = soft_parts(label, (BODY, POSTERIOR) if bones_only else (BODY, POSTERIOR, DISC, CANAL, SACRUM))
    bone = joined(label)
    marrow = image[bone == BODY].median().item() if (bone == BODY).any() else 0.4
    choice = random.random()
    if choice < 0.18:
        return image
    # Before anything is remapped: air that becomes bright would be a contrast that no scanner makes.
    tissue = (F.avg_pool2d(image[None, None], 5, 1, 2, count_include_pad=False)[0, 0] > 0.035).float()
    if choice < 0.45:
        changed = t1_like(image, parts, marrow)
    elif choice < 0.70:
        changed = look_up(image, random.choice((1, 1, 0, 0, -1)))
        for part in parts.values():
            if random.random() < 0.5:
                changed = mix(changed, part, changed * U(0.5, 1.5) + U(-0.2, 0.2))
    elif choice < 0.87:
        changed = look_up(image, random.choice((1, 1, 0, -1)))
        for name, part in parts.items():
            detail = image - image[bone == name].mean()
            changed = mix(changed, part, U(0.05, 1) + detail * U(-1, 1.5))
    else:
        changed = random_convolutions(image)
    changed = changed.clamp(0, 1.5)
    return changed * tissue if choice >= 0.45 and random.random() < 0.75 else changed


def joined(label: torch.Tensor) -> torch.Tensor:
    return torch.where((label == L5) | (label == THORACIC), BODY, label)


def soft_parts(label: torch.Tensor, names) -> dict[int, torch.Tensor]:
    """By class, how much of each pixel it has; all bodies are one."""
    bone = joined(label)
    return {
        name: F.avg_pool2d((bone == name).float()[None, None], 3, 1, 1)[0, 0]
        for name in names
        if (bone == name).any()
    }


def mix(image: torch.Tensor, part: torch.Tensor, value) -> torch.Tensor:
    return image * (1 - part) + value * part


def t1_like(image: torch.Tensor, parts: dict, marrow: float) -> torch.Tensor:
    """Dark fluid, discs between fluid and marrow, bright marrow and fat."""
    dark, kept = marrow * U(0, 0.45), U(0.05, 0.35)
    if random.random() < 0.6:
        image, marrow = image ** U(0.6, 1.2), marrow**0.9
    if CANAL in parts:
        image = mix(image, parts[CANAL], dark + kept * image)
    if DISC in parts:
        image = mix(image, parts[DISC], marrow * U(0.3, 0.95) + U(0, 0.35) * (image - marrow * 0.5))
    brighter = U(0.7, 1.5)
    for bone in (BODY, SACRUM):
        if bone in parts and random.random() < 0.6:
            image = mix(image, parts[bone], image * brighter * U(0.9, 1.1))
    return image


def look_up(image: torch.Tensor, slope: int) -> torch.Tensor:
    """A random table of 4 to 9 values: rising (1), falling (-1) or any (0)."""
    count = random.randint(4, 9)
    table = torch.rand(count)
    if slope:
        table = table.cumsum(0)
        table = (table - table[0]) / (table[-1] - table[0] + 1e-6)
        if slope < 0:
            table = table.flip(0)
    table = torch.cat([table, table[-1:]])
    place = image.clamp(0, 1) * (count - 1)
    index = place.floor().long()
    rest = place - index
    return table[index] * (1 - rest) + table[index + 1] * rest


def random_convolutions(image: torch.Tensor) -> torch.Tensor:
    """GIN (Ouyang 2022, IEEE TMI 42:1095): a random shallow net, blended with the image."""
    x = image[None, None]
    for inputs, outputs in ((1, 4), (4, 4), (4, 1)):
        kernel = random.choice((1, 3))
        weight = torch.randn(outputs, inputs, kernel, kernel) / math.sqrt(inputs * kernel * kernel)
        x = F.leaky_relu(F.conv2d(x, weight, torch.randn(outputs) * 0.3, padding=kernel // 2), 0.2)
    x = x[0, 0]
    x = (x - x.mean()) / (x.std() + 1e-6) * image.std() + image.mean()
    share = U(0.3, 1)
    return share * x + (1 - share) * image
