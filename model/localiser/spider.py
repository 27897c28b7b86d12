"""The SPIDER slices (van der Graaf et al. 2024, CC BY 4.0) with the sacrum drawn for this project."""
import json
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

from .classes import BODIES, BODY, CANAL, DISC, IGNORE, L5, LUMBAR_COUNT, POSTERIOR, SACRUM, THORACIC
from .example import Example, grey8
from .recount import lumbar_discs
from .vertebra import split

ANNOTATIONS = Path(__file__).parent.parent / 'annotations' / 'sacrum.json'

T2_MM = 0.94  # SPACE, halved in size
VERTEBRA, INTERVERTEBRAL_DISC, SPINAL_CANAL = 76, 29, 150

# Patients whose lowest masked body is a sacral one with a well-formed disc below it (lumbarised S1): it is
# taught as sacrum, and the disc as a disc, by which the service knows that the count is uncertain.
TRANSITIONAL = {'107', '241'}

# T1 and T2 slices near the midline, with their pixel size so that a lumbar body is as deep as in the others.
NEAR_MIDLINE = {'10008_12': 0.80, '10010_6': 0.74, '10015_6': 0.74, '10015_8': 0.74,
                '10026_11': 0.62, '10026_13': 0.62, '10028_13': 0.78}
COLOURS = {(255, 0, 0): L5, **{c: BODY for c in ((0, 255, 0), (0, 0, 255), (255, 255, 0), (255, 0, 255))},
           (0, 255, 255): THORACIC, (128, 128, 128): THORACIC}


def load(folder: Path) -> list[Example]:
    """All usable slices below `folder` (holding t2/ and t1-t2/). Slices whose bodies cannot be told from
    the posterior elements are left out."""
    sacra = json.loads(ANNOTATIONS.read_text())
    return [*t2_slices(folder / 't2', sacra), *t1_slices(folder / 't1-t2')]


def t2_slices(folder: Path, sacra: dict) -> list[Example]:
    drawn = {patient_of(name): (slice_of(name), polygons) for name, polygons in sacra.items()}
    files = sorted((folder / 'images').iterdir())
    masks = {file.stem: np.array(Image.open(folder / 'masks' / file.name).convert('L')) for file in files}
    labels = {name: label for name, mask in masks.items() if (label := label_of(mask, T2_MM)) is not None}
    unname_higher(labels)
    examples = []
    for file in files:
        if file.stem not in labels:
            continue
        image, label = np.array(Image.open(file).convert('L')), labels[file.stem]
        patient = patient_of(file.stem)
        if patient in TRANSITIONAL:
            label = one_level_up(label)
        name_thoracic(label, certain=patient not in TRANSITIONAL)
        if patient in drawn:
            slice_drawn, polygons = drawn[patient]
            add_sacrum(label, polygons, abs(slice_of(file.stem) - slice_drawn))
        else:
            label[lowest_row(label):][label[lowest_row(label):] == 0] = IGNORE
        discs = () if patient in TRANSITIONAL else lumbar_discs(label, T2_MM)
        examples.append(
            Example(grey8(image), label, T2_MM, f'spider-{patient}', file.stem, 'spider-t2', discs=discs)
        )
    return examples


def patient_of(name: str) -> str:
    return name.split('_')[0]


def slice_of(name: str) -> int:
    return int(name.rsplit('slice', 1)[1])


def lowest_row(label: np.ndarray) -> int:
    return int(np.nonzero(np.isin(label, (*BODIES, SACRUM)))[0].max())


def label_of(mask: np.ndarray, mm: float) -> np.ndarray | None:
    """Classes of a T2 mask. The sacrum is not labelled in it, so the lowest body is L5."""
    parts = split(mask == VERTEBRA, mask == INTERVERTEBRAL_DISC, mask == SPINAL_CANAL, mm)
    if parts is None:
        return None
    body, posterior = parts
    labels, count = ndimage.label(body)
    if count < 3:
        return None
    label = np.zeros(mask.shape, np.uint8)
    label[posterior] = POSTERIOR
    label[mask == INTERVERTEBRAL_DISC] = DISC
    label[mask == SPINAL_CANAL] = CANAL
    label[body] = BODY
    rows = [ndimage.center_of_mass(labels == i)[0] for i in range(1, count + 1)]
    label[labels == int(np.argmax(rows)) + 1] = L5
    return label


def name_thoracic(label: np.ndarray, certain: bool) -> None:
    """Bodies above the fifth from L5 are thoracic. Where the count is uncertain nobody says which are."""
    bones, count = ndimage.label((label == BODY) | (label == L5))
    rows = ndimage.center_of_mass(bones > 0, bones, range(1, count + 1))
    from_below = np.argsort([-row for row, _ in rows]) + 1
    if (label == L5).any():
        above = from_below[LUMBAR_COUNT if certain else LUMBAR_COUNT - 1 :]
    else:
        above, certain = from_below[LUMBAR_COUNT - 2 :], False
    label[np.isin(bones, above)] = THORACIC if certain else IGNORE


