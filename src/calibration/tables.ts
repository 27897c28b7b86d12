import { inOneLine } from '../errors.ts';
import { agesOf } from '../mscore/calibration/cohort-reference.ts';
import type { Calibration } from '../mscore/calibration/calibrate.ts';
import type { CohortExam } from '../mscore/calibration/exam.ts';
import type { Reference } from '../mscore/reference.ts';
import { NOISE_METHODS } from '../mscore/noise-method.ts';
import { NOTHING, orNothing } from '../report/numbers.ts';
import type { ReportTable } from '../report/report-table.ts';

/** The cohort in a few rows; only of a calibration that gave a reference. */
export function cohortTable(reference: Reference): ReportTable {
  const { scanner, protocol, snr, ages, cutoff } = reference;
  const spacing = protocol.pixelSpacing === undefined ? '' : `, ${orNothing(protocol.pixelSpacing, 3)} mm`;
  return {
    caption: `Reference ${reference.id}`,
    head: ['', ''],
    rows: [
      ['scanner', [scanner.manufacturer, scanner.model, scanner.serial].filter(Boolean).join(' ')],
      ['field, coil, software', fieldOf(reference)],
      [
        'protocol',
        `${protocol.sequence}, TR ${protocol.repetitionTime} ms, TE ${protocol.echoTime} ms${spacing}`,
      ],
      ['women', `${reference.n}, ${ages ? `aged ${ages.min} to ${ages.max}` : 'ages not known'}`],
      ['population', reference.population],
      [`SNR ${reference.levels}`, `${orNothing(snr.mean, 2)} ± ${orNothing(snr.sd, 2)}`],
      ...noiseRows(reference),
      ['cut-off', cutoff ? `${cutoff.value} (${cutoff.source})` : 'none: no card is shown'],
    ],
    words: [1],
    notes: [
      `SD_ref of ${reference.n} women is ${Math.round(100 / Math.sqrt(2 * (reference.n - 1)))} % uncertain.`,
    ],
  };
}

function noiseRows({ noiseMethod, noiseSd, air, noiseShape }: Reference): string[][] {
  const method = ['noise', NOISE_METHODS[noiseMethod]];
  if (noiseMethod !== 'air-sd') {
    return [method, ['noise SD', `${orNothing(noiseSd?.mean, 2)} ± ${orNothing(noiseSd?.sd, 2)}`]];
  }
  return [
    method,
    ['air SD', `${orNothing(air?.sd.mean, 2)} ± ${orNothing(air?.sd.sd, 2)}`],
    ['air mean/SD', `${orNothing(air?.meanOverSd.mean, 3)} ± ${orNothing(air?.meanOverSd.sd, 3)}`],
    [
      'noise shape',
      noiseShape ? `mean/SD ${noiseShape.meanOverSd} ± ${noiseShape.tolerance}` : 'one coil (Rayleigh)',
    ],
  ];
}

function fieldOf({ scanner }: Reference): string {
  return [`${scanner.fieldStrength} T`, scanner.coil ?? NOTHING, scanner.softwareVersions ?? NOTHING].join(
    ', ',
  );
}

export function levelTable({ perLevel = {}, snr }: Reference): ReportTable {
  return {
    caption: 'SNR by level',
    head: ['level', 'mean', 'SD'],
    rows: [
      ...Object.entries(perLevel).map(([level, { mean, sd }]) => [
        level,
        orNothing(mean, 2),
        orNothing(sd, 2),
      ]),
      ['exam', orNothing(snr.mean, 2), orNothing(snr.sd, 2)],
    ],
  };
}

/** Every exam that counts. */
export function examTable({ kept, levels }: Calibration): ReportTable {
  return {
    caption: `${kept.length} exams that count`,
    head: ['exam', 'age', ...levels, 'SNR', 'noise SD', 'mean/SD', 'levels from'],
    rows: kept.map((one) => [
      one.exam.name,
      ageOf(one),
      ...levels.map((level) => orNothing(one.perLevel[level], 1)),
      orNothing(one.snr, 1),
      orNothing(one.air.sd, 2),
      orNothing(one.air.meanOverSd, 2),
      one.exam.roiSource ?? NOTHING,
    ]),
    words: [levels.length + 5],
  };
}

export function leftOutTable({ leftOut }: Calibration): ReportTable {
  return {
    caption: `${leftOut.length} exams that were left out`,
    head: ['exam', 'SNR', 'why'],
    rows: leftOut.map(({ exam, snr, reasons }) => [exam.name, orNothing(snr, 1), inOneLine(reasons)]),
    words: [2],
  };
}

/** In a sentence: how many, of what age. */
export function cohortSentence({ kept, leftOut }: Calibration): string {
  const ages = agesOf(kept);
  const aged = ages ? `, aged ${ages.min} to ${ages.max}` : '';
  return `${kept.length} of ${kept.length + leftOut.length} exams count${aged}.`;
}

function ageOf({ exam: { age } }: CohortExam): string {
  return age === undefined ? NOTHING : String(Math.floor(age));
}
