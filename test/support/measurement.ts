import type { CodedReason } from '../../src/errors.ts';
import { LEVELS, type Level } from '../../src/mscore/levels.ts';
import type { LevelMeasurement, Measurement, Mscore } from '../../src/mscore/measurement.ts';

const STUDY = '1.2.826.0.1.3680043.10.1.1';

function outline(name: string) {
  const polygon: [number, number][] = [
    [0, 0],
    [20, 0],
    [20, 20],
  ];
  return { sopInstanceUid: `${STUDY}.2.${name.slice(1)}`, frameNumber: 1, polygon };
}

/** One ROI with this SNR. */
export function levelOf(level: Level, snr: number): LevelMeasurement {
  return { level, slice: 8, roi: outline(level), mean: snr * 9.83, sd: 40, n: 116, snr };
}

/** Patient 3 of the seed paper (Tab. 1 and 2): SNR 82.06, M-score 6.4. */
export function measured(changes: Partial<Measurement> = {}): Measurement {
  return {
    study: { studyInstanceUid: STUDY, acquired: '2026-05-04', source: 'pacs.example.org' },
    series: {
      chosen: { seriesInstanceUid: `${STUDY}.2`, number: 2, description: 'T1 TSE sag' },
      reasons: ['sagittal T1'],
      rejected: [],
    },
    roiSource: 'roi-file',
    levels: [levelOf('L1', 80.1), levelOf('L2', 81.2), levelOf('L3', 82.9), levelOf('L4', 84.044)],
    noise: { method: 'air-sd', sd: 9.83, mean: 18.8, n: 1200, rois: [outline('L1')], checks: [] },
    snr: 82.061,
    mscore: {
      value: 6.37703703703,
      interval95: [3.9, 9.1],
      reference: 'seed-2025',
      cutoff: { value: 5.5, source: 'Bandirali 2015' },
      referenceN: 30,
    },
    vbq: { value: 3.21, csf: outline('L3'), n: 60 },
    status: 'measured',
    refusals: [],
    limits: [],
    algorithm: { name: 'mscore', version: '0.1.0', weightsSha256: null },
    timings: {},
    ...changes,
  };
}

export interface Exam {
  readonly m: number;
  readonly cutoff?: Mscore['cutoff'];
  readonly referenceN?: number;
  readonly levels?: readonly Level[];
  /** Levels of the reference cohort. */
  readonly referenceLevels?: readonly Level[];
}

/** The measurement of an exam with this M-score, without a cut-off unless one is given. */
export function measuredAs(exam: Exam): Measurement {
  const { m, cutoff = null, referenceN = 40, levels = LEVELS, referenceLevels = levels } = exam;
  const interval95: Mscore['interval95'] = [m - 1, m + 1];
  return measured({
    levels: levels.map((level) => levelOf(level, 50)),
    snr: 50,
    mscore: { value: m, interval95, reference: 'site', cutoff, referenceN, levels: [...referenceLevels] },
    vbq: null,
  });
}

/** Levels were seen, yet no number may leave: their SNR is left in on purpose. */
export function refused(...refusals: CodedReason[]): Measurement {
  return measured({ status: 'refused', mscore: null, snr: null, refusals });
}
