import { generatePhantomStudy } from '../../fixtures/phantom/study.ts';
import { measureStudy } from '../../src/analysis/measure-study.ts';
import { PixelDecoder } from '../../src/dicom/decode-pixels.ts';
import { catalogue } from '../../src/error-catalogue.ts';
import type { Measurement } from '../../src/mscore/measurement.ts';
import type { Reference } from '../../src/mscore/reference.ts';
import type { ModelLocaliser } from '../../src/spine/model/model-localiser.ts';
import { judgePhantom } from './judge-phantom.ts';
import { type PhantomCase, phantomCases } from './phantom-cases.ts';
import { PhantomSource, phantomReferences } from './phantom-source.ts';
import { lineOf, linesOf, type Outcome, type PhantomSummary, summarise } from './phantom-summary.ts';

export type { PhantomSummary } from './phantom-summary.ts';

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
  const judgement = judgePhantom(study, measurement);
  const accepted = measurement.status !== 'refused';
  const illMeasured = ill !== undefined && measurement.levels.some(({ level }) => level === ill);
  const wrong = [
    mustRefuse ?? '',
    illMeasured ? `${ill} is ill` : '',
    judgement.wrongNames.length > 0 ? 'wrong names' : '',
  ].filter(Boolean);
  return {
    ...judgement,
    name,
    mustRefuse: mustRefuse !== undefined,
    codes: codesOf(measurement),
    accepted,
    unsafe: accepted && wrong.length > 0 ? wrong.join(', ') : undefined,
  };
}

/** Refusals with what they say in detail; of an accepted study the limits that its levels have. */
function codesOf({ status, refusals, limits }: Measurement): string[] {
  const said = status === 'refused' ? refusals : limits.filter(({ code }) => code.startsWith('spine/'));
  return said.map(({ code, text }) => {
    const detail = text.slice(catalogue[code].text.length).replaceAll(/^ \(|\)$/g, '');
    return detail ? `${code}: ${detail}` : code;
  });
}
