import type { Device, FhirResource, Observation, Provenance, Reference, Task } from 'fhir/r4.js';
import { LEVELS } from '../mscore/levels.ts';
import type { Measurement } from '../mscore/measurement.ts';
import { RESEARCH_USE } from '../research-use.ts';
import type { Finding } from '../screening/finding.ts';
import type { ReviewOutcome } from '../screening/review-outcome.ts';
import type { ResourceKey } from './fhir-client.ts';
import { statusAfter } from './observation-status.ts';
import { AI_ASSERTED, resultCode } from './result-codes.ts';
import {
  algorithmKey,
  defaultNaming,
  provenanceKey,
  resultKey,
  type ResultNaming,
  urnOf,
} from './result-keys.ts';
import {
  groupObservation,
  levelObservation,
  type ResultFrame,
  vbqObservation,
} from './result-observations.ts';
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

/** What to write in place of a resource that is there already; undefined leaves it as it is. */
export type Revise = (existing: FhirResource) => FhirResource | undefined;

/** One resource to write. References to the others of the set are their `fullUrl` (`urn:uuid:…`). */
export interface PublishEntry {
  readonly fullUrl: string;
  readonly resource: Device | Observation | Provenance | Task;
  /** At most one resource on the server answers this. */
  readonly key: ResourceKey;
  /** Where one does. `ours` is the resource with its references resolved as far as they are known. */
  revise(existing: FhirResource, ours: FhirResource): FhirResource | undefined;
}

/** A change to what an earlier run may have written. */
export interface Revision {
  readonly type: 'Observation' | 'Task';
  readonly key: ResourceKey;
  readonly revise: Revise;
}

export interface PublishSet {
  /** `Patient/id` whose results these are. */
  readonly patient: string;
  /** Each after those that it refers to: device, members, group, provenance, task. */
  readonly entries: readonly PublishEntry[];
  /** `fullUrl` of the M-score Observation. */
  readonly group: string;
  /** Where they are there: Observations that this run no longer has, and the task that it does not ask for. */
  readonly revisions: readonly Revision[];
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

/** A refused study has no number anywhere, not even where some levels could be measured. */
function memberObservations(frame: ResultFrame): Observation[] {
  const { status, mscore, vbq } = frame.measurement;
  if (status === 'refused' || !mscore) return [];
  return [
    ...LEVELS.flatMap((level) => levelObservation(frame, level) ?? []),
    ...(vbq ? [vbqObservation(frame, vbq)] : []),
  ];
}

/** Every Observation that a run may have written, as what is left of it when this run does not have it. */
function observationRevisions(
  { patient, measurement, naming }: ResultFrame,
  withdrawn: PublishContext['withdrawn'],
): Revision[] {
  const values = [
    ...LEVELS.map((level) => resultKey(patient, measurement, 'vertebral-body-snr', level)),
    resultKey(patient, measurement, 'vbq'),
    resultKey(patient, measurement, 'm-score'),
  ];
  return values.map((value) => ({
    type: 'Observation',
    key: identifierKey(value, naming),
    revise: (existing) => takenBack(existing, withdrawn),
  }));
}

function takenBack(existing: FhirResource, withdrawn: PublishContext['withdrawn']): FhirResource | undefined {
  if (existing.resourceType !== 'Observation' || existing.status === 'entered-in-error') return undefined;
  const note = [...(existing.note ?? []), ...(withdrawn ? [{ text: withdrawn.reason }] : [])];
  return { ...existing, status: 'entered-in-error', ...(note.length > 0 && { note }) };
}

function taskRevision(
  { patient, measurement, naming, issued }: ResultFrame,
  { review, withdrawn }: PublishContext,
): Revision {
  return {
    type: 'Task',
    key: identifierKey(resultKey(patient, measurement, 'review'), naming),
    revise: (existing) =>
      existing.resourceType === 'Task'
        ? revisedTask(existing, { review, withdrawn, naming, issued })
        : undefined,
  };
}

/** Created once; of one that is there only a review changes anything. */
function taskEntry(frame: ResultFrame, focus: string, context: PublishContext): PublishEntry | undefined {
  const { finding, review } = context;
  if (!finding) return undefined;
  const { patient, naming, issued } = frame;
  const { key, revise } = taskRevision(frame, context);
  const asked = reviewTask({ finding, naming, key: key.value, patient, focus, issued });
  const resource = review ? reviewed(asked, review, naming) : asked;
  return { fullUrl: urnOf(key.value), resource, key, revise };
}

function identifierKey(value: string, { identifierSystem }: ResultNaming): ResourceKey {
  return { parameter: 'identifier', system: identifierSystem, value };
}

function observationEntry(resource: Observation, { naming, review }: ResultFrame): PublishEntry {
  const value = resource.identifier?.[0]?.value ?? '';
  const statusOf = (before: Observation['status'] | undefined, changed: boolean) =>
    statusAfter(before, changed, review?.decision);
  return {
    fullUrl: urnOf(value),
    resource: { ...resource, status: statusOf(undefined, true) },
    key: identifierKey(value, naming),
    revise(existing, ours) {
      if (existing.resourceType !== 'Observation' || ours.resourceType !== 'Observation') return ours;
      const changed = !sameContent(existing, ours);
      const status = statusOf(existing.status, changed);
      return changed || status !== existing.status ? { ...ours, status } : undefined;
    },
  };
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
