import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Device, Observation, Provenance } from 'fhir/r4.js';
import { reason } from '../../src/errors.ts';
import { toResources } from '../../src/fhir/publish.ts';
import type { PublishSet } from '../../src/fhir/publish-set.ts';
import { urnOf } from '../../src/fhir/result-keys.ts';
import { expectValidFhir } from '../support/fhir-validity.ts';
import { levelOf, measured, refused } from '../support/measurement.ts';

const severalSlices = measured({
  levels: [levelOf('L2', 70), levelOf('L1', 60), levelOf('L2', 80), levelOf('L3', 50), levelOf('L4', 55)],
});
const context = { patientId: 'p1', imagingStudy: 'ImagingStudy/s1', order: 'ServiceRequest/o1' };
const issued = new Date('2026-05-04T10:00:00Z');
const refusal = refused(reason('noise/quantised'), reason('reference/no-match', 'coil'));

function observations(set: PublishSet): Observation[] {
  return set.entries.flatMap(({ resource }) => (resource.resourceType === 'Observation' ? [resource] : []));
}

function only<Type extends 'Device' | 'Provenance'>(
  set: PublishSet,
  type: Type,
): Extract<Device | Provenance, { resourceType: Type }> {
  for (const { resource } of set.entries) if (isOfType(resource, type)) return resource;
  throw new Error(`no ${type}`);
}

function isOfType<Type extends 'Device' | 'Provenance'>(
  resource: PublishSet['entries'][number]['resource'],
  type: Type,
): resource is Extract<Device | Provenance, { resourceType: Type }> {
  return resource.resourceType === type;
}

function group(set: PublishSet): Observation {
  const resource = set.entries.find(({ fullUrl }) => fullUrl === set.group)?.resource;
  if (resource?.resourceType !== 'Observation') throw new Error('no group');
  return resource;
}

function retired({ revisions }: PublishSet): PublishSet['revisions'] {
  return revisions.filter(({ type }) => type === 'Observation');
}

function codesOf(set: PublishSet): (string | undefined)[] {
  return observations(set).map(({ code, bodySite }) =>
    `${code.coding?.[0]?.code} ${bodySite?.text ?? ''}`.trim(),
  );
}

describe('every resource is valid R4', () => {
  const limited = measured({ status: 'limited', limits: [reason('reference/small')], vbq: null });
  const noCutoff = measured();
  if (noCutoff.mscore) noCutoff.mscore.cutoff = null;
  const weights = measured({
    algorithm: { name: 'mscore', version: '1.0.0', weightsSha256: 'a'.repeat(64) },
  });
  const undated = measured({ study: { studyInstanceUid: '1.2', source: 'folder' } });
  test.each([
    ['measured', measured()],
    ['limited', limited],
    ['without a cut-off', noCutoff],
    ['with weights', weights],
    ['without a date', undated],
    ['on several slices', severalSlices],
    ['refused', refusal],
    ['refused without reasons', refused()],
  ])('%s', (_what, measurement) => {
    for (const { resource } of toResources(measurement, context, issued).entries) expectValidFhir(resource);
  });
});