def unname_higher(labels: dict[str, np.ndarray]) -> None:
    """Where L5 has left a slice (scoliosis) the lowest body is L4: it keeps no name of its own."""
    rows = {name: ndimage.center_of_mass(label == L5)[0] for name, label in labels.items()}
    for name, row in rows.items():
        lowest = max(r for other, r in rows.items() if patient_of(other) == patient_of(name))
        if lowest - row > HALF_A_LEVEL / T2_MM:
            labels[name][labels[name] == L5] = BODY


HALF_A_LEVEL = 18  # millimetres


def one_level_up(label: np.ndarray) -> np.ndarray:
    """The lowest body as sacrum, the one above it as L5."""
    labels, count = ndimage.label((label == BODY) | (label == L5))
    rows = ndimage.center_of_mass(labels > 0, labels, range(1, count + 1))
    lowest, above = np.argsort([-row for row, _ in rows])[:2] + 1
    label = label.copy()
    label[labels == above] = L5
    label[labels == lowest] = SACRUM
    return label


def add_sacrum(label: np.ndarray, polygons: dict, slices_away: int) -> None:
    """Paints S1 and S2, drawn `slices_away` slices from this one, into unlabelled pixels. Their rim is
    ignored, the wider the further away; so is what may be S3 and below."""
    s1, s2 = (filled(polygons.get(name), label.shape) for name in ('S1', 'S2'))
    free = label == 0
    rim = 1 + int(round(0.3 * slices_away))
    sacrum = s1 | s2
    if not sacrum.any():
        label[lowest_row(label):][free[lowest_row(label):]] = IGNORE
        return
    # The rudimentary disc between S1 and S2 is part of the sacrum.
    sacrum = ndimage.binary_closing(np.pad(sacrum, 8), iterations=4)[8:-8, 8:-8] if s2.any() else sacrum
    outer = ndimage.binary_dilation(sacrum, iterations=rim)
    inner = ndimage.binary_erosion(sacrum, iterations=rim) if slices_away else sacrum
    label[free & below(s1, s2)] = IGNORE
    label[free & outer] = IGNORE
    label[free & inner] = SACRUM


def filled(polygon, shape) -> np.ndarray:
    canvas = Image.new('1', (shape[1], shape[0]))
    if polygon:
        ImageDraw.Draw(canvas).polygon([(x, y) for x, y in polygon], fill=1)
    return np.array(canvas)


def below(s1: np.ndarray, s2: np.ndarray, reach: float = 30) -> np.ndarray:
    """Where the rest of the sacrum may lie: near the last drawn body, on from it."""
    last = s2 if s2.any() else s1
    rows, columns = np.nonzero(last)
    centre = np.array([rows.mean(), columns.mean()])
    first = np.argwhere(s1).mean(0) if s2.any() else centre - np.array([10, -6])
    direction = (centre - first) / (np.linalg.norm(centre - first) + 1e-9)
    grid = np.indices(s1.shape).transpose(1, 2, 0) - centre
    along = grid @ direction
    end = (np.stack([rows, columns], 1) - centre) @ direction
    across = np.abs(grid @ np.array([-direction[1], direction[0]]))
    return (along > np.percentile(end, 60)) & (along < end.max() + reach) & (across < 22)


def t1_slices(folder: Path) -> list[Example]:
    examples = []
    for name, mm in NEAR_MIDLINE.items():
        image = np.array(Image.open(folder / 'images' / f'{name}.png').convert('L'))
        mask = np.array(Image.open(folder / 'masks' / f'{name}.png').convert('RGB'))
        label = np.zeros(image.shape, np.uint8)
        for colour, of_body in COLOURS.items():
            labels, count = ndimage.label((mask == colour).all(-1))
            if count == 0:
                continue
            sizes = ndimage.sum(labels > 0, labels, range(1, count + 1))
            label[labels > 0] = POSTERIOR
            if sizes.max() * mm * mm > SMALLEST_T1_BODY_MM2:
                label[labels == int(np.argmax(sizes)) + 1] = of_body
        # Above the highest labelled body there may be more of them.
        top = int(np.nonzero(np.isin(label, BODIES))[0].min())
        label[: top + 2][label[: top + 2] == 0] = IGNORE
        examples.append(Example(grey8(image), label, mm, f'spider-{patient_of(name)}', name, 'spider-t1',
                                bones_only=True))
    return examples


SMALLEST_T1_BODY_MM2 = 250
