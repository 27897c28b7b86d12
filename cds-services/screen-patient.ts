import { randomUUID } from 'node:crypto';
import type { FhirResource, Patient } from 'fhir/r4.js';
import { findStudy, type StudyClues, type StudyTarget } from '../src/analysis/find-study.ts';
import type { PatientIdentity } from '../src/analysis/patient-identity.ts';
import { NO_CARDS } from '../src/cds-hooks/cards.ts';
import type { CdsCall } from '../src/cds-hooks/service.ts';
import type { ImageFound } from '../src/decisions/decision.ts';
import { patientIdentifiersForPacs } from '../src/fhir/pacs-patient.ts';
import { buildRecord, type RecordResources } from '../src/fhir/record.ts';
import type { MeasurementDesk } from '../src/jobs/measurement-desk.ts';
import { type Facts, imageFacts, recordFacts } from '../src/screening/facts.ts';
import { reasonsAgainst } from '../src/screening/reasons-against.ts';
import { decide } from '../src/screening/recommend.ts';
import type { PatientRecord } from '../src/screening/record.ts';
import type { Site, SiteOf } from '../src/site.ts';
import type { StoredMeasurement } from '../src/store/measurements.ts';
import type { AccountDependencies, Answered } from './account.ts';
import { type ImageBasis, recommendationCard } from './cards.ts';
import { textsFor } from './texts/index.ts';

export interface ScreeningDependencies extends AccountDependencies {
  readonly siteOf: SiteOf;
  readonly desk: MeasurementDesk;
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
  const known = { ...facts, image: found.stored ? imageFacts(found.stored.measurement) : null };
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
      image: found.stored && found.target && imageBasis(found.stored, found.target),
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
  readonly stored?: StoredMeasurement;
}

async function findImage(
  call: CdsCall,
  resources: RecordResources,
  asked: ScreeningCase,
  { desk }: ScreeningDependencies,
  { site, record, facts }: { site: Site; record: PatientRecord; facts: Facts },
): Promise<FoundImage> {
  const wanted = site.policy.modules.imageScore.on && reasonsAgainst(facts, site.policy).length === 0;
  if (!wanted) return { image: 'not-looked-at' };
  const patient = identityOf(resources, record, site);
  const clues = { recorded: asked.recorded, anyLumbar: asked.anyLumbar, patientIds: patient.identifiers };
  const { target } = await findStudy(clues, site.findStudyBy, site.images, call.signal);
  if (!target) return { image: 'not-found' };
  const stored = await obtain(call, patient, target, asked.order, desk);
  return stored ? { image: target.via, target, stored } : { image: 'not-yet-measured' };
}

function obtain(
  { client, context, signal, answerBy }: CdsCall,
  patient: PatientIdentity,
  { studyInstanceUid, imagingStudy, accessionNumber, order: recordedOrder }: StudyTarget,
  reportedOrder: string | undefined,
  desk: MeasurementDesk,
): Promise<StoredMeasurement | undefined> {
  const order = recordedOrder ?? reportedOrder;
  const named = {
    ...(imagingStudy && { imagingStudy }),
    ...(order && { order }),
    ...(accessionNumber && { accessionNumber }),
  };
  const study = { client, patientId: context.patientId, patient, studyInstanceUid, context: named };
  return desk.obtain(study, { signal, answerBy });
}

/** Who the images must belong to. */
function identityOf(resources: RecordResources, record: PatientRecord, site: Site): PatientIdentity {
  const patient = resources.patient?.resources.find((one): one is Patient => one.resourceType === 'Patient');
  const systems = Object.fromEntries(site.patientIdSystems.map(({ system, issuer }) => [system, { issuer }]));
  return {
    identifiers: patient ? patientIdentifiersForPacs(patient, systems) : [],
    ...(record.birthDate !== undefined && { birthDate: record.birthDate }),
    sex: record.sex,
  };
}

function imageBasis(
  { measurement, published, notWritable, observation }: StoredMeasurement,
  { imagingStudy, via }: StudyTarget,
): ImageBasis {
  return { measurement, imagingStudy, observation, inRecord: notWritable ?? published, foundBy: via };
}
