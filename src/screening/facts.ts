import { z } from 'zod';
import { levelSchema } from '../mscore/levels.ts';
import type { MeasurementSummary } from '../mscore/measurement.ts';
import { versionedName } from '../mscore/reference.ts';
import { ageOn, lastDayOf, monthsSince, type CalendarDate } from './calendar.ts';
import type { ReviewOutcome } from './review-outcome.ts';
import { SUPPRESSOR_KINDS, type PatientRecord, type Suppressor } from './record.ts';

/**
 * All that a decision rests on, in codes and numbers: no name, no identifier, no date and no text of the record,
 * so that it can be kept. The same facts and the same policy give the same decision (`recommend.ts`).
 */

const months = z.number().int().min(0).nullable().describe('null: nobody knows when');

const imageFactsSchema = z.object({
  status: z.enum(['measured', 'limited', 'refused']),
  /** Codes of the catalogue. */
  refusals: z.array(z.string()),
  limits: z.array(z.string()),
  /** Which of L1–L4 were measured. */
  levels: z.array(levelSchema),
  mscore: z
    .object({
      value: z.number(),
      interval95: z.tuple([z.number(), z.number()]),
      /** Id and version of the reference cohort, its size, its levels when they are known, and the cut-off chosen with it. */
      reference: z.string(),
      referenceN: z.number().int(),
      referenceLevels: z.array(levelSchema).nullable(),
      cutoff: z.object({ value: z.number(), source: z.string() }).nullable(),
    })
    .nullable(),
  /** What a reviewer decided about these numbers. */
  review: z.enum(['confirmed', 'changed', 'rejected']).nullable().default(null),
});
export type ImageFacts = z.infer<typeof imageFactsSchema>;

export const factsSchema = z.object({
  sex: z.enum(['female', 'male', 'other', 'unknown']),
  /** Full years, the fewest that the birth date allows; null without a usable one. */
  age: z.number().int().nullable(),
  deceased: z.boolean(),
  /** Every DEXA that the record shows. */
  dexa: z.array(z.object({ monthsAgo: months, lowestTScore: z.number().nullable() })),
  dexaOrdered: z.boolean(),
  suppressors: z.array(
    z.object({
      kind: z.enum(SUPPRESSOR_KINDS),
      /** The code that matched, as `system|code`; `text` when words did, `code` when it is none that can be kept. */
      matched: z.string(),
      monthsAgo: months,
      current: z.boolean(),
    }),
  ),
  /** What could not be read completely. */
  incomplete: z.array(z.string()),
  /** Null when no image was measured, or none was looked at. */
  image: imageFactsSchema.nullable(),
});
export type Facts = z.infer<typeof factsSchema>;
export type SuppressorFact = Facts['suppressors'][number];

/**
 * The facts of a record on a day, without the images.
 *
 * @param today ISO date (`YYYY-MM-DD`); raises RangeError when it is not
 */
export function recordFacts(record: PatientRecord, today: string): Facts {
  const day = lastDayOf(today);
  if (day === undefined || today.length < 10) throw new RangeError('today must be an ISO date');
  const birth = record.birthDate === undefined ? undefined : lastDayOf(record.birthDate);
  return {
    sex: record.sex,
    age: birth ? ageOn(day, birth) : null,
    deceased: record.deceased,
    dexa: record.dexaHistory.map(({ date, values }) => {
      const tScores = values.filter(({ quantity }) => quantity === 't-score').map(({ value }) => value);
      return {
        monthsAgo: monthsAgo(date, day),
        lowestTScore: tScores.length > 0 ? Math.min(...tScores) : null,
      };
    }),
    dexaOrdered: record.dexaOrdered,
    suppressors: record.suppressors.map((suppressor) => suppressorFact(suppressor, day)),
    incomplete: [...record.incomplete],
    image: null,
  };
}

/** What of a measurement counts in a decision. */
export function imageFacts(
  { status, refusals, limits, levels, mscore }: MeasurementSummary,
  review?: ReviewOutcome['decision'],
): ImageFacts {
  return {
    status,
    refusals: refusals.map(({ code }) => code),
    limits: limits.map(({ code }) => code),
    levels: [...new Set(levels.map(({ level }) => level))],
    mscore: mscore && {
      value: mscore.value,
      interval95: mscore.interval95,
      reference: versionedName(mscore.reference, mscore.referenceVersion),
      referenceN: mscore.referenceN,
      referenceLevels: mscore.levels ?? null,
      cutoff: mscore.cutoff,
    },
    review: review ?? null,
  };
}

function suppressorFact({ kind, matched, date, current }: Suppressor, day: CalendarDate): SuppressorFact {
  return { kind, matched: keepable(matched), monthsAgo: monthsAgo(date, day), current };
}

/** A record may have anything in the place of a code, and a prefix matches all that begins with it. */
function keepable(matched: string): string {
  return matched === 'text' || /^[\w:/.-]*\|[\w.-]{1,20}$/.test(matched) ? matched : 'code';
}

function monthsAgo(date: string | undefined, today: CalendarDate): number | null {
  const day = date === undefined ? undefined : lastDayOf(date);
  return day === undefined ? null : monthsSince(day, today);
}
