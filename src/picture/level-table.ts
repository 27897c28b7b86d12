import { average, sum } from '../mscore/arithmetic.ts';
import { decimal } from '../mscore/format.ts';
import type { LevelMeasurement, Measurement } from '../mscore/measurement.ts';
import { COLOURS } from './colours.ts';
import { leftOutLevels } from './marks.ts';
import { type Block, line, text } from './svg.ts';

const ROW = 23;
const SIZE = 14;
/** Where the columns are, in shares of the width; the first is written from the left, the others to the right. */
const COLUMNS = { level: 0, images: 0.48, pixels: 0.65, signal: 0.83, snr: 1 } as const;

type Cells = Partial<Record<keyof typeof COLUMNS, string>>;

interface Row {
  readonly cells: Cells;
  readonly fill?: string;
  readonly bold?: boolean;
}

/** One row for each of L1–L4 that was found; several ROIs of a level count as one, as in the M-score. */
export function levelTable(measurement: Measurement, width: number): Block {
  const byLevel = Map.groupBy(measurement.levels, ({ level }) => level);
  const leftOut = leftOutLevels(measurement);
  if (byLevel.size === 0 && leftOut.length === 0) return { svg: '', height: 0 };
  const measured = [...byLevel].map(([level, rois]): Row => ({ cells: cellsOf(level, rois) }));
  const rows: Row[] = [
    ...[
      ...measured,
      ...leftOut.map((level): Row => ({ cells: { level, snr: 'left out' }, fill: COLOURS.leftOut })),
    ].toSorted((a, b) => (a.cells.level ?? '').localeCompare(b.cells.level ?? '')),
    ...meanRow(measurement),
    ...vbqRow(measurement),
  ];
  const head: Row = {
    cells: { level: 'Level', images: 'images', pixels: 'pixels', signal: 'mean signal', snr: 'SNR' },
    fill: COLOURS.faint,
  };
  const drawn = [head, ...rows].map((row, index) => drawRow(row, index * ROW, width));
  return {
    svg: line([0, ROW - 3], [width, ROW - 3], COLOURS.rule) + drawn.join(''),
    height: (rows.length + 1) * ROW,
  };
}

function cellsOf(level: string, rois: readonly LevelMeasurement[]): Cells {
  const snrs = rois.flatMap(({ snr }) => snr ?? []);
  return {
    level,
    images: [...new Set(rois.map(({ slice }) => slice))].toSorted((a, b) => a - b).join(', '),
    pixels: String(sum(rois.map(({ n }) => n))),
    signal: decimal(average(rois.map(({ mean }) => mean)), 0),
    snr: snrs.length > 0 ? decimal(average(snrs), 1) : '–',
  };
}

function meanRow({ snr, mscore }: Measurement): Row[] {
  if (snr === null) return [];
  const over = mscore?.levels ? `Mean of ${mscore.levels.join(', ')}` : 'Mean';
  return [{ cells: { level: over, snr: decimal(snr, 1) }, bold: true, fill: COLOURS.title }];
}

function vbqRow({ vbq }: Measurement): Row[] {
  if (!vbq) return [];
  const behind = vbq.fluidBehind === undefined ? '' : ` behind ${vbq.fluidBehind}`;
  return [
    {
      cells: { level: `VBQ (bone over CSF${behind}, beside the M-score)`, snr: decimal(vbq.value, 2) },
      fill: COLOURS.csf,
    },
  ];
}

function drawRow({ cells, fill = COLOURS.text, bold = false }: Row, top: number, width: number): string {
  const drawn = Object.entries(COLUMNS).map(([column, share]) => {
    const words = Object.entries(cells).find(([name]) => name === column)?.[1] ?? '';
    const anchor = share === 0 ? 'start' : 'end';
    return words === '' ? '' : text(share * width, top + SIZE, words, { size: SIZE, fill, anchor, bold });
  });
  return drawn.join('');
}
