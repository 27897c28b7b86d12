import { decimal } from '../mscore/format.ts';
import type { Measurement } from '../mscore/measurement.ts';

/** The result in one sentence and what must be said beside it: the same words in picture, terminal and page. */
export function headline(measurement: Measurement): { title: string; lines: string[] } {
  return {
    title: title(measurement),
    lines: [...reasons(measurement), 'Research use only, not for diagnosis.'],
  };
}

function title({ mscore, snr, refusals }: Measurement): string {
  if (!mscore) return `No M-score: ${refusals[0]?.text ?? 'refused'}`;
  const [low, high] = mscore.interval95.map((bound) => decimal(bound, 1));
  const beside = snr === null ? '' : `, SNR ${decimal(snr, 1)}`;
  return `M-score ${decimal(mscore.value, 1)} (95 % ${low} to ${high})${beside}`;
}

function reasons({ refusals, limits }: Measurement): string[] {
  return [...refusals.slice(1), ...limits].map(({ text }) => text);
}
