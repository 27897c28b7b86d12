import type { FhirResource } from 'fhir/r4.js';
import { z } from 'zod';
import {
  mriOrder,
  PATIENT_ID,
  recordAfter,
  recordBefore,
  REPORT_ID,
} from '../../../fixtures/demo/patient.ts';
import type { PhantomStudy } from '../../../fixtures/phantom/study.ts';
import { cardSchema, type Card } from '../../../src/cds-hooks/cards.ts';
import { callService, discover, published, sendFeedback } from '../cds-client.ts';
import type { Hospital } from '../hospital.ts';
import type { Orthanc } from '../peers/orthanc.ts';
import { draftOrders } from '../record.ts';
import { stow } from './stow.ts';

/** The day of the story; fixed, so that it is told the same way every day. */
export const DAY = '2026-03-02';

/** A woman of 69 with one DEXA long ago, and no MRI yet. */
export function recordOfTheStory(study: PhantomStudy): FhirResource[] {
  return recordBefore(study, yearsAgo).filter(({ resourceType }) => resourceType !== 'ImagingStudy');
}

function yearsAgo(years: number): string {
  return `${Number(DAY.slice(0, 4)) - years}${DAY.slice(4)}`;
}

/** One step, after it happened. */
export interface Chapter {
  readonly title: string;
  /** What one sees. */
  readonly seen: string;
  /** Of a hook. */
  readonly cards?: readonly Card[];
  /** What the service decided, as its log says it. */
  readonly decided?: unknown;
  /** Results that were found in the record. */
  readonly results?: readonly object[];
}

export interface Scene {
  readonly hospital: Hospital;
  readonly orthanc: Orthanc;
  readonly study: PhantomStudy;
  readonly fetch: typeof fetch;
}

/** A lumbar MRI is ordered, made and reported, and its card followed: each step is given when it is done. */
export async function* orderToResult({ hospital, orthanc, study, fetch }: Scene): AsyncGenerator<Chapter> {
  const { client } = hospital;
  const who = { patientId: PATIENT_ID };
  const hook = async (name: string, context: object) => {
    const { cards } = await callService(hospital, services, name, { ...who, ...context });
    return { cards: z.array(cardSchema).parse(cards), decided: lastDecision(hospital) };
  };

  const store = (resource: FhirResource) =>
    client.put(client.fhirUrl(resource.resourceType, resource.id ?? ''), resource);

  const services = await discover(hospital);
  yield {
    title: 'Discovery',
    seen: 'The client learns the two services, their hooks and what they want prefetched.',
  };

  await client.readResource('Patient', PATIENT_ID);
  yield { title: 'The chart', seen: 'Who it is about: a phantom, 69 years old.' };

  const signed = await hook('order-sign', { draftOrders: draftOrders(mriOrder()) });
  await store({ ...mriOrder(), status: 'active' });
  yield {
    title: 'A lumbar MRI is ordered (order-sign)',
    seen:
      'The client prefetches by the templates and calls. There is no card: an MRI that is being ordered has no images, ' +
      'and there is no earlier one. Then the EHR stores the order.',
    ...signed,
  };

  await stow(
    study.instances.map(({ part10 }) => part10),
    orthanc,
    fetch,
  );
  for (const resource of recordAfter(study, DAY)) await store(resource);
  yield {
    title: 'The MRI is made and reported',
    seen: 'Its images arrive on the PACS (STOW-RS); study and report are entered in the record.',
  };

  const report = { reportId: REPORT_ID, category: 'RAD', status: 'final' };
  const opened = await hook('report-view', report);
  const card = opened.cards[0];
  yield {
    title: 'The report is opened (report-view)',
    seen:
      'Nobody has measured this study yet. The service fetches its images from the PACS, finds L1–L4, measures, decides, ' +
      'and the card is in the answer.',
    ...opened,
  };

  const suggestion = card?.suggestions?.[0];
  for (const action of suggestion?.actions ?? []) {
    if (action.type !== 'create') continue;
    const order = { ...action.resource, status: 'active', intent: 'order' };
    await client.post(client.fhirUrl('ServiceRequest'), order);
  }
  await sendFeedback(hospital, 'lumbar-mri-report', {
    card: card?.uuid,
    outcome: 'accepted',
    outcomeTimestamp: new Date().toISOString(),
    acceptedSuggestions: [{ id: suggestion?.uuid }],
  });
  yield {
    title: 'The suggestion is accepted',
    seen: 'The EHR signs the proposed order, so that a DEXA is ordered, and says so as feedback.',
  };

  await published(hospital);
  const results = await client.searchResources('Observation', { patient: PATIENT_ID, code: 'm-score' });
  yield {
    title: 'The result in the record',
    seen:
      'The service wrote the result with a token of its own: the M-score, whose members are the levels that it comes from ' +
      'and the VBQ.',
    results: [...results],
  };

  yield {
    title: 'The report is opened again',
    seen: 'A DEXA is ordered now, so there is nothing left to say.',
    ...(await hook('report-view', report)),
  };
}

function lastDecision({ log }: Hospital): unknown {
  const lines = log.lines.map((line): unknown => JSON.parse(line));
  const decided = lines.flatMap((line) => decidedSchema.safeParse(line).data ?? []).at(-1);
  return decided && { ...decided, level: undefined, message: undefined };
}

const decidedSchema = z.looseObject({ message: z.literal('decided') });
