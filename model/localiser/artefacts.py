"""What scanners, coils and implants do to an image; tensors [rows, columns], about 0 to 1."""
import math
import random

import torch
from torch.nn import functional as F

from .classes import BACKGROUND, BODY, IGNORE, L5, THORACIC

U = random.uniform


def maybe(probability: float) -> bool:
    return random.random() < probability


def spoil(image: torch.Tensor, label: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """All artefacts by chance, in the order in which they arise; metal hides what it covers."""
    if maybe(0.12):
        image, label = metal(image, label)
    if maybe(0.75):
        image = coil(image)
    image = image.clamp(min=0)
    image = image / (image.max() + 1e-6) * U(0.9, 1.1)
    if maybe(0.5):
        image = image ** math.exp(random.gauss(0, 0.3))
    if maybe(0.2):
        image = saturation_band(image)
    if maybe(0.15):
        image = ghosts(image)
    image = resolution(image)
    if maybe(0.6):
        sigma = U(0, 0.07)
        image = torch.hypot(image + torch.randn_like(image) * sigma, torch.randn_like(image) * sigma)
    return image, label


def coil(image: torch.Tensor) -> torch.Tensor:
    field = F.interpolate(torch.randn(1, 1, 5, 4) * U(0, 0.45), size=image.shape, mode='bilinear')[0, 0]
    image = image * torch.exp(field)
    if maybe(0.5):
        image = image * torch.exp(U(-0.7, 2.2) * torch.linspace(-1, 1, image.shape[1]))[None]
    return image


def saturation_band(image: torch.Tensor) -> torch.Tensor:
    rows, columns = image.shape
    edge = U(0, 0.45) * columns
    across = torch.arange(columns)[None] + (torch.arange(rows)[:, None] - rows / 2) * U(-0.25, 0.25)
    return image * torch.where(across < edge, U(0.02, 0.5), 1.0)


def ghosts(image: torch.Tensor) -> torch.Tensor:
    """Breathing: faint copies along the phase-encode axis, head to feet or front to back."""
    axis = random.choice((0, 1))
    step = int(U(0.08, 0.5) * image.shape[axis])
    strength = U(0.03, 0.2)
    for k in range(1, random.randint(2, 4)):
        for sign in (-1, 1):
            image = image + strength / k * torch.roll(image, sign * k * step, axis)
    return image


def resolution(image: torch.Tensor) -> torch.Tensor:
    """Blur, coarser pixels, or pixels that are coarser along one axis."""
    choice = random.random()
    if choice < 0.3:
        return blur(image, U(0.4, 1.5))
    if choice < 0.55:
        fy = U(0.4, 0.8)
        fx = fy if choice < 0.42 else U(0.8, 1)
        small = F.interpolate(image[None, None], scale_factor=(fy, fx) if maybe(0.5) else (fx, fy), mode='bilinear')
        return F.interpolate(small, size=image.shape, mode='bilinear')[0, 0]
    return image


def blur(image: torch.Tensor, sigma: float) -> torch.Tensor:
    reach = max(1, int(3 * sigma))
    kernel = torch.exp(-torch.arange(-reach, reach + 1).float() ** 2 / (2 * sigma * sigma))
    kernel /= kernel.sum()
    x = F.pad(image[None, None], (reach,) * 4, 'replicate')
    return F.conv2d(F.conv2d(x, kernel.view(1, 1, 1, -1)), kernel.view(1, 1, -1, 1))[0, 0]


def metal(image: torch.Tensor, label: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Voids with a bright rim, as screws leave them, over one to three bodies. What they cover is ignored."""
    places = torch.nonzero((label == BODY) | (label == L5) | (label == THORACIC))
    if len(places) == 0:
        return image, label
    rows, columns = torch.meshgrid(
        torch.arange(image.shape[0]).float(), torch.arange(image.shape[1]).float(), indexing='ij'
    )
    label = label.clone()
    for _ in range(random.randint(1, 3)):
        row, column = (v.item() for v in random.choice(places))
        angle = U(-0.5, 0.5)
        along = (columns - column) * math.cos(angle) + (rows - row) * math.sin(angle)
        across = -(columns - column) * math.sin(angle) + (rows - row) * math.cos(angle)
        distance = torch.sqrt((along / U(8, 22)) ** 2 + (across / U(3, 8)) ** 2)
        image = torch.where(distance < 1, image * 0.05, image)
        image = image + U(0, 0.9) * torch.exp(-(((distance - 1.1) / 0.15) ** 2))
        label[(distance < 1.2) & (label != BACKGROUND)] = IGNORE
    return image, label


def cut(image: torch.Tensor, label: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Fields of view that end early: nothing is there, and nothing must be found there."""
    rows, columns = image.shape
    keep = torch.ones_like(image, dtype=torch.bool)
    if maybe(0.15):
        slope = torch.arange(columns)[None] * U(0.2, 1) + torch.arange(rows)[:, None] * U(0.2, 1)
        corner = slope > U(0.1, 0.35) * columns
        if maybe(0.5):
            corner = corner.flip(0)
        if maybe(0.3):
            corner = corner.flip(1)
        keep &= corner
    if maybe(0.2):
        keep[:, : int(U(0, 0.25) * columns)] = False
        keep[:, int(U(0.8, 1) * columns):] = False
    if maybe(0.4):
        keep[int(U(0.35, 1) * rows):] = False
    # Often: else the net learns how far below the edge the thorax usually ends, and not how it looks.
    if maybe(0.5):
        keep[: int(U(0, 0.55) * rows)] = False
    return image * keep, torch.where(keep, label, torch.full_like(label, BACKGROUND))
