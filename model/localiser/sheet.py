"""Draws annotations/sacrum.jpg: every annotated slice with its S1 (red) and S2 (magenta)."""
import argparse
import json
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from .example import grey8
from .spider import ANNOTATIONS, patient_of

COLUMNS, ZOOM, SIDE = 7, 2, 130
COLOURS = {'S1': (255, 60, 60), 'S2': (255, 60, 255)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--spider', type=Path, required=True)
    options = parser.parse_args()
    sacra = json.loads(ANNOTATIONS.read_text())
    tiles = [tile(options.spider / 't2' / 'images' / f'{name}.png', name, drawn) for name, drawn in sacra.items()]
    size = SIDE * ZOOM
    sheet = Image.new('RGB', (COLUMNS * size, -(-len(tiles) // COLUMNS) * size))
    for i, picture in enumerate(tiles):
        sheet.paste(picture, (i % COLUMNS * size, i // COLUMNS * size))
    sheet.save(ANNOTATIONS.with_suffix('.jpg'), quality=82)


def tile(file: Path, name: str, drawn: dict) -> Image.Image:
    image = grey8(np.array(Image.open(file).convert('L'))).astype(float) / 235
    points = [point for polygon in COLOURS for point in drawn.get(polygon, [])] or [(170, 250)]
    left = max(0, min(image.shape[1] - SIDE, int(np.mean([x for x, _ in points])) - SIDE // 2))
    top = max(0, min(image.shape[0] - SIDE, int(np.mean([y for _, y in points])) - SIDE // 2))
    cropped = image[top : top + SIDE, left : left + SIDE]
    grey = Image.fromarray((np.clip(cropped / np.percentile(cropped, 97), 0, 1) ** 0.6 * 255).astype(np.uint8))
    picture = grey.resize((SIDE * ZOOM, SIDE * ZOOM), Image.BICUBIC).convert('RGB')
    pen = ImageDraw.Draw(picture)
    for polygon, colour in COLOURS.items():
        if drawn.get(polygon):
            outline = [((x - left + 0.5) * ZOOM, (y - top + 0.5) * ZOOM) for x, y in drawn[polygon]]
            pen.line([*outline, outline[0]], fill=colour, width=2)
    pen.text((3, 2), patient_of(name) + (' *' if drawn.get('note') else ''), fill=(255, 255, 0))
    return picture


if __name__ == '__main__':
    main()
