import type { FoundBy } from '../../src/analysis/find-study.ts';
import type { ErrorCode, LimitCode } from '../../src/error-catalogue.ts';
import type { NotWritable } from '../../src/fhir/not-writable.ts';
import type { RecordKey } from '../../src/fhir/record-queries.ts';
import type { Level } from '../../src/mscore/levels.ts';
import type { CardKind, CardReason } from '../../src/screening/recommendation.ts';
import type { MeasurementTable } from '../../src/store/schema.ts';

/** Why a clinician may put a card aside. */
export const OVERRIDES = [
  'dexaDone',
  'knownOrTreated',
  'patientDeclines',
  'notAppropriate',
  'doubtMeasurement',
] as const;
export type Override = (typeof OVERRIDES)[number];

/** How a result stands in the record: `off` where the site writes nothing, a code where it cannot be written. */
export type InRecord = MeasurementTable['published'] | NotWritable;

/** Limits that a measurement may carry onto a card. */
export type CardLimit =
  | Extract<LimitCode, `${'spine' | 'noise' | 'vbq' | 'reference'}/${string}`>
  | Extract<ErrorCode, 'spine/roi-outside'>;

/**
 * Every word that a card says, in one language: a text that is missing does not compile. Arguments are Markdown
 * already – numbers, and what a record or a site supplied made safe – but for summaries, which are plain text.
 */
export interface CardTexts {
  number(value: number, digits: number): string;
  /** A number as it was written, without trailing zeros. */
  exact(value: number): string;
  /** @param iso a FHIR date, maybe only its year or month */
  date(iso: string): string;
  /** A reference as people name it: a stored one with its version. */
  reference(id: string, version: number | undefined): string;

  readonly sourceLabel: string;
  readonly topics: Record<CardKind, string>;
  readonly overrides: Record<Override, string>;
  /** At most 139 characters with any numbers (R2). */
  readonly summaries: Record<CardKind, (score: { m: string; cutoff: string | undefined }) => string>;
  /** Leads to the images and the numbers. */
  readonly reviewLink: string;
  readonly suggestion: { readonly label: string; readonly action: string };
  /** Words of the order itself, which may be accepted into the record. */
  readonly order: {
    readonly code: string;
    readonly reasons: Record<Exclude<CardKind, 'assess-risk-first'>, string>;
  };

  readonly scoreLine: (score: { m: string; low: string; high: string; against: string }) => string;
  readonly against: (cutoff: { value: string; source: string }) => string;
  readonly mean: string;
  readonly vbq: (vbq: { value: string; behind: Level | undefined }) => string;
  readonly images: (found: {
    series: string | undefined;
    acquired: string | undefined;
    via: string;
  }) => string;
  readonly foundBy: Record<FoundBy, string>;
  readonly comparedWith: (cohort: {
    n: number;
    reference: string;
    version: number | undefined;
    who: string | undefined;
  }) => string;
  readonly dexaNone: string;
  readonly dexaLast: (last: { date: string | undefined; tScore: string | undefined }) => string;
  readonly limit: (text: string) => string;
  readonly unread: (part: string) => string;
  readonly recordParts: Record<RecordKey, string>;
  readonly inTheRecord: Record<InRecord, string>;
  /** In place of the preliminary one, once a reviewer confirmed it. */
  readonly finalInTheRecord: string;
  readonly reviewed: (review: { date: string; changed: boolean }) => string;
  readonly madeBy: (what: { algorithm: string | undefined; policy: string }) => string;
  /** Empty where another line of the card says it already, with more. */
  readonly reasons: Record<CardReason, (referAge: number) => string>;
  readonly limits: Record<CardLimit, string>;
  readonly noImage: string;
  readonly researchUse: string;
  readonly researchUseNoImage: string;
}
