import { dexaHistory } from '../../fhir/dexa-history.ts';
import { recordQueries } from '../../fhir/record-queries.ts';
import type { StoredDecision } from '../../decisions/stored-decision.ts';
import { ownRecordOf, type Site } from '../../site.ts';
import type { Measurements, StoredMeasurement } from '../../store/measurements.ts';
import type { Reviews } from '../../store/reviews.ts';
import { isoDay } from '../../iso-day.ts';
import { inTime, RECORD_MS } from '../in-time.ts';

export interface DatedScore {
  /** ISO date, maybe only its year or month. */
  readonly date: string;
  readonly value: number;
}

/** What is known of a patient over time. */
export interface PatientHistory {
  readonly mScores: readonly (DatedScore & { readonly thisOne: boolean })[];
  /** The lowest of each DEXA; not exact where only the months since are known. */
  readonly tScores: readonly (DatedScore & { readonly exact: boolean })[];
  readonly tScoresFrom: 'record' | 'decision' | 'nowhere';
}

interface Sources {
  readonly measurements: Pick<Measurements, 'ofPatient'>;
  readonly reviews: Pick<Reviews, 'standings'>;
  readonly site: Pick<Site, 'record' | 'publishTo' | 'codes'>;
  /** On this measurement, the newest first. */
  readonly decisions: readonly StoredDecision[];
}

/**
 * Earlier M-scores of the patient that may be used – none that was entered in error or rejected –, and T-scores: from the record where the site lets us read it with our own
 * credentials, else as the record had them when a hook was last answered on this measurement.
 */
export async function patientHistory(
  stored: StoredMeasurement,
  { measurements, reviews, site, decisions }: Sources,
): Promise<PatientHistory> {
  const [earlier, recorded] = await Promise.all([
    scoresInUse(stored, { measurements, reviews }),
    tScoresInRecord(stored, site),
  ]);
  const mScores = earlier.flatMap(({ id, measurement: { study, mscore } }) =>
    study.acquired !== undefined && mscore
      ? [{ date: study.acquired, value: mscore.value, thisOne: id === stored.id }]
      : [],
  );
  if (recorded)
    return { mScores, tScores: recorded, tScoresFrom: recorded.length > 0 ? 'record' : 'nowhere' };
  const told = decisions.find(({ facts }) => facts !== null);
  const tScores = told ? tScoresTold(told) : [];
  return { mScores, tScores, tScoresFrom: tScores.length > 0 ? 'decision' : 'nowhere' };
}

async function scoresInUse(
  stored: StoredMeasurement,
  { measurements, reviews }: Pick<Sources, 'measurements' | 'reviews'>,
): Promise<StoredMeasurement[]> {
  const all = await measurements.ofPatient(stored);
  const standings = await reviews.standings(all.map(({ id }) => id));
  return all.filter(({ id }) => standings.get(id)?.state !== 'rejected');
}

/** Undefined where the record cannot be asked, or does not answer. */
async function tScoresInRecord(
  { client, patientId }: StoredMeasurement,
  site: Sources['site'],
): Promise<PatientHistory['tScores'] | undefined> {
  const record = ownRecordOf(site, client);
  if (!record) return undefined;
  const query = recordQueries.dexaObservations.replace(
    '{{context.patientId}}',
    encodeURIComponent(patientId),
  );
  const found = await inTime(record.search(query), RECORD_MS);
  return (
    found &&
    dexaHistory(found.resources, site.codes).flatMap(({ date, values }) => {
      const lowest = values.filter(({ quantity }) => quantity === 't-score').map(({ value }) => value);
      return date === undefined || lowest.length === 0
        ? []
        : [{ date, value: Math.min(...lowest), exact: true }];
    })
  );
}

function tScoresTold({ facts, decidedAt }: StoredDecision): PatientHistory['tScores'] {
  return (facts?.dexa ?? []).flatMap(({ monthsAgo, lowestTScore }) => {
    if (monthsAgo === null || lowestTScore === null) return [];
    const date = new Date(decidedAt);
    date.setUTCMonth(date.getUTCMonth() - monthsAgo);
    return [{ date: isoDay(date), value: lowestTScore, exact: false }];
  });
}
