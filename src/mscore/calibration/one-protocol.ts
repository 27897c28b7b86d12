import { reason, type CodedReason } from '../../errors.ts';
import {
  differencesFrom,
  type ReferenceDifferences,
  type ReferenceProtocol,
} from '../reference-differences.ts';
import type { CohortExam, LeftOut, Sieved } from './exam.ts';
import { fingerprintOf } from './fingerprint.ts';

/** Exams whose headers say the very same. */
interface Way {
  readonly fingerprint: ReferenceProtocol;
  readonly exams: readonly CohortExam[];
}

/** Keeps the exams that were made like most; the others are left out with what differs. */
export function oneProtocol(exams: readonly CohortExam[]): Sieved {
  const common = commonProtocol(exams);
  if (common === undefined) return { kept: [], leftOut: [] };
  const compared = exams.map((exam) => ({ exam, different: inWords(differences(common, exam)) }));
  return {
    kept: compared.flatMap(({ exam, different }) => (different ? [] : [exam])),
    leftOut: compared.flatMap(({ exam: { exam, snr }, different }): LeftOut[] =>
      different ? [{ exam, snr, reasons: [different] }] : [],
    ),
  };
}

/** Scanner and protocol that most exams agree with; of several, the one that more say exactly. Undefined without exams. */
export function commonProtocol(exams: readonly CohortExam[]): ReferenceProtocol | undefined {
  const bySaying = Map.groupBy(exams, ({ protocol }) => JSON.stringify(fingerprintOf(protocol)));
  const ways = [...bySaying.values()].flatMap((same): Way[] => {
    const fingerprint = same[0] && fingerprintOf(same[0].protocol);
    return fingerprint ? [{ fingerprint, exams: same }] : [];
  });
  const [most] = ways
    .map((way) => ({ way, agree: agreeing(way.fingerprint, ways) }))
    .toSorted((a, b) => b.agree - a.agree || b.way.exams.length - a.way.exams.length);
  return most?.way.fingerprint;
}

function agreeing(common: ReferenceProtocol, ways: readonly Way[]): number {
  return ways.reduce((count, { exams }) => {
    const [one] = exams;
    return count + (one && inWords(differences(common, one)) === undefined ? exams.length : 0);
  }, 0);
}

/** What only the exam names is a difference too: a cohort of which some name a coil may have had two. */
function differences(common: ReferenceProtocol, { protocol: exam }: CohortExam): ReferenceDifferences {
  const there = differencesFrom(common, exam);
  const own = fingerprintOf(exam);
  return {
    scanner: [...there.scanner, ...onlyHere(own?.scanner, common.scanner)],
    protocol: [...there.protocol, ...onlyHere(own?.protocol, common.protocol)],
  };
}

function onlyHere(own: object | undefined, common: object): string[] {
  const names = new Set(
    Object.entries(common).flatMap(([name, value]) => (value === undefined ? [] : [name])),
  );
  return Object.entries(own ?? {}).flatMap(([name, value]) =>
    value === undefined || names.has(name) ? [] : [`${inPlainWords(name)} named in this exam only`],
  );
}

/** `echoTrainLength` as “echo train length”. */
function inPlainWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function inWords({ scanner, protocol }: ReferenceDifferences): CodedReason | undefined {
  if (scanner.length > 0) return reason('calibrate/other-scanner', [...scanner, ...protocol].join(', '));
  return protocol.length > 0 ? reason('calibrate/other-protocol', protocol.join(', ')) : undefined;
}
