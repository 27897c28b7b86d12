import { reason, type CodedReason } from '../errors.ts';
import { LEVELS, type Level } from './levels.ts';
import { differencesFrom, type ExamProtocol, type ReferenceDifferences } from './reference-differences.ts';
import type { KnownReference, Reference } from './reference.ts';

/**
 * Smaller cohorts are for demonstration, never for a card: SD_ref of 20 women is 16 % uncertain, of 5
 * women 35 %.
 */
export const DEMONSTRATION_BELOW = 20;
/** Smaller cohorts give a number with a limit: SD_ref of 30 women is 13 % uncertain. */
export const SMALL_BELOW = 30;
/** So many near misses are put into words. */
const NAMED_NEAR_MISSES = 3;

export type ReferenceMatch =
  | {
      readonly reference: KnownReference;
      readonly limits: readonly CodedReason[];
      readonly refusal?: undefined;
      readonly drifted?: undefined;
    }
  | {
      readonly refusal: CodedReason;
      /** The cohort that would fit, had the scanner not changed. */
      readonly drifted?: KnownReference | undefined;
      readonly reference?: undefined;
      readonly limits?: undefined;
    };

/**
 * The reference cohort for an exam with these measured levels, matched strictly: same scanner, protocol,
 * noise method and levels. Of several that fit, one that names the serial number, then the newest.
 * Otherwise the refusal says what is missing: `reference/none`, `reference/no-match` with the nearest
 * misses in words, `reference/levels`, or `reference/drifted`: an older cohort does not take the place of one
 * whose scanner has changed since.
 *
 * @param exam of any measured image: `checkAcquisition` sees to it that all were made alike
 */
export function matchReference(
  exam: ExamProtocol,
  levels: readonly Level[],
  references: readonly KnownReference[],
): ReferenceMatch {
  const usable = references.filter(({ retired }) => retired === undefined);
  if (usable.length === 0) {
    const retired = references.map(({ id, retired: day }) => `${id} was retired on ${day}`);
    return { refusal: reason('reference/none', retired.join(', ')) };
  }

  const compared = usable.map((reference) => ({
    reference,
    differences: differencesFrom(reference, exam),
  }));
  const sameProtocol = compared
    .filter(({ differences }) => count(differences) === 0)
    .map(({ reference }) => reference);
  if (sameProtocol.length === 0) {
    const nearest = compared
      .toSorted((a, b) => count(a.differences) - count(b.differences))
      .slice(0, NAMED_NEAR_MISSES)
      .map(({ reference, differences }) => `${reference.id}: ${inWords(differences)}`);
    return { refusal: reason('reference/no-match', nearest.join(' · ')) };
  }

  const measured = levelNames(levels);
  const [newest] = sameProtocol
    .filter((reference) => levelNames(levelsOf(reference)) === measured)
    .toSorted(
      (a, b) =>
        Number(namesSerial(b)) - Number(namesSerial(a)) || Date.parse(b.createdAt) - Date.parse(a.createdAt),
    );
  if (newest === undefined) {
    const cohorts = sameProtocol.map((reference) => reference.levels).join(' or ');
    return { refusal: reason('reference/levels', `${cohorts} against ${measured} here`) };
  }
  if (newest.drifted && !isOfBefore(exam, newest.drifted)) {
    return {
      refusal: reason('reference/drifted', `${newest.id}: ${newest.drifted.what}`),
      drifted: newest,
    };
  }
  return { reference: newest, limits: limitsOf(newest) };
}

/** An exam that was surely made before the scanner changed can still be compared. */
function isOfBefore({ acquired }: ExamProtocol, { since }: NonNullable<KnownReference['drifted']>): boolean {
  return acquired !== undefined && since !== undefined && acquired < since;
}

/** The levels that the cohort of a reference was measured on. */
function levelsOf(reference: Reference): Level[] {
  if (reference.levels === 'L1-L4') return [...LEVELS];
  const named = new Set(reference.levels.split(','));
  return LEVELS.filter((level) => named.has(level));
}

function levelNames(levels: readonly Level[]): string {
  return LEVELS.filter((level) => levels.includes(level)).join(',');
}

function count(differences: ReferenceDifferences): number {
  // Another scanner is further away than any other protocol.
  return differences.scanner.length * 100 + differences.protocol.length;
}

function inWords({ scanner, protocol }: ReferenceDifferences): string {
  if (scanner.length === 0) return `same scanner, but ${protocol.join(', ')} here`;
  return `another scanner: ${[...scanner, ...protocol].join(', ')} here`;
}

function namesSerial({ scanner }: Reference): boolean {
  return scanner.serial !== undefined;
}

function limitsOf(reference: Reference): CodedReason[] {
  return [...sizeLimit(reference), ...(namesSerial(reference) ? [] : [reason('reference/no-serial')])];
}

function sizeLimit({ n }: Reference): CodedReason[] {
  const detail = `n = ${n}`;
  if (n < DEMONSTRATION_BELOW) return [reason('reference/demonstration', detail)];
  return n < SMALL_BELOW ? [reason('reference/small', detail)] : [];
}
