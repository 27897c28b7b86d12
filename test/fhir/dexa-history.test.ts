import { describe, expect, test } from '@jest/globals';
import { recordOf, subject } from './record-of.ts';
import { recorded, recordedEntries } from './recorded.ts';

const dexaCode = { coding: [{ system: 'http://loinc.org', code: '38267-1' }] };

function tScore(changes: object): object {
  return {
    resourceType: 'Observation',
    status: 'final',
    code: dexaCode,
    subject,
    effectiveDateTime: '2025-01-02',
    ...changes,
  };
}

describe('DEXA history', () => {
  test('a panel with components: T-score, BMD in g/cm², nothing for what was not performed', () => {
    expect(recordOf({ dexaObservations: [recorded('dexa-panel-with-components')] }).dexaHistory).toEqual([
      {
        date: '2024-11-20',
        kind: 'observation',
        values: [
          { site: 'lumbar-spine', quantity: 't-score', value: -2.6 },
          { site: 'lumbar-spine', quantity: 'bmd', value: 0.763 },
        ],
      },
    ]);
  });

  test('a panel with members is one DEXA; a cancelled member has no value; the neck is known by its body site', () => {
    expect(recordOf({ dexaObservations: recordedEntries('dexa-panel-with-members') }).dexaHistory).toEqual([
      {
        date: '2023-06-01',
        kind: 'observation',
        values: [
          { site: 'lumbar-spine', quantity: 't-score', value: -1.8 },
          { site: 'femoral-neck', quantity: 't-score', value: -2.1 },
        ],
      },
    ]);
  });

  test('members may be contained', () => {
    const panel = tScore({
      code: { coding: [{ system: 'http://loinc.org', code: '38268-9' }] },
      contained: [{ ...tScore({ id: 'm', valueQuantity: { value: -3 } }) }],
      hasMember: [{ reference: '#m' }],
    });
    expect(recordOf({ dexaObservations: [panel] }).dexaHistory[0]?.values).toEqual([
      { site: 'lumbar-spine', quantity: 't-score', value: -3 },
    ]);
  });

  test.each([
    [{ value: -2.5, unit: '{T-Score}', code: '{T-Score}' }, -2.5],
    [{ value: -2.5, unit: 'T-score', code: '{TScore}' }, -2.5],
    [{ value: -2.5, code: '1' }, -2.5],
    [{ value: -2.5, unit: 'SD' }, -2.5],
    [{ value: -2.5 }, -2.5],
    [{ value: 0 }, 0],
  ])('T-score in the unit of %j', (valueQuantity, value) => {
    expect(recordOf({ dexaObservations: [tScore({ valueQuantity })] }).dexaHistory[0]?.values).toEqual([
      { site: 'lumbar-spine', quantity: 't-score', value },
    ]);
  });

  test.each([
    ['a density called T-score', { valueQuantity: { value: -2.5, unit: 'g/cm2' } }],
    ['an impossible T-score', { valueQuantity: { value: -25 } }],
    ['a comparator', { valueQuantity: { value: -2.5, comparator: '<' } }],
    ['words', { valueString: 'osteopenic' }],
    ['no value', {}],
    ['a value that is no number', { valueQuantity: { value: '-2.5' } }],
  ])('%s: the DEXA was made, without a value', (_what, changes) => {
    expect(recordOf({ dexaObservations: [tScore(changes)] }).dexaHistory).toEqual([
      { date: '2025-01-02', kind: 'observation', values: [] },
    ]);
  });

  test.each([
    [{ value: 0.763, unit: 'g/cm2' }, 0.763],
    [{ value: 0.763, unit: 'g/cm²' }, 0.763],
    [{ value: 763, code: 'mg/cm2' }, 0.763],
    [{ value: 763, unit: 'g/cm2' }, undefined],
    [{ value: 0.763 }, undefined],
  ])('BMD from %j', (valueQuantity, value) => {
    const code = { coding: [{ system: 'http://loinc.org', code: '46383-6' }] };
    const bodySite = { coding: [{ system: 'http://snomed.info/sct', code: '122496007' }] };
    const [evidence] = recordOf({
      dexaObservations: [tScore({ code, bodySite, valueQuantity })],
    }).dexaHistory;
    expect(evidence?.values).toEqual(
      value === undefined ? [] : [{ site: 'lumbar-spine', quantity: 'bmd', value }],
    );
  });

  test('a report, a procedure and a densitometry study count without values, newest first, undated last', () => {
    const cpt = { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '77080' }] };
    const { dexaHistory } = recordOf({
      reports: [
        recorded('dexa-report-without-values'),
        { resourceType: 'DiagnosticReport', status: 'final', code: cpt, subject },
      ],
      procedures: [
        {
          resourceType: 'Procedure',
          status: 'completed',
          code: cpt,
          subject,
          performedPeriod: { start: '2022-05', end: '2022-05' },
        },
      ],
      imagingStudies: [
        {
          resourceType: 'ImagingStudy',
          status: 'available',
          subject,
          started: '2026-02-01T10:00:00Z',
          modality: [{ code: 'BMD' }],
        },
      ],
    });
    expect(dexaHistory.map(({ date, kind }) => [date, kind])).toEqual([
      ['2026-02-01', 'procedure'],
      ['2025-03-04', 'report'],
      ['2022-05', 'procedure'],
      [undefined, 'report'],
    ]);
  });

  const local = { coding: [{ system: 'urn:local', code: 'RAD123', display: 'Knochendichtemessung (DXA)' }] };
  test.each([
    ['text alone', { text: 'DEXA bone density, spine and hip' }],
    ['spelled out', { text: 'Dual-energy X-ray absorptiometry' }],
    ['Czech words', { text: 'Kostní denzitometrie' }],
    ['French words', { text: 'Ostéodensitométrie' }],
    ['a local code', local],
    ['a code without a system', { coding: [{ code: 'RAD123' }], text: 'Bone Densitometry' }],
    [
      'words beside a general code',
      { coding: [{ system: 'http://loinc.org', code: '18748-4' }], text: 'DXA hip' },
    ],
  ])('a report or a procedure by %s is a DEXA', (_what, code) => {
    const report = { resourceType: 'DiagnosticReport', status: 'final', subject, code, issued: '2025-02-03' };
    const done = { resourceType: 'Procedure', status: 'completed', subject, code };
    const { dexaHistory } = recordOf({
      reports: [report],
      procedures: [{ ...done, performedDateTime: '2024-01-02' }],
    });
    expect(dexaHistory.map(({ date, kind }) => [date, kind])).toEqual([
      ['2025-02-03', 'report'],
      ['2024-01-02', 'procedure'],
    ]);
  });

  test.each([
    ['its description', { description: 'DXA Wirbelsäule' }],
    ['its procedure', { procedureCode: [{ text: 'Bone density scan' }] }],
  ])('a study by %s is a DEXA', (_what, changes) => {
    const modality = [{ code: 'OT' }];
    const study = {
      resourceType: 'ImagingStudy',
      status: 'available',
      subject,
      modality,
      started: '2025-05-05',
    };
    expect(recordOf({ imagingStudies: [{ ...study, ...changes }] }).dexaHistory).toMatchObject([
      { date: '2025-05-05', kind: 'procedure' },
    ]);
  });

  test.each([
    ['a cancelled observation', { dexaObservations: [tScore({ status: 'cancelled' })] }],
    ['one entered in error', { dexaObservations: [tScore({ status: 'entered-in-error' })] }],
    ['one that has no result yet', { dexaObservations: [tScore({ status: 'registered' })] }],
    [
      'one that says that nothing was measured',
      { dexaObservations: [tScore({ dataAbsentReason: { text: 'not performed' } })] },
    ],
    [
      'a report entered in error',
      { reports: [{ ...recorded('dexa-report-without-values'), status: 'entered-in-error' }] },
    ],
    [
      'a procedure that was not done',
      { procedures: [{ resourceType: 'Procedure', status: 'not-done', subject, code: dexaCode }] },
    ],
    [
      'another observation',
      { dexaObservations: [tScore({ code: { coding: [{ system: 'http://loinc.org', code: '8302-2' }] } })] },
    ],
    [
      'a report of something else',
      {
        reports: [
          { resourceType: 'DiagnosticReport', status: 'final', subject, code: { text: 'Spine X-ray' } },
        ],
      },
    ],
    [
      'an ultrasound study',
      {
        imagingStudies: [
          { resourceType: 'ImagingStudy', status: 'available', subject, modality: [{ code: 'BDUS' }] },
        ],
      },
    ],
  ])('%s is no DEXA', (_what, resources) => {
    expect(recordOf(resources).dexaHistory).toEqual([]);
  });
});
