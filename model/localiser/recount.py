"""Spines with four or six lumbar bodies, made of spines with five.

SPIDER's patients all have five lumbar bodies, so a net taught by them counts to five from the sacrum and calls
the rest thoracic, whatever it looks like. Here a level is left out or comes twice: the image is cut along a disc
and goes on from the next disc up or down. Spines that keep five are cut as well, so that a cut says nothing.
"""
import math
import random
from dataclasses import dataclass

import numpy as np
import torch
from scipy import ndimage

from .classes import BODIES, L5, LUMBAR_COUNT

# Between the middles of neighbouring bodies; elsewhere two have grown together or one is missing.
SPACING_MM = (24, 52)
WHOLE_BODY_MM2 = 450
SHIFT_MM, TURN = 1.5, math.radians(1.5)


@dataclass(frozen=True)
class Disc:
    """Middle of a disc in pixels, and the direction towards the head in radians (0 is up, anticlockwise)."""

    row: float
    column: float
    angle: float


def lumbar_discs(label: np.ndarray, mm: float) -> tuple[Disc, ...]:
    """The four discs between L5 and L1, from below; nothing where they are not all seen."""
    bones, count = ndimage.label(np.isin(label, BODIES))
    sizes = ndimage.sum(bones > 0, bones, range(1, count + 1)) * mm * mm
    middles = ndimage.center_of_mass(bones > 0, bones, range(1, count + 1))
    lowest_five = sorted(zip(middles, sizes), reverse=True)[:LUMBAR_COUNT]
    if len(lowest_five) < LUMBAR_COUNT or min(size for _, size in lowest_five) < WHOLE_BODY_MM2:
        return ()
    centres = np.array([middle for middle, _ in lowest_five])
    steps = np.diff(centres, axis=0)
    spacing = np.hypot(*steps.T) * mm
    lowest = label[tuple(np.round(centres[0]).astype(int))]
    if lowest != L5 or spacing.min() < SPACING_MM[0] or spacing.max() > SPACING_MM[1]:
        return ()
    between = (centres[:-1] + centres[1:]) / 2
    return tuple(Disc(*middle, math.atan2(-dx, -dy)) for middle, (dy, dx) in zip(between, steps))


def random_jumps() -> list[tuple[int, int]]:
    """Two cuts from below: at which disc, and from which disc the image goes on. One body fewer in a quarter of
    the cases, one more in another."""
    first, second = sorted(random.sample(range(4), 2))
    change = random.choice((-1, 0, 0, 1))
    if change == 0 and random.random() < 0.5:
        return [(first, first), (second, second)]
    if change == 0:
        return random.choice(([(0, 1), (2, 1)], [(0, 1), (3, 2)], [(1, 0), (2, 3)], [(1, 0), (1, 2)]))
    lower = random.randrange(3)
    jump = (lower, lower + 1) if change < 0 else (lower + 1, lower)
    same = random.randrange(4)
    return [jump, (max(same, lower + 1),) * 2] if random.random() < 0.5 else [(min(same, lower),) * 2, jump]


def jumped(
    discs: tuple[Disc, ...], jumps: list[tuple[int, int]], row: torch.Tensor, column: torch.Tensor, mm: float
) -> tuple[torch.Tensor, torch.Tensor]:
    """Where in the source each pixel is read, after both cuts; rows and columns in pixels of the source."""
    passed = torch.ones_like(row, dtype=torch.bool)
    for at, onward in jumps:
        disc, go_on = discs[at], discs[onward]
        dy, dx = row - disc.row, column - disc.column
        passed = passed & (-dy * math.cos(disc.angle) - dx * math.sin(disc.angle) > 0)
        turn = go_on.angle - disc.angle + random.uniform(-TURN, TURN)
        cos, sin = math.cos(turn), math.sin(turn)
        down, right = (random.uniform(-SHIFT_MM, SHIFT_MM) / mm for _ in range(2))
        row = torch.where(passed, go_on.row + down + cos * dy - sin * dx, row)
        column = torch.where(passed, go_on.column + right + sin * dy + cos * dx, column)
    return row, column
