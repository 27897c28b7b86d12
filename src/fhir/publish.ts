import type { Device, Provenance, Reference } from 'fhir/r4.js';
import type { Measurement } from '../mscore/measurement.ts';
import { RESEARCH_USE } from '../research-use.ts';
import type { Finding } from '../screening/finding.ts';
import type { ReviewOutcome } from '../screening/review-outcome.ts';
import type { ResourceKey } from './fhir-client.ts';
import { memberObservations, observationEntry, observationRevisions } from './publish-observations.ts';
import { identifierKey, type PublishEntry, type PublishSet, type Revision } from './publish-set.ts';
import { AI_ASSERTED, resultCode } from './result-codes.ts';
import {
  algorithmKey,
  defaultNaming,
  provenanceKey,
  resultKey,
  type ResultNaming,
  urnOf,
} from './result-keys.ts';
import { groupObservation, type ResultFrame } from './result-observations.ts';
import { reviewed, reviewerReference, reviewTask, revisedTask } from './review-task.ts';
import { sameContent } from './same-content.ts';

export interface PublishContext {
  /** Logical id of the Patient on the FHIR server that is written to. */
  readonly patientId: string;
  /** `ImagingStudy/id`, when the server has one; else the study is named by its UID. */
  readonly imagingStudy?: string | undefined;
  /** `ServiceRequest/id` of the order of the MRI. */
  readonly order?: string | undefined;
  /** The cut-off of the site's policy; without one, that of the reference cohort counts. */
  readonly cutoff?: { readonly value: number; readonly source: string } | undefined;
  /** Id of the site's policy. */
  readonly policyId?: string | undefined;
  /** Why a person should look at it: then it is put on the worklist. */
  readonly finding?: Finding | undefined;
  /** What a person decided about this measurement, once somebody did. */
  readonly review?: ReviewOutcome | undefined;
  /** The report or the study was entered in error, for instance with the wrong patient: nothing of it may stand. */
  readonly withdrawn?: { readonly reason: string } | undefined;
  readonly naming?: Partial<ResultNaming> | undefined;
}

/**
 * A measurement as FHIR R4: one Device per algorithm version, an Observation per level and for VBQ, the
 * M-score as their group, a Provenance per algorithm version, and a Task when a person should look at it. A refusal is
 * a group without any number. Results are `preliminary` until a person has looked at them, and carry the AI label
 * (v3-ObservationValue AIAST). A newer version of the algorithm writes under the same identifiers.
 *
 * Provenance has no identifier to search by in R4, so its key is a tag: `_tag` is a search parameter of every
 * resource. A conditional create by target and agent would need their ids before they exist.
 */
export function toResources(
  measurement: Measurement,
  context: PublishContext,
  issued: Date = new Date(),
): PublishSet {
  const { withdrawn, review } = context;
  const naming = { ...defaultNaming, ...context.naming };
  const device = deviceEntry(measurement, naming);
  const { name, version } = measurement.algorithm;
  const patient = `Patient/${context.patientId}`;
  const frame: ResultFrame = {
    measurement,
    naming,
    patient,
    device: { reference: device.fullUrl, display: `${name} ${version}` },
    study: studyReference(measurement, context),
    order: context.order === undefined ? undefined : { reference: context.order },
    issued: issued.toISOString(),
    cutoff: context.cutoff ?? measurement.mscore?.cutoff ?? undefined,
    policyId: context.policyId,
    review,
  };
  const members = memberObservations(frame).map((resource) => observationEntry(resource, frame));
  const references = members.map(({ fullUrl }) => ({ reference: fullUrl }));
  const group = observationEntry(groupObservation(frame, references), frame);
  const observations = [...members, group];
  const task = taskEntry(frame, group.fullUrl, context);
  const entries = withdrawn
    ? []
    : [device, ...observations, provenanceEntry(frame, [group, ...members]), ...(task ? [task] : [])];
  const written = new Set(entries.map(({ key }) => key.value));
  const revisions = [...observationRevisions(frame, withdrawn), taskRevision(frame, context)];
  return {
    patient,
    group: group.fullUrl,
    entries,
    revisions: revisions.filter(({ key }) => !written.has(key.value)),
  };
}

function taskRevision(
  { patient, measurement, naming, issued }: ResultFrame,
  { finding, review, withdrawn }: PublishContext,
): Revision {
  return {
    type: 'Task',
    key: identifierKey(resultKey(patient, measurement, 'review'), naming),
    revise: (existing) =>
      existing.resourceType === 'Task'
        ? revisedTask(existing, { finding, review, withdrawn }, { naming, issued })
        : undefined,
  };
}

/** Created once, for who should look or has looked; one that is there is revised. */
function taskEntry(frame: ResultFrame, focus: string, context: PublishContext): PublishEntry | undefined {
  const { finding, review } = context;
  if (!finding && !review) return undefined;
  const { patient, naming, issued } = frame;
  const { key, revise } = taskRevision(frame, context);
  const asked = reviewTask({ finding, naming, key: key.value, patient, focus, issued });
  const resource = review ? reviewed(asked, review, naming) : asked;
  return { fullUrl: urnOf(key.value), resource, key, revise };
}

function deviceEntry({ algorithm }: Measurement, naming: ResultNaming): PublishEntry {
  const value = algorithmKey(algorithm);
  const { name, version, weightsSha256 } = algorithm;
  const resource: Device = {
    resourceType: 'Device',
    identifier: [{ system: naming.identifierSystem, value }],
    status: 'active',
    deviceName: [{ name, type: 'model-name' }],
    type: resultCode(naming.codeSystem, 'measurement-software'),
    version: [{ value: version }],
    ...(weightsSha256 !== null && {
      property: [
        { type: resultCode(naming.codeSystem, 'weights-sha256'), valueCode: [{ text: weightsSha256 }] },
      ],
    }),
    note: [{ text: RESEARCH_USE }],
  };
  return { fullUrl: urnOf(value), resource, key: identifierKey(value, naming), revise: () => undefined };
}

function provenanceEntry(frame: ResultFrame, targets: readonly PublishEntry[]): PublishEntry {
  const { measurement, naming, patient, device, study, issued, review } = frame;
  const value = provenanceKey(patient, measurement);
  const resource: Provenance = {
    resourceType: 'Provenance',
    meta: { security: [AI_ASSERTED], tag: [{ system: naming.identifierSystem, code: value }] },
    target: targets.map(({ fullUrl }) => ({ reference: fullUrl })),
    recorded: issued,
    ...(review && { occurredDateTime: review.decidedAt }),
    agent: [agent('author', device), ...(review ? [agent('verifier', reviewerReference(review))] : [])],
    entity: [{ role: 'source', what: study }],
  };
  const key: ResourceKey = { parameter: '_tag', system: naming.identifierSystem, value };
  return { fullUrl: urnOf(value), resource, key, revise: unlessSame };
}

const unlessSame: PublishEntry['revise'] = (existing, ours) =>
  sameContent(existing, ours) ? undefined : ours;

function agent(code: 'author' | 'verifier', who: Reference): Provenance['agent'][number] {
  const system = 'http://terminology.hl7.org/CodeSystem/provenance-participant-type';
  const display = { author: 'Author', verifier: 'Verifier' }[code];
  return { type: { coding: [{ system, code, display }] }, who };
}

function studyReference({ study }: Measurement, { imagingStudy }: PublishContext): Reference {
  const identifier = { system: 'urn:dicom:uid', value: `urn:oid:${study.studyInstanceUid}` };
  return { ...(imagingStudy && { reference: imagingStudy }), type: 'ImagingStudy', identifier };
}
