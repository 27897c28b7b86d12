import { randomUUID } from 'node:crypto';
import type { FhirResource, Patient } from 'fhir/r4.js';
import { z } from 'zod';
import { findStudy, type FoundBy, type StudyClues, type StudyTarget } from '../src/analysis/find-study.ts';
import type { PatientIdentity } from '../src/analysis/patient-identity.ts';
import { NO_CARDS, type CdsResponse } from '../src/cds-hooks/cards.ts';
import type { CdsCall } from '../src/cds-hooks/service.ts';
import { patientIdentifiersForPacs } from '../src/fhir/pacs-patient.ts';
import { buildRecord, type RecordResources } from '../src/fhir/record.ts';
import type { MeasurementDesk } from '../src/jobs/measurement-desk.ts';
import type { Logger } from '../src/logger.ts';
import { imageFacts, recordFacts } from '../src/screening/facts.ts';
import { reasonsAgainst } from '../src/screening/reasons-against.ts';
import { decide } from '../src/screening/recommend.ts';
import type { Recommendation } from '../src/screening/recommendation.ts';
import type { PatientRecord } from '../src/screening/record.ts';
import type { Site, SiteOf } from '../src/site.ts';
import type { StoredMeasurement } from '../src/store/measurements.ts';
import { recommendationCard } from './cards.ts';

export interface ScreeningDependencies {
  readonly siteOf: SiteOf;
  readonly desk: MeasurementDesk;
  readonly logger: Logger;
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
 * speaks against a card, no image is looked at.
 */
export async function screenPatient(
  call: CdsCall,
  resources: RecordResources,
  asked: ScreeningCase,
  dependencies: ScreeningDependencies,
): Promise<CdsResponse> {
  const site = dependencies.siteOf(call.client);
  const record = buildRecord(resources, {
    patientId: call.context.patientId,
    draftOrders: asked.draftOrders,
    lists: site.codes,
  });
  const log = decisionLog(call, dependencies.logger);

  const facts = recordFacts(record, dependencies.today());
  const unseen = decide(facts, site.policy);
  if (!site.policy.modules.imageScore.on || reasonsAgainst(facts, site.policy).length > 0) {
    log(unseen);
    return NO_CARDS;
  }

  const patient = identityOf(resources, record, site);
  const clues = { recorded: asked.recorded, anyLumbar: asked.anyLumbar, patientIds: patient.identifiers };
  const search = await findStudy(clues, site.findStudyBy, site.images);
  if (!search.target) {
    log(unseen, { study: search.missing.code });
    return NO_CARDS;
  }

  const stored = await obtain(call, patient, search.target, asked.order, dependencies.desk);
  if (!stored) {
    log(unseen, { study: search.target.via, measurement: 'not yet' });
    return NO_CARDS;
  }
  const recommendation = decide({ ...facts, image: imageFacts(stored.measurement) }, site.policy);
  log(recommendation, { study: search.target.via, measurement: stored.id });
  return cardFor({ recommendation, record, stored, target: search.target, site });
}

function obtain(
  { client, context, signal }: CdsCall,
  patient: PatientIdentity,
  { studyInstanceUid, imagingStudy }: StudyTarget,
  order: string | undefined,
  desk: MeasurementDesk,
): Promise<StoredMeasurement | undefined> {
  const references = { ...(imagingStudy && { imagingStudy }), ...(order && { order }) };
  const study = { client, patientId: context.patientId, patient, studyInstanceUid, context: references };
  return desk.obtain(study, signal);
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

interface Decided {
  readonly recommendation: Recommendation;
  readonly record: PatientRecord;
  readonly stored: StoredMeasurement;
  readonly target: StudyTarget;
  readonly site: Site;
}

function cardFor({ recommendation, record, stored, target, site }: Decided): CdsResponse {
  const { measurement, patientId, published, observation } = stored;
  const card = recommendationCard(
    {
      recommendation,
      measurement,
      record,
      patientId,
      imagingStudy: target.imagingStudy,
      observation,
      published,
      foundBy: FOUND_BY[target.via],
      cutoff: site.policy.cutoff ?? measurement.mscore?.cutoff,
    },
    randomUUID,
  );
  return card ? { cards: [card] } : NO_CARDS;
}

const FOUND_BY: Record<FoundBy, string> = {
  'imaging-study': 'the ImagingStudy in the record',
  'qido-accession': 'its accession number on the PACS',
  'qido-patient': "the patient's identifier on the PACS (newest lumbar MRI)",
};

/** Says what was decided and why, in codes: nothing about the patient. */
function decisionLog({ hook, hookInstance }: CdsCall, logger: Logger) {
  // A client may put anything there; only what is a UUID is sure to say nothing about the patient.
  const instance = z.uuid().safeParse(hookInstance).data;
  return ({ kind, reasons, policyId }: Recommendation, found: object = {}): void => {
    const codes = reasons.map(({ code }) => code);
    logger.info({ hook, hookInstance: instance, kind, reasons: codes, policyId, ...found }, 'decided');
  };
}
