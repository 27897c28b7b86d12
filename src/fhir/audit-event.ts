import type { AuditEvent, AuditEventAgent, AuditEventEntity, BundleEntry, Coding } from 'fhir/r4.js';
import type { Chained } from '../audit/chain.ts';
import type { Actor, AuditAction, AuditEntry } from '../audit/entry.ts';
import { catalogue } from '../error-catalogue.ts';
import { SYSTEMS } from './code-systems.ts';
import { defaultNaming, urnOf } from './result-keys.ts';

const LIFECYCLE = 'http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle';
const ENTITY_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
const ROLE = 'http://terminology.hl7.org/CodeSystem/object-role';

const dicom = (code: string, display: string): Coding => ({ system: SYSTEMS.dicom, code, display });
const lifecycle = (code: string): Coding => ({ system: LIFECYCLE, code });

interface Kind {
  readonly type: Coding;
  readonly action: NonNullable<AuditEvent['action']>;
}

/** DICOM PS3.15 A.5.3 (audit events of images and records) and ISO 21089 (life of a record). */
const KINDS: Readonly<Record<AuditAction, Kind>> = {
  'read-record': { type: dicom('110110', 'Patient Record'), action: 'R' },
  'read-images': { type: dicom('110103', 'DICOM Instances Accessed'), action: 'R' },
  measured: { type: lifecycle('originate'), action: 'C' },
  published: { type: lifecycle('transmit'), action: 'C' },
  decided: { type: dicom('110110', 'Patient Record'), action: 'E' },
  reviewed: { type: lifecycle('attest'), action: 'U' },
  answered: { type: lifecycle('receive'), action: 'C' },
  'signed-in': { type: dicom('110114', 'User Authentication'), action: 'E' },
  exported: { type: dicom('110106', 'Export'), action: 'R' },
  configured: { type: lifecycle('amend'), action: 'U' },
};

/** One entry of the trail as FHIR R4; number and hash go along, so that it can be found again in the chain. */
export function auditEvent({ number, hash, entry }: Chained<AuditEntry>): BundleEntry<AuditEvent> {
  const { type, action } = KINDS[entry.action];
  const resource: AuditEvent = {
    resourceType: 'AuditEvent',
    type,
    subtype: [{ system: defaultNaming.codeSystem, code: entry.action }],
    action,
    recorded: entry.at,
    outcome: outcomeOf(entry.outcome),
    outcomeDesc: entry.outcome,
    agent: [agentOf(entry.who)],
    source: { observer: { display: 'mscore' }, ...(entry.client && { site: entry.client.issuer }) },
    entity: [
      ...named('patient', entry.patient, '1', '1'),
      ...named('study', entry.study, '2', '3'),
      ...named('measurement', entry.measurement, '2', '4'),
      ...(entry.listed ?? []).flatMap(({ patient, measurement }) => [
        ...named('patient', patient, '1', '1'),
        ...named('measurement', measurement, '2', '4'),
      ]),
      ...named('card', entry.card, '2', '4'),
      ...named('job', entry.job, '2', '20'),
      ...named('hook-instance', entry.hookInstance, '2', '20'),
      ...named('audit-entry', `${number} ${hash}`, '2', '13'),
    ],
  };
  return { fullUrl: urnOf(hash), resource };
}

/** 0 success, also where it was read and found to be no concern of ours; 4 the caller's mistake, 8 ours or of something outside. */
function outcomeOf(outcome: string): NonNullable<AuditEvent['outcome']> {
  const row = Object.entries(catalogue).find(([code]) => code === outcome)?.[1];
  if (row?.kind === 'request') return '4';
  return row?.kind === 'fault' ? '8' : '0';
}

function agentOf({ kind, name, account }: Actor): AuditEventAgent {
  const isProgram = kind === 'client' || kind === 'service';
  const human = {
    system: 'http://terminology.hl7.org/CodeSystem/extra-security-role-type',
    code: 'humanuser',
  };
  return {
    type: { coding: [isProgram ? dicom('110150', 'Application') : human] },
    altId: account ?? name,
    name,
    requestor: true,
  };
}

/** @param type of `audit-entity-type` (1 person, 2 system object) @param role of `object-role` */
function named(what: string, value: string | undefined, type: string, role: string): AuditEventEntity[] {
  if (value === undefined) return [];
  return [
    {
      what: { identifier: { system: `${defaultNaming.identifierSystem}/${what}`, value } },
      type: { system: ENTITY_TYPE, code: type },
      role: { system: ROLE, code: role },
    },
  ];
}
