import { LEVELS, type Level } from '../../src/mscore/levels.ts';
import type { Measurement, Mscore } from '../../src/mscore/measurement.ts';

export interface Measured {
  readonly m: number;
  readonly cutoff?: Mscore['cutoff'];
  readonly referenceN?: number;
  readonly levels?: readonly Level[];
  /** Levels of the reference cohort. */
  readonly referenceLevels?: readonly Level[];
}

/** The measurement of an exam with this M-score. */
export function measured(exam: Measured): Measurement {
  const { m, cutoff = null, referenceN = 40, levels = LEVELS, referenceLevels = levels } = exam;
  return {
    ...refused('noise/no-roi'),
    status: 'measured',
    refusals: [],
    levels: levels.map((level) => ({
      level,
      slice: 7,
      roi: {
        sopInstanceUid: '1.2.3',
        frameNumber: 1,
        polygon: [
          [0, 0],
          [9, 0],
          [9, 9],
        ],
      },
      mean: 500,
      sd: 30,
      n: 116,
      snr: 50,
    })),
    snr: 50,
    mscore: {
      value: m,
      interval95: [m - 1, m + 1],
      reference: 'site',
      cutoff,
      referenceN,
      levels: [...referenceLevels],
    },
  };
}

/** An exam without a number. */
export function refused(code: Measurement['refusals'][number]['code']): Measurement {
  return {
    study: { studyInstanceUid: '1.2.3', source: 'test' },
    series: { chosen: null, reasons: [], rejected: [] },
    roiSource: 'roi-file',
    levels: [],
    noise: null,
    snr: null,
    mscore: null,
    vbq: null,
    status: 'refused',
    refusals: [{ code, text: 'No.', remedy: 'None.' }],
    limits: [],
    algorithm: { name: 'test', version: '0', weightsSha256: null },
    timings: {},
  };
}
