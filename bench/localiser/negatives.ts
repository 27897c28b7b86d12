import { PixelDecoder } from '../../src/dicom/decode-pixels.ts';
import type { Slice } from '../../src/dicom/image.ts';
import { asCodedError } from '../../src/errors.ts';
import type { ModelLocaliser } from '../../src/spine/model/model-localiser.ts';
import { countsOf, countsText } from './counts.ts';
import { drawnKinds } from './negative-stacks.ts';
import { phantomKinds } from './phantom-negatives.ts';
import { realKinds } from './real-negatives.ts';

/** Stacks that show no lumbar spine from the side, and those of them that levels were found in. */
export interface NegativeSummary {
  readonly cases: number;
  readonly accepted: number;
}

const ACCEPTED = 'accepted';

/**
 * Stacks that are no sagittal lumbar spine, though their headers say so: any level found in one is false.
 * A line for each kind.
 *
 * @throws CodedError of kind `fault`: a net that gives no answer refuses nothing
 */
export async function benchNegatives(
  localiser: ModelLocaliser,
  print: (line: string) => void,
): Promise<NegativeSummary> {
  const decoder = new PixelDecoder();
  try {
    const kinds = [...drawnKinds(), ...phantomKinds(), ...(await realKinds(decoder, print))];
    const all: string[] = [];
    for (const { kind, stacks } of kinds) {
      const outcomes: string[] = [];
      for (const slices of stacks()) outcomes.push(await outcomeOf(localiser, slices));
      const { [ACCEPTED]: accepted = 0, ...refused } = countsOf(outcomes);
      print(`  ${kind.padEnd(34)} ${outcomes.length} stacks, ${accepted} accepted; ${countsText(refused)}`);
      all.push(...outcomes);
    }
    const accepted = all.filter((outcome) => outcome === ACCEPTED).length;
    print(`  no lumbar spine: ${all.length} stacks, ${accepted} accepted`);
    return { cases: all.length, accepted };
  } finally {
    await decoder.close();
  }
}

/** ACCEPTED, or the code of the refusal. */
async function outcomeOf(localiser: ModelLocaliser, slices: readonly Slice[]): Promise<string> {
  try {
    await localiser.locate(slices);
    return ACCEPTED;
  } catch (thrown) {
    const error = asCodedError(thrown);
    if (error.kind !== 'refusal') throw thrown;
    return error.code;
  }
}
