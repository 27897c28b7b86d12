import { describe, expect, test } from '@jest/globals';
import type { CodeableConcept, ImagingStudy, ServiceRequest } from 'fhir/r4.js';
import { SYSTEMS } from '../../src/fhir/code-systems.ts';
import { defaultCodeLists, withSiteCodes } from '../../src/fhir/codes.ts';
import { isLumbarMri, lumbarMriOrders } from '../../src/fhir/lumbar-mri.ts';

const subject = { reference: 'Patient/p1' };

function order(code: CodeableConcept, more: Partial<ServiceRequest> = {}): ServiceRequest {
  return { resourceType: 'ServiceRequest', status: 'draft', intent: 'order', subject, code, ...more };
}

function coded(system: string, code: string): CodeableConcept {
  return { coding: [{ system, code }] };
}

function study(more: Partial<ImagingStudy>): ImagingStudy {
  const modality = [{ system: SYSTEMS.dicom, code: 'MR' }];
  return { resourceType: 'ImagingStudy', status: 'available', subject, modality, ...more };
}

describe('an order is a lumbar MRI', () => {
  test.each([
    ['CPT, as the CDS Hooks sandbox sends it', coded(SYSTEMS.cpt, '72148')],
    ['CPT by its OID', coded('urn:oid:2.16.840.1.113883.6.12', '72158')],
    ['LOINC', coded(SYSTEMS.loinc, '24967-2')],
    ['SNOMED CT', coded(SYSTEMS.snomed, '241648005')],
    [
      'any of several codings',
      {
        coding: [
          { system: 'http://x.test', code: '1' },
          { system: SYSTEMS.loinc, code: '24968-0' },
        ],
      },
    ],
  ])('by %s', (_what, code) => expect(isLumbarMri(order(code))).toBe(true));

  test('by a code for any MR with a coded lumbar body site', () => {
    const mr = coded(SYSTEMS.snomed, '113091000');
    const bodySite = [coded(SYSTEMS.snomed, '122496007')];
    expect(isLumbarMri(order(mr, { bodySite }))).toBe(true);
    expect(isLumbarMri(order(mr))).toBe(false);
    expect(isLumbarMri(order(mr, { bodySite: [{ text: 'lumbar' }] }))).toBe(false);
  });

  test.each([
    ['a cervical MRI', coded(SYSTEMS.cpt, '72141')],
    ['a DXA', coded(SYSTEMS.cpt, '77080')],
    ['words alone', { text: 'MRI lumbar spine without contrast' }],
    ['nothing', {}],
  ])('not by %s', (_what, code) => expect(isLumbarMri(order(code))).toBe(false));

  test('by words, where the site says so', () => {
    const lists = withSiteCodes(defaultCodeLists, { lumbarMri: { stems: ['mri lumbar'] } });
    expect(isLumbarMri(order({ text: 'MRI lumbar spine' }), lists)).toBe(true);
  });

  test('a report is known by its code', () => {
    const report = {
      resourceType: 'DiagnosticReport',
      status: 'final',
      code: coded(SYSTEMS.loinc, '30679-5'),
    } as const;
    expect(isLumbarMri(report)).toBe(true);
  });

  test('a malformed order is none, and does not throw', () => {
    const odd: ServiceRequest = JSON.parse(
      '{"resourceType":"ServiceRequest","code":{"coding":"72148"},"bodySite":7}',
    );
    expect(isLumbarMri(odd)).toBe(false);
  });
});

describe('draft orders', () => {
  const code = coded(SYSTEMS.cpt, '72148');

  test('those called off, not to be performed or of other kinds are left out', () => {
    const lumbar = order(code, { id: 'a', intent: 'plan' });
    const orders = [
      lumbar,
      order(code, { status: 'revoked' }),
      order(code, { status: 'entered-in-error' }),
      order(code, { doNotPerform: true }),
      order(coded(SYSTEMS.cpt, '71045')),
      { resourceType: 'MedicationRequest', status: 'draft', intent: 'order', subject } as const,
    ];
    expect(lumbarMriOrders(orders)).toEqual([lumbar]);
  });

  test('a status other than draft counts', () => {
    expect(lumbarMriOrders([order(code, { status: 'active' })])).toHaveLength(1);
  });
});

describe('an imaging study is a lumbar MRI', () => {
  test.each([
    ['by its procedure code', { procedureCode: [coded(SYSTEMS.loinc, '30679-5')] }],
    ['by its description', { description: 'MRI LUMBAR SPINE W/O' }],
    ['by a German description', { description: 'MRT der Lendenwirbelsäule' }],
    ['by a Czech description', { description: 'MR bederní páteře' }],
    ['by the abbreviation', { description: 'MR L-Spine' }],
    [
      'by the body site of a series',
      {
        series: [
          { uid: '1', modality: { code: 'MR' }, bodySite: { system: SYSTEMS.snomed, code: '122496007' } },
        ],
      },
    ],
    [
      'by a modality named in the series only',
      {
        modality: [],
        description: 'lumbar',
        series: [{ uid: '1', modality: { system: SYSTEMS.dicom, code: 'MR' } }],
      },
    ],
  ])('%s', (_what, more) => expect(isLumbarMri(study(more))).toBe(true));

  test.each([
    ['a lumbar CT', { modality: [{ system: SYSTEMS.dicom, code: 'CT' }], description: 'lumbar spine' }],
    ['a cervical MR', { description: 'MRI cervical spine' }],
    ['an MR of unknown place', {}],
    ['a lumbar study without modality', { modality: [], description: 'lumbar' }],
  ])('not %s', (_what, more) => expect(isLumbarMri(study(more))).toBe(false));
});
