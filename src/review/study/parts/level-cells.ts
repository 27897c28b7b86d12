import { average, sum } from '../../../mscore/arithmetic.ts';
import type { Level } from '../../../mscore/levels.ts';
import type { StudyTexts } from '../texts/study-texts.ts';
import type { Numbers, Usual } from './numbers.ts';

/** Columns of the table of levels that change with an edit. */
export const LEVEL_COLUMNS = ['image', 'pixels', 'mean', 'sd', 'snr', 'cohort'] as const;
export type LevelColumn = (typeof LEVEL_COLUMNS)[number];

/** Several ROIs of a level count as one, as in the M-score. */
export function levelCells(
  { levels }: Pick<Numbers, 'levels'>,
  level: Level,
  usual: Usual | undefined,
  texts: StudyTexts,
): Readonly<Record<LevelColumn, string>> {
  const rois = levels.filter((one) => one.level === level);
  const cohort = usual ? `${texts.number(usual.mean, 1)} ± ${texts.number(usual.sd, 1)}` : '';
  if (rois.length === 0) return { image: '–', pixels: '–', mean: '–', sd: '–', snr: '–', cohort };
  const snrs = rois.flatMap(({ snr }) => snr ?? []);
  return {
    image: [...new Set(rois.map(({ slice }) => slice))].toSorted((a, b) => a - b).join(', '),
    pixels: String(sum(rois.map(({ n }) => n))),
    mean: texts.number(average(rois.map(({ mean }) => mean)), 0),
    sd: texts.number(average(rois.map(({ sd }) => sd)), 0),
    snr: snrs.length > 0 ? texts.number(average(snrs), 1) : '–',
    cohort,
  };
}
