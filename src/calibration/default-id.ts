import type { CalibrationExam } from '../mscore/calibration/exam.ts';

/** Room for the date behind it. */
const LONGEST = 80;

/** A name for a reference that got none: scanner and day, e.g. `phantom-works-gel-1.5-1.5t-2026-11-24`. */
export function defaultId(exams: readonly CalibrationExam[], date: string): string {
  const names = exams.flatMap(({ protocol }) => {
    const { manufacturer, model, fieldStrength } = protocol?.scanner ?? {};
    return manufacturer && model
      ? [[manufacturer, model, fieldStrength ? `${fieldStrength}t` : ''].join(' ')]
      : [];
  });
  const bySize = [...Map.groupBy(names, (name) => name)].toSorted(([, a], [, b]) => b.length - a.length);
  const scanner = (bySize[0]?.[0] ?? 'scanner')
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^-|-$/g, '');
  return `${scanner.slice(0, LONGEST)}-${date}`;
}
