import type { Measurement } from '../mscore/measurement.ts';
import { vbqInWords } from '../mscore/vbq.ts';
import { headline } from '../picture/headline.ts';
import { RESEARCH_USE } from '../research-use.ts';
import { formatTable } from './output.ts';
import { reasonLines } from './reason-lines.ts';

/** A measurement as a page of text: which series and why, levels, noise, result, what speaks against it. */
export function measurementText(measurement: Measurement): string {
  const { title } = headline(measurement);
  return [
    seriesText(measurement),
    levelsText(measurement),
    noiseText(measurement),
    measurement.vbq ? vbqInWords(measurement.vbq) : '',
    title,
    reasonsText(measurement),
    RESEARCH_USE,
  ]
    .filter(Boolean)
    .join('\n\n');
}

function seriesText({ series }: Measurement): string {
  const chosen = series.chosen
    ? `Series ${label(series.chosen)} chosen: ${series.reasons.join(', ')}`
    : 'No series chosen.';
  const rejected = series.rejected.map((other) => `  not ${label(other)}: ${other.reasons.join(', ')}`);
  return [chosen, ...rejected].join('\n');
}

function label({ number, description }: { number?: number | undefined; description: string }): string {
  return `${number === undefined ? '' : `${number} `}“${description || 'without description'}”`;
}

function levelsText({ levels, roiSource, snr, algorithm }: Measurement): string {
  if (levels.length === 0) return '';
  const found = levels.some(({ confidence }) => confidence !== undefined);
  const rows = levels.map((level) => [
    level.level,
    String(level.slice),
    String(level.n),
    level.mean.toFixed(1),
    level.sd.toFixed(1),
    level.snr?.toFixed(1) ?? '–',
    ...(found ? [level.confidence?.toFixed(2) ?? '–'] : []),
  ]);
  const mean = snr === null ? [] : [['mean', '', '', '', '', snr.toFixed(1)]];
  const weights = algorithm.weightsSha256 === null ? '' : `, weights ${algorithm.weightsSha256.slice(0, 8)}`;
  return `Levels (marked by ${roiSource ?? 'nobody'}${weights})\n${formatTable([
    ['level', 'image', 'pixels', 'mean', 'SD', 'SNR', ...(found ? ['sure'] : [])],
    ...rows,
    ...mean,
  ])}`;
}

function noiseText({ noise }: Measurement): string {
  if (!noise || (noise.n === 0 && noise.sd === 0)) return '';
  const checks = noise.checks.map(({ check, value, limits, passed }) => [
    `  ${check}`,
    Number(value.toPrecision(4)).toString(),
    `${limits.min === undefined ? '' : `≥ ${limits.min.toPrecision(3)} `}${limits.max === undefined ? '' : `≤ ${limits.max.toPrecision(3)}`}`.trim(),
    passed ? 'ok' : 'failed',
  ]);
  return [noiseLine(noise), ...(checks.length > 0 ? [formatTable(checks)] : [])].join('\n');
}

function noiseLine(noise: NonNullable<Measurement['noise']>): string {
  const { method, sd, mean, n, source = '' } = noise;
  const pixels = `mean ${mean.toFixed(2)}, ${n} pixels${airInWords(noise)}`;
  if (method === 'air-sd') return `Noise: air SD ${sd.toFixed(2)}, ${pixels}`;
  return method === 'difference'
    ? `Noise: SD of the difference of two acquisitions over √2 ${sd.toFixed(2)}, ${pixels}`
    : `Noise: SD ${sd.toFixed(2)} declared by the site (${source})`;
}

function airInWords({ n, effectiveN = n, coils = 0 }: NonNullable<Measurement['noise']>): string {
  const worth = effectiveN < n ? ` (as good as ${Math.round(effectiveN)} independent ones)` : '';
  return coils > 0 ? `${worth}, distributed as from ${coils === 1 ? 'one coil' : `${coils} coils`}` : worth;
}

function reasonsText({ refusals, limits }: Measurement): string {
  return [...reasonLines('refused', refusals), ...reasonLines('limit', limits)].join('\n');
}