describe('a measured study', () => {
  const set = toResources(measured(), context, issued);

  test('is a group with a member per level and VBQ, by one device, with provenance', () => {
    expect(set.entries.map(({ resource }) => resource.resourceType)).toEqual([
      'Device',
      ...Array.from({ length: 6 }, () => 'Observation'),
      'Provenance',
    ]);
    expect(codesOf(set)).toEqual([
      'vertebral-body-snr Body of vertebra L1',
      'vertebral-body-snr Body of vertebra L2',
      'vertebral-body-snr Body of vertebra L3',
      'vertebral-body-snr Body of vertebra L4',
      'vbq',
      'm-score',
    ]);
    expect(group(set).hasMember).toHaveLength(5);
  });

  test('refers only to what comes before it', () => {
    const before = new Set<string>();
    for (const { fullUrl, resource } of set.entries) {
      for (const [urn] of JSON.stringify(resource).matchAll(/urn:uuid:[0-9a-f-]{36}/g))
        expect(before).toContain(urn);
      before.add(fullUrl);
    }
  });

  test('says M with its interval, cohort, cut-off, and that it is for research', () => {
    const { valueQuantity, component, referenceRange, interpretation, note, status } = group(set);
    expect(valueQuantity?.value).toBe(6.377);
    const interval = component?.find(
      ({ code }) => code.coding?.[0]?.code === 'm-score-interval-95',
    )?.valueRange;
    expect([interval?.low?.value, interval?.high?.value]).toEqual([3.9, 9.1]);
    expect(referenceRange?.[0]?.high?.value).toBe(5.5);
    expect(referenceRange?.[0]?.text).toContain('seed-2025, n = 30');
    expect(interpretation?.[0]?.coding?.[0]?.code).toBe('H');
    expect(note?.[0]?.text).toBe('Research use only, not for diagnosis.');
    expect(status).toBe('preliminary');
  });

  test('every Observation is labelled as asserted by AI, for research, and points to study and order', () => {
    for (const { meta, note, derivedFrom, basedOn, subject } of observations(set)) {
      expect(meta?.security?.map(({ code }) => code)).toEqual(['AIAST']);
      expect(note?.[0]?.text).toMatch(/^Research use/);
      expect(derivedFrom?.[0]?.reference).toBe('ImagingStudy/s1');
      expect(basedOn?.[0]?.reference).toBe('ServiceRequest/o1');
      expect(subject?.reference).toBe('Patient/p1');
    }
  });

  test('names the study by its UID where the record has no ImagingStudy', () => {
    const [first] = observations(toResources(measured(), { patientId: 'p1' }));
    expect(first?.derivedFrom).toEqual([
      {
        type: 'ImagingStudy',
        identifier: { system: 'urn:dicom:uid', value: 'urn:oid:1.2.826.0.1.3680043.10.1.1' },
      },
    ]);
    expect(first).not.toHaveProperty('basedOn');
  });

  test.each([
    ['air-sd', undefined],
    ['difference', undefined],
    ['declared', 'gel bottle, 2026-10-01'],
  ] as const)('says that the noise is known by %s, and where a declared one is from', (method, source) => {
    const { noise } = measured();
    if (!noise) throw new Error('no noise');
    const by = toResources(measured({ noise: { ...noise, method, ...(source && { source }) } }), context);
    const methods = observations(by).map((one) => one.method?.coding?.[0]?.code);
    expect(methods).toEqual([method, method, method, method, 'body-over-csf', method]);
    const from = group(by).component?.find(({ code }) => code.coding?.[0]?.code === 'noise-source');
    expect(from?.valueString).toBe(source);
  });

  test('says which body the fluid of the VBQ lies behind, where that is known', () => {
    const { vbq } = measured();
    const behind = (of: typeof vbq) =>
      observations(toResources(measured({ vbq: of }), context))
        .flatMap(({ component = [] }) => component)
        .find(({ code }) => code.coding?.[0]?.code === 'fluid-behind')?.valueCodeableConcept?.text;
    expect(behind(vbq && { ...vbq, fluidBehind: 'L2' })).toBe('Body of vertebra L2');
    expect(behind(vbq)).toBeUndefined();
  });

  test('a level that was measured on several slices is one Observation, averaged', () => {
    const several = toResources(severalSlices, context);
    expect(new Set(several.entries.map(({ fullUrl }) => fullUrl)).size).toBe(several.entries.length);
    const snrs = observations(several).map(({ bodySite, valueQuantity }) => [
      bodySite?.text,
      valueQuantity?.value,
    ]);
    expect(snrs.slice(0, 4)).toEqual([
      ['Body of vertebra L1', 60],
      ['Body of vertebra L2', 75],
      ['Body of vertebra L3', 50],
      ['Body of vertebra L4', 55],
    ]);
    const l2 = observations(several)[1];
    expect(l2?.component?.[0]?.valueQuantity?.value).toBe(737.25);
    expect(l2?.component?.[1]?.valueInteger).toBe(232);
  });

  test.each([
    ['measured', measured()],
    ['on several slices', severalSlices],
    ['without VBQ', measured({ vbq: null })],
    ['refused', refusal],
  ])('%s: eight entries at most beside the task, Medplum’s limit of conditional writes', (_what, of) => {
    const { entries, revisions } = toResources(of, { ...context, finding: 'suspicious' });
    const all = [
      ...entries.map(({ resource }) => resource.resourceType),
      ...revisions.map(({ type }) => type),
    ];
    expect(all.filter((type) => type !== 'Task')).toHaveLength(8);
  });

  test('says by which policy, series and version', () => {
    const { component, device } = group(toResources(measured(), { ...context, policyId: 'site-1' }));
    const said = (code: string) =>
      component?.find((one) => one.code.coding?.some((coding) => coding.code === code))?.valueString;
    expect(said('policy')).toBe('site-1');
    expect(said('112002')).toBe('1.2.826.0.1.3680043.10.1.1.2');
    expect(device?.display).toBe('mscore 0.1.0');
  });

  test.each([
    [19, undefined],
    [20, 'H'],
  ])('against a cohort of %i the interpretation is %s', (referenceN, interpretation) => {
    const high = measured();
    if (high.mscore) high.mscore.referenceN = referenceN;
    const { interpretation: said } = group(toResources(high, context));
    expect(said?.[0]?.coding?.[0]?.code).toBe(interpretation);
  });

  test('a low M-score has no interpretation: it never reassures', () => {
    const low = measured();
    if (low.mscore) low.mscore.value = 1.2;
    expect(group(toResources(low, context))).not.toHaveProperty('interpretation');
  });

  test('without a cut-off there is neither interpretation nor limit, and a policy’s cut-off comes first', () => {
    const none = measured();
    if (none.mscore) none.mscore.cutoff = null;
    expect(group(toResources(none, context)).referenceRange?.[0]).not.toHaveProperty('high');
    expect(group(toResources(none, context))).not.toHaveProperty('interpretation');
    const cutoff = { value: 7, source: 'site' };
    expect(group(toResources(measured(), { ...context, cutoff })).referenceRange?.[0]?.high?.value).toBe(7);
    expect(group(toResources(measured(), { ...context, cutoff }))).not.toHaveProperty('interpretation');
  });

  test('the provenance: written by the device, from the study, about every Observation', () => {
    const provenance = only(set, 'Provenance');
    expect(provenance.agent[0]?.who.reference).toBe(set.entries[0]?.fullUrl);
    expect(provenance.entity?.[0]?.what.reference).toBe('ImagingStudy/s1');
    expect(provenance.target).toHaveLength(6);
    expect(provenance.recorded).toBe('2026-05-04T10:00:00.000Z');
  });

  test('the device names algorithm, version and weights', () => {
    const weightsSha256 = 'b'.repeat(64);
    const algorithm = { name: 'mscore', version: '1.2.3', weightsSha256 };
    const device = only(toResources(measured({ algorithm }), context), 'Device');
    expect(device.version?.[0]?.value).toBe('1.2.3');
    expect(device.property?.[0]?.valueCode?.[0]?.text).toBe(weightsSha256);
  });
});

