import { randomUUID } from 'node:crypto';
import type { FhirResource, Patient } from 'fhir/r4.js';
import { findStudy, type StudyClues, type StudyTarget } from '../src/analysis/find-study.ts';
import { identityInRecord } from '../src/analysis/identity-in-record.ts';
import type { PatientIdentity } from '../src/analysis/patient-identity.ts';
import type { CallingClient } from '../src/calling-client.ts';
import { NO_CARDS } from '../src/cds-hooks/cards.ts';
import type { CdsCall } from '../src/cds-hooks/service.ts';
import type { ImageFound } from '../src/decisions/decision.ts';
import { buildRecord, type RecordResources } from '../src/fhir/record.ts';
import type { MeasurementDesk } from '../src/jobs/measurement-desk.ts';
import { type Facts, imageFacts, recordFacts } from '../src/screening/facts.ts';
import { reasonsAgainst } from '../src/screening/reasons-against.ts';
import { decide } from '../src/screening/recommend.ts';
import type { PatientRecord } from '../src/screening/record.ts';
import type { ReviewOutcome } from '../src/screening/review-outcome.ts';
import type { Site, SiteOf } from '../src/site.ts';
import type { FoundSummary, StoredSummary } from '../src/store/measurements.ts';
import type { AccountDependencies, Answered } from './account.ts';
import { type ImageBasis, recommendationCard } from './cards.ts';
import { textsFor } from './texts/index.ts';

export interface ScreeningDependencies extends AccountDependencies {
  readonly siteOf: SiteOf;
  readonly desk: MeasurementDesk;
  /** What a reviewer decided about a result as it is now, by the id of the measurement. */
  readonly reviewOf: (measurementId: string) => Promise<ReviewOutcome | undefined>;
  /** Where an EHR opens the review of a measurement; undefined where it does not. */
  readonly reviewLaunchOf: (client: CallingClient) => string | undefined;
  /** ISO date. */
  today(): string;
}

/** What one hook asks about. */
export interface ScreeningCase {
  /** Studies that the record names, best first. */
  readonly recorded: StudyClues['recorded'];
  /** Whether any lumbar MRI of the patient will do, or only the one named. */
  readonly anyLumbar: boolean;
  readonly draftOrders?: readonly FhirResource[];
  /** `ServiceRequest/id` that the study was made for. */
  readonly order?: string | undefined;
}

/**
 * The way of every hook: record → study → measurement → recommendation → cards. Where the record already
 * speaks against a card, or the policy looks at no images, no image is looked at.
 */
export async function screenPatient(
  call: CdsCall,
  resources: RecordResources,
  asked: ScreeningCase,
  dependencies: ScreeningDependencies,
): Promise<Answered> {
  const site = dependencies.siteOf(call.client);
  const record = buildRecord(resources, {
    patientId: call.context.patientId,
    draftOrders: asked.draftOrders,
    lists: site.codes,
  });
  const facts = recordFacts(record, dependencies.today());
  const found = await findImage(call, resources, asked, dependencies, { site, record, facts });
  const known = {
    ...facts,
    image: found.stored ? imageFacts(found.stored.measurement, found.review?.decision) : null,
  };
  const recommendation = decide(known, site.policy);
  const basis = {
    facts: known,
    policy: site.policy,
    image: found.image,
    measurement: found.stored?.id ?? null,
  };
  const card = recommendationCard(
    {
      recommendation,
      record,
      patientId: call.context.patientId,
      policy: site.policy,
      texts: textsFor(site.policy, call.acceptLanguage),
      image: imageBasis(found, dependencies.reviewLaunchOf(call.client)),
    },
    randomUUID,
  );
  if (!card) return { response: NO_CARDS, decision: { recommendation, shown: 'nothing', card: null, basis } };
  if (site.policy.shadow) {
    return { response: NO_CARDS, decision: { recommendation, shown: 'shadow', card: null, basis } };
  }
  return { response: { cards: [card] }, decision: { recommendation, shown: 'card', card: card.uuid, basis } };
}

interface FoundImage {
  readonly image: ImageFound;
  readonly target?: StudyTarget;
  readonly stored?: StoredSummary;
  readonly review?: ReviewOutcome | undefined;
}

async function findImage(
  call: CdsCall,
  resources: RecordResources,
  asked: ScreeningCase,
  { desk, reviewOf }: ScreeningDependencies,
  { site, record, facts }: { site: Site; record: PatientRecord; facts: Facts },
): Promise<FoundImage> {
  const wanted = site.policy.modules.imageScore.on && reasonsAgainst(facts, site.policy).length === 0;
  if (!wanted) return { image: 'not-looked-at' };
  const resource = resources.patient?.resources.find((one): one is Patient => one.resourceType === 'Patient');
  const patient = identityInRecord(resource, record, site.patientIdSystems);
  const clues = { recorded: asked.recorded, anyLumbar: asked.anyLumbar, patientIds: patient.identifiers };
  const { target } = await findStudy(clues, site.findStudyBy, site.images, call.signal);
  if (!target) return { image: 'not-found' };
  const stored = await obtain(call, patient, target, asked.order, desk);
  if (stored === 'withdrawn') return { image: 'withdrawn' };
  if (!stored) return { image: 'not-yet-measured' };
  const review = stored.reviewed ? await reviewOf(stored.id) : undefined;
  return { image: target.via, target, stored, review };
}

function obtain(
  { client, context, signal, answerBy }: CdsCall,
  patient: PatientIdentity,
  { studyInstanceUid, imagingStudy, accessionNumber, order: recordedOrder }: StudyTarget,
  reportedOrder: string | undefined,
  desk: MeasurementDesk,
): Promise<FoundSummary | 'withdrawn' | undefined> {
  const named = { imagingStudy, order: recordedOrder ?? reportedOrder, accessionNumber };
  const study = { client, patientId: context.patientId, patient, studyInstanceUid, context: named };
  return desk.obtain(study, { signal, answerBy });
}

function imageBasis(
  { stored, target, review }: FoundImage,
  launchUrl: string | undefined,
): ImageBasis | undefined {
  if (!stored || !target) return undefined;
  const { measurement, published, notWritable, observation } = stored;
  return {
    measurement,
    imagingStudy: target.imagingStudy,
    observation,
    inRecord: notWritable ?? published,
    foundBy: target.via,
    review,
    reviewLaunch: launchUrl === undefined ? undefined : { url: launchUrl, measurement: stored.id },
  };
}
