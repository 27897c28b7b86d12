import { catalogue } from '../error-catalogue.ts';
import type { CodedReason } from '../errors.ts';
import { decimal } from '../mscore/format.ts';
import type { Measurement } from '../mscore/measurement.ts';

/** The result in one sentence: the same words in picture, terminal and page. */
export function headline({ mscore, snr, refusals }: Measurement): { title: string } {
  if (!mscore) return { title: `No M-score: ${refusals[0]?.text ?? 'refused'}` };
  const [low, high] = mscore.interval95.map((bound) => decimal(bound, 1));
  const beside = snr === null ? '' : `, SNR ${decimal(snr, 1)}`;
  return { title: `M-score ${decimal(mscore.value, 1)} (95 % ${low} to ${high})${beside}` };
}

/** Reasons of one kind: what they say in common, and what each of them adds. */
export interface ReasonGroup {
  readonly code: CodedReason['code'];
  readonly text: string;
  readonly details: readonly string[];
  readonly remedy: string;
}

/** What is said of several levels is said once, with the levels below it. */
export function groupReasons(reasons: readonly CodedReason[]): ReasonGroup[] {
  const split = reasons.map(({ code, text, remedy }) => {
    const common = catalogue[code].text;
    // A stored measurement may carry the words of an older version.
    const detail = text.startsWith(`${common} (`) ? text.slice(common.length + 2, -1) : undefined;
    return { code, text: detail === undefined ? text : common, detail, remedy };
  });
  return [...Map.groupBy(split, ({ text }) => text)].flatMap(([text, group]) => {
    const details = group.flatMap(({ detail }) => detail ?? []);
    const [first] = group;
    return first ? [{ code: first.code, text, details, remedy: first.remedy }] : [];
  });
}