describe('a refused study', () => {
  const set = toResources(refusal, context, issued);

  test('has no number anywhere, only the coded refusals', () => {
    const json = JSON.stringify(set.entries);
    expect(json).not.toMatch(/"value(Quantity|Integer|Range|Decimal)"/);
    expect(codesOf(set)).toEqual(['m-score']);
    const { dataAbsentReason, component } = group(set);
    const refusals = component?.filter(({ valueCodeableConcept }) => valueCodeableConcept);
    expect(dataAbsentReason?.coding?.map(({ code }) => code)).toEqual(['not-performed', 'noise/quantised']);
    expect(refusals?.map(({ valueCodeableConcept }) => valueCodeableConcept?.coding?.[0]?.code)).toEqual([
      'noise/quantised',
      'reference/no-match',
    ]);
  });

  test('retires the members that an earlier run may have written', () => {
    expect(retired(set)).toHaveLength(5);
    expect(retired(toResources(measured(), context))).toEqual([]);
    expect(retired(toResources(measured({ vbq: null }), context))).toHaveLength(1);
  });
});

const keys = (measurement = measured(), changes = {}): string[] =>
  toResources(measurement, { ...context, ...changes }).entries.map(({ key }) => `${key.system}|${key.value}`);

test('are the same for the same study, whatever was measured', () => {
  const again = measured({ snr: 1, limits: [reason('reference/small')] });
  expect(keys(again)).toEqual(keys());
});

