import { algorithmName } from '../analysis/algorithm.ts';
import type { Calibration } from '../mscore/calibration/calibrate.ts';
import type { NoiseMethod } from '../mscore/noise-method.ts';
import type { Reference } from '../mscore/reference.ts';
import { htmlTable, list, paragraph } from '../report/html.ts';
import { reportPage } from '../report/page.ts';
import { plots } from './plots.ts';
import { cohortSentence, cohortTable, examTable, leftOutTable, levelTable } from './tables.ts';

const SNR_IS: Readonly<Record<NoiseMethod, string>> = {
  'air-sd': 'SNR is mean signal over the plain SD of the air, no Rayleigh factor.',
  difference:
    'SNR is mean signal over the SD of the difference of two acquisitions over √2, measured in the vertebral bodies.',
  declared: 'SNR is mean signal over the SD of the noise that the site declared.',
};
const OUTLIERS =
  'Outliers are exams whose modified z-score 0.6745 (SNR − median) / MAD is beyond ±3.5 (Iglewicz and Hoaglin 1993), looked for once.';

/** The report of a calibration that gave `reference`. */
export function calibrationPage(calibration: Calibration, reference: Reference): string {
  const { limits, leftOut } = calibration;
  const { algorithm } = reference;
  return reportPage({
    title: `Reference cohort ${reference.id}`,
    summary: `${cohortSentence(calibration)} M-scores of patients on this scanner and protocol are distances from this mean in units of this SD.`,
    sections: [
      { heading: 'What to know first', body: list(limits.map(({ text, remedy }) => `${text} ${remedy}`)) },
      { heading: 'The cohort', body: htmlTable(cohortTable(reference)) + htmlTable(levelTable(reference)) },
      { heading: 'Plots', body: plots(calibration, reference) },
      { heading: 'Left out', body: leftOut.length > 0 ? htmlTable(leftOutTable(calibration)) : '' },
      {
        heading: 'Exams',
        body: htmlTable(examTable(calibration)) + paragraph(`${SNR_IS[reference.noiseMethod]} ${OUTLIERS}`),
      },
    ],
    provenance: [
      `mscore calibrate, ${reference.createdAt}; ${algorithm ? algorithmName(algorithm) : 'algorithm not known'}.`,
    ],
  });
}
