"""SPIDER's masks join a vertebra's body with its posterior elements; here they are told apart."""
import numpy as np
from scipy import ndimage

# Millimetres behind the curve through the backs of the discs that still belong to the body.
BEHIND_THE_DISCS = 1.5
SMALLEST_DISC_MM2 = 60
SMALLEST_BODY_MM2 = 150


def back_wall(disc: np.ndarray, canal: np.ndarray, mm: float) -> np.ndarray | None:
    """Column of the back wall of the bodies for each row: a robust polynomial through the backs of the
    discs and the front of the canal. None when too little of either is seen."""
    rows, columns = [], []
    labels, count = ndimage.label(disc)
    for i in range(1, count + 1):
        ys, xs = np.nonzero(labels == i)
        if len(ys) * mm * mm < SMALLEST_DISC_MM2:
            continue
        last = xs >= xs.max() - 2 / mm
        rows.append(ys[last].mean())
        columns.append(xs.max() + 1 / mm)
    for row in np.nonzero(canal.sum(1) >= 3 / mm)[0][:: int(6 / mm)]:
        rows.append(row)
        columns.append(np.nonzero(canal[row])[0].min())
    if len(rows) < 4:
        return None
    height = disc.shape[0]
    ys, xs = np.array(rows, float), np.array(columns, float)
    weight = np.ones(len(ys))
    for _ in range(4):
        curve = np.polyfit(ys / height, xs, 4 if len(ys) > 8 else 2, w=weight)
        residual = np.abs(np.polyval(curve, ys / height) - xs)
        weight = 1 / (1 + (residual / (4 / mm)) ** 2)
    seen = np.clip(np.arange(height), ys.min() - 10 / mm, ys.max() + 10 / mm)
    return np.polyval(curve, seen / height)


def split(vertebra: np.ndarray, disc: np.ndarray, canal: np.ndarray, mm: float):
    """(body, posterior elements) of boolean masks [rows, columns] with pixels of `mm`; None when it
    cannot be said where the bodies end."""
    wall = back_wall(disc, canal, mm)
    if wall is None:
        return None
    in_front = np.arange(vertebra.shape[1])[None, :] < (wall[:, None] + BEHIND_THE_DISCS / mm)
    body = np.zeros_like(vertebra)
    labels, count = ndimage.label(vertebra)
    for i in range(1, count + 1):
        part = labels == i
        share = (part & in_front).sum() / part.sum()
        if share > 0.85:
            body |= part
        elif share >= 0.15:
            body |= part & in_front
    body &= ndimage.binary_opening(body, iterations=int(round(1.2 / mm)))
    labels, count = ndimage.label(body)
    for i in range(1, count + 1):
        part = labels == i
        if part.sum() * mm * mm < SMALLEST_BODY_MM2:
            body &= ~part
    return body, vertebra & ~body