describe('identifiers', () => {
  test('all differ within a set', () => expect(new Set(keys()).size).toBe(keys().length));

  test('change with the study', () => {
    const other = measured({ study: { studyInstanceUid: '1.2.3', source: 'x' } });
    const before = new Set(keys().slice(1));
    expect(keys(other).filter((key) => before.has(key))).toEqual([]);
  });

  test('of the results are the same for another version, which supersedes; device and provenance are its own', () => {
    const algorithm = { name: 'mscore', version: '0.2.0', weightsSha256: null };
    const [device, ...results] = keys();
    const [newDevice, ...newResults] = keys(measured({ algorithm }));
    expect(newDevice).not.toBe(device);
    expect(newResults.slice(0, -1)).toEqual(results.slice(0, -1));
    expect(newResults.at(-1)).not.toBe(results.at(-1));
  });

  test('change with the patient, but for the device', () => {
    const before = new Set(keys().slice(1));
    expect(keys(measured(), { patientId: 'p2' }).filter((key) => before.has(key))).toEqual([]);
  });

  test('are the same on another series, and without one', () => {
    const chosen = { seriesInstanceUid: '1.9', description: 'T1' };
    expect(keys(measured({ series: { chosen, reasons: [], rejected: [] } }))).toEqual(keys());
    expect(keys(measured({ series: { chosen: null, reasons: [], rejected: [] } }))).toEqual(keys());
  });

  test('carry the site’s own canonicals', () => {
    const naming = {
      identifierSystem: 'https://hospital.test/ids',
      codeSystem: 'https://hospital.test/codes',
    };
    expect(keys(measured(), { naming }).every((key) => key.startsWith('https://hospital.test/ids|'))).toBe(
      true,
    );
    const json = JSON.stringify(toResources(measured(), { ...context, naming }).entries);
    expect(json).not.toContain('mscore.example.org');
  });

  test('hold no UID in the clear', () => {
    expect(keys().join()).not.toContain(measured().study.studyInstanceUid);
  });

  test('become well-formed UUIDs of version 8', () => {
    const hash = fc.stringMatching(/^[0-9a-f]{64}$/);
    fc.assert(
      fc.property(hash, (key) => {
        expect(urnOf(key)).toMatch(
          /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
      }),
    );
  });
});

test('a number says exactly which cohort it came from: id, version and digest of the content', () => {
  const { mscore } = measured();
  if (!mscore) throw new RangeError('no number');
  const stored = { ...mscore, referenceVersion: 3, referenceSha256: 'abc' };
  const { entries } = toResources(measured({ mscore: stored }), context, issued);
  const components = entries.flatMap(({ resource }) =>
    resource.resourceType === 'Observation' ? (resource.component ?? []) : [],
  );
  const valueOf = (code: string) => components.find(({ code: { coding } }) => coding?.[0]?.code === code);
  expect(valueOf('reference-cohort')).toMatchObject({ valueString: 'seed-2025' });
  expect(valueOf('reference-cohort-version')).toMatchObject({ valueInteger: 3 });
  expect(valueOf('reference-cohort-sha256')).toMatchObject({ valueString: 'abc' });
  expect(JSON.stringify(entries)).toContain('Reference cohort seed-2025 version 3, n = 30');
  for (const { resource } of entries) expectValidFhir(resource);
});
