import type { Device, Observation, Provenance, Reference } from 'fhir/r4.js';
import { LEVELS } from '../mscore/levels.ts';
import type { Measurement } from '../mscore/measurement.ts';
import type { ResourceKey } from './fhir-client.ts';
import { RESEARCH_USE } from '../research-use.ts';
import { AI_ASSERTED, resultCode } from './result-codes.ts';
import { algorithmKey, defaultNaming, resultKey, type ResultNaming, urnOf } from './result-keys.ts';
import {
  groupObservation,
  levelObservation,
  type ResultFrame,
  vbqObservation,
} from './result-observations.ts';

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
  readonly naming?: Partial<ResultNaming> | undefined;
}

/** One resource to write. References to the others of the set are their `fullUrl` (`urn:uuid:…`). */
export interface PublishEntry {
  readonly fullUrl: string;
  readonly resource: Device | Observation | Provenance;
  /** At most one resource on the server answers this. */
  readonly key: ResourceKey;
  /** `create`: leave an existing one as it is; `update`: replace it. */
  readonly write: 'create' | 'update';
}

export interface PublishSet {
  /** `Patient/id` whose results these are. */
  readonly patient: string;
  /** Each after those that it refers to: device, members, group, provenance. */
  readonly entries: readonly PublishEntry[];
  /** `fullUrl` of the M-score Observation. */
  readonly group: string;
  /** Observations that an earlier run may have written and this one no longer has. */
  readonly retire: readonly ResourceKey[];
}

/**
 * A measurement as FHIR R4: one Device per algorithm version, an Observation per level and for VBQ, the
 * M-score as their group, and a Provenance. A refusal is a group without any number. Results are
 * `preliminary` until a person has looked at them, and carry the AI label (v3-ObservationValue AIAST).
 *
 * Provenance has no identifier to search by in R4, so its key is a tag: `_tag` is a search parameter of every
 * resource. A conditional create by target and agent would need their ids before they exist.
 */
export function toResources(
  measurement: Measurement,
  context: PublishContext,
  issued: Date = new Date(),
): PublishSet {
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
  };
  const members = memberObservations(frame).map((resource) => observationEntry(resource, naming));
  const group = observationEntry(
    groupObservation(
      frame,
      members.map(({ fullUrl }) => ({ reference: fullUrl })),
    ),
    naming,
  );
  const written = new Set(members.map(({ key }) => key.value));
  return {
    patient,
    group: group.fullUrl,
    entries: [device, ...members, group, provenanceEntry(frame, [group, ...members])],
    retire: memberKeys(frame)
      .filter((value) => !written.has(value))
      .map((value) => ({ parameter: 'identifier', system: naming.identifierSystem, value })),
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

function memberKeys({ patient, measurement }: ResultFrame): string[] {
  return [
    ...LEVELS.map((level) => resultKey(patient, measurement, 'vertebral-body-snr', level)),
    resultKey(patient, measurement, 'vbq'),
  ];
}

function observationEntry(resource: Observation, { identifierSystem }: ResultNaming): PublishEntry {
  const value = resource.identifier?.[0]?.value ?? '';
  const key: ResourceKey = { parameter: 'identifier', system: identifierSystem, value };
  return { fullUrl: urnOf(value), resource, key, write: 'update' };
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
  const key: ResourceKey = { parameter: 'identifier', system: naming.identifierSystem, value };
  return { fullUrl: urnOf(value), resource, key, write: 'create' };
}

function provenanceEntry(frame: ResultFrame, targets: readonly PublishEntry[]): PublishEntry {
  const { measurement, naming, patient, device, study, issued } = frame;
  const value = resultKey(patient, measurement, 'provenance');
  const author = {
    system: 'http://terminology.hl7.org/CodeSystem/provenance-participant-type',
    code: 'author',
  };
  const resource: Provenance = {
    resourceType: 'Provenance',
    meta: { security: [AI_ASSERTED], tag: [{ system: naming.identifierSystem, code: value }] },
    target: targets.map(({ fullUrl }) => ({ reference: fullUrl })),
    recorded: issued,
    agent: [{ type: { coding: [{ ...author, display: 'Author' }] }, who: device }],
    entity: [{ role: 'source', what: study }],
  };
  const key: ResourceKey = { parameter: '_tag', system: naming.identifierSystem, value };
  return { fullUrl: urnOf(value), resource, key, write: 'update' };
}

function studyReference({ study }: Measurement, { imagingStudy }: PublishContext): Reference {
  const identifier = { system: 'urn:dicom:uid', value: `urn:oid:${study.studyInstanceUid}` };
  return { ...(imagingStudy && { reference: imagingStudy }), type: 'ImagingStudy', identifier };
}
