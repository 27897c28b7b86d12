import type { Slice } from '../dicom/image.ts';
import type { Measurement } from '../mscore/measurement.ts';
import { airBlock } from './air-block.ts';
import { provenanceBlock, reasonsBlock, titleBlock } from './captions.ts';
import { chooseImages } from './choose-images.ts';
import { COLOURS } from './colours.ts';
import { imagePanels } from './image-panels.ts';
import { legendBlock } from './legend.ts';
import { levelTable } from './level-table.ts';
import { marksOf } from './marks.ts';
import { moved, stacked } from './svg.ts';

const MARGIN = 24;
const GAP = 24;
const INFO_WIDTH = 540;
/** Without images the words have the picture to themselves. */
const WORDS_WIDTH = 720;

/** The picture before it is painted: images to the left, what was measured to the right, the result above. */
export function pictureSvg(measurement: Measurement, slices: readonly Slice[]): string {
  const marks = marksOf(measurement);
  const chosen = chooseImages(measurement.levels, marks, slices);
  const panels = chosen && imagePanels(chosen, marks);
  const infoWidth = panels ? INFO_WIDTH : WORDS_WIDTH;
  const upper = stacked(
    [
      levelTable(measurement, infoWidth),
      reasonsBlock(measurement, infoWidth),
      airBlock(measurement, panels && { chosen, marks, framed: panels.part }, infoWidth),
    ],
    GAP,
  );
  const lower = stacked(
    [...(panels ? [legendBlock(marks, infoWidth)] : []), provenanceBlock(measurement, infoWidth)],
    GAP / 2,
  );
  const infoHeight = Math.max(panels?.height ?? 0, upper.height + GAP + lower.height);
  const left = panels ? panels.width + GAP : 0;
  const title = titleBlock(measurement, left + infoWidth);
  const top = MARGIN + title.height + 16;
  const width = Math.round(left + infoWidth + 2 * MARGIN);
  const height = Math.ceil(top + infoHeight + MARGIN);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="${COLOURS.background}"/>
    ${moved(MARGIN, MARGIN, title.svg)}
    ${panels ? moved(MARGIN, top, panels.svg) : ''}
    ${moved(MARGIN + left, top, upper.svg)}
    ${moved(MARGIN + left, top + infoHeight - lower.height, lower.svg)}</svg>`;
}
