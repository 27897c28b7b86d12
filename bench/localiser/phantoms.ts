import { generatePhantomStudy } from '../../fixtures/phantom/study.ts';
import { measureStudy } from '../../src/analysis/measure-study.ts';
import { PixelDecoder } from '../../src/dicom/decode-pixels.ts';
import type { Measurement } from '../../src/mscore/measurement.ts';
import type { Reference } from '../../src/mscore/reference.ts';
import type { ModelLocaliser } from '../../src/spine/model/model-localiser.ts';
import { countsOf, countsText } from './counts.ts';
import { judgePhantom, type Judgement } from './judge-phantom.ts';
import { type PhantomCase, phantomCases } from './phantom-cases.ts';
import { PhantomSource, phantomReferences } from './phantom-source.ts';

export interface PhantomSummary {
  readonly cases: number;
  /** Those that could be measured rightly, and those of them that were refused, by code. */
  readonly measurable: number;
  readonly accepted: number;
  readonly refused: Readonly<Record<string, number>>;
  /** Those that any number would be wrong for, refused by code. */
  readonly safelyRefused: Readonly<Record<string, number>>;
  /** Measurements with a ROI in another body than it is named after, and with one that leaves its body. */
  readonly wrongNames: number;
  readonly outside: number;
  /** Measurements that must not have been made: their names, and why. */
  readonly unsafe: readonly string[];
  /** Of the accepted with a known SNR the share that is at most 3 % off. */
  readonly snrWithin3Percent: number;
}

/** One phantom, measured. */
interface Outcome extends Judgement {
  readonly name: string;
  readonly mustRefuse: boolean;
  /** Undefined when it was refused. */
  readonly codes: readonly string[];
  readonly accepted: boolean;
  readonly unsafe: string | undefined;
}

const SNR_TOLERANCE = 0.03;

/** The whole pipeline on phantoms of all kinds against their truth, a line for each and for all together. */
export async function benchPhantoms(
  localiser: ModelLocaliser,
  print: (line: string) => void,
): Promise<PhantomSummary> {
  const decoder = new PixelDecoder();
  try {
    const references = await phantomReferences();
    const outcomes: Outcome[] = [];
    for (const one of phantomCases()) {
      const outcome = await measureCase(one, { localiser, references, decoder });
      print(lineOf(outcome));
      outcomes.push(outcome);
    }
    const summary = summarise(outcomes);
    linesOf(summary).forEach(print);
    return summary;
  } finally {
    await decoder.close();
  }
}

interface Tools {
  readonly localiser: ModelLocaliser;
  readonly references: readonly Reference[];
  readonly decoder: PixelDecoder;
}

async function measureCase(
  { name, input, mustRefuse, ill }: PhantomCase,
  { localiser, references, decoder }: Tools,
): Promise<Outcome> {
  const study = generatePhantomStudy(input);
  const { measurement } = await measureStudy(
    { studyInstanceUid: study.studyInstanceUid, patient: undefined },
    { source: new PhantomSource(study, decoder), references, localiserFor: async () => localiser },
  );
  const accepted = measurement.status !== 'refused';
  const illMeasured = ill !== undefined && measurement.levels.some(({ level }) => level === ill);
  const why = mustRefuse ?? (illMeasured ? `${ill} is ill` : undefined);
  return {
    ...judgePhantom(study, measurement),
    name,
    mustRefuse: mustRefuse !== undefined,
    codes: codesOf(measurement),
    accepted,
    unsafe: accepted ? why : undefined,
  };
}

/** Refusals with what they say in detail; of an accepted study the limits of its levels. */
function codesOf({ status, refusals, limits }: Measurement): string[] {
  const said = status === 'refused' ? refusals : limits.filter(({ code }) => code.startsWith('spine/'));
  return said.map(({ code, text }) => [code, /\((.*)\)$/.exec(text)?.[1]].filter(Boolean).join(': '));
}

function lineOf({ name, accepted, unsafe, codes, wrongNames, outside, rois, snrError }: Outcome): string {
  return [
    name.padEnd(32),
    (unsafe ? 'UNSAFE' : accepted ? 'measured' : 'refused').padEnd(8),
    `wrong ${wrongNames.length}/${rois}${wrongNames.length > 0 ? ` (${countsText(countsOf(wrongNames))})` : ''}`,
    `outside ${outside}`,
    `SNR ${snrError === undefined ? '–' : percent(snrError)}`,
    codes.join('; '),
  ].join(' · ');
}

function summarise(outcomes: readonly Outcome[]): PhantomSummary {
  const accepted = outcomes.filter((outcome) => outcome.accepted);
  const refused = outcomes.filter((outcome) => !outcome.accepted);
  const codes = (some: readonly Outcome[]) =>
    countsOf(some.map((outcome) => outcome.codes.map((code) => code.split(':')[0]).join(' + ')));
  const errors = accepted.flatMap(({ snrError }) => snrError ?? []);
  return {
    cases: outcomes.length,
    measurable: outcomes.filter(({ mustRefuse }) => !mustRefuse).length,
    accepted: accepted.length,
    refused: codes(refused.filter(({ mustRefuse }) => !mustRefuse)),
    safelyRefused: codes(refused.filter(({ mustRefuse }) => mustRefuse)),
    wrongNames: accepted.filter(({ wrongNames }) => wrongNames.length > 0).length,
    outside: accepted.filter(({ outside }) => outside > 0).length,
    unsafe: accepted.flatMap(({ name, unsafe }) => (unsafe ? [`${name} (${unsafe})`] : [])),
    snrWithin3Percent: errors.filter((error) => Math.abs(error) <= SNR_TOLERANCE).length / errors.length,
  };
}

function linesOf(summary: PhantomSummary): string[] {
  return [
    `phantoms: ${summary.cases}, ${summary.measurable} of them measurable; ${summary.accepted} accepted`,
    `  accepted with a wrong name: ${summary.wrongNames}; with a ROI beyond its body: ${summary.outside}`,
    `  accepted and unsafe: ${summary.unsafe.length}${summary.unsafe.map((one) => `\n    ${one}`).join('')}`,
    `  refused as they must be: ${countsText(summary.safelyRefused)}`,
    `  refused although measurable: ${countsText(summary.refused)}`,
    `  SNR within ±${SNR_TOLERANCE * 100} % of the truth: ${(summary.snrWithin3Percent * 100).toFixed(1)} %`,
  ];
}

function percent(share: number): string {
  return `${share < 0 ? '−' : '+'}${(Math.abs(share) * 100).toFixed(1)} %`;
}
