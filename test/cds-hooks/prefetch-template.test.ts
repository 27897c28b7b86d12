import { describe, expect, test } from '@jest/globals';
import { checkTemplate, fillTemplate } from '../../src/cds-hooks/prefetch-template.ts';

describe('D4 a prefetch template', () => {
  test.each([
    'Patient/{{context.patientId}}',
    '{{context.userId}}',
    'Encounter/{{ context.encounterId }}',
    'Observation?subject=Patient/{{context.patientId}}&code=http://loinc.org|38263-0,http://loinc.org|38267-1',
    'Observation?patient={{context.patientId}}&date=ge2020-01-01&_count=50&_sort=-date',
    'Condition?patient={{context.patientId}}&code:in=http://example.org/vs',
  ])('D4 may be %s', (template) => {
    expect(() => checkTemplate('key', template)).not.toThrow();
  });

  test.each([
    ['a token that not every client knows', 'Patient/{{context.draftOrders.id}}'],
    ['a token of the user', 'PractitionerRole?practitioner={{userPractitionerId}}'],
    ['chaining', 'Observation?subject.name=x'],
    ['typed chaining', 'Observation?subject:Patient.name=x'],
    ['_include', 'ImagingStudy?patient={{context.patientId}}&_include=ImagingStudy:endpoint'],
    ['_revinclude', 'Patient?_id=1&_revinclude=Observation:subject'],
    ['_has', 'Patient?_has:Observation:patient:code=1'],
    ['another modifier', 'Condition?code:text=osteo'],
    ['an absolute address', 'https://ehr.example.org/fhir/Patient/1'],
    ['another kind of request', 'Patient/{{context.patientId}}/$everything'],
    ['no parameters', 'Observation?'],
    ['nothing', ''],
  ])('D4 may not ask %s', (_what, template) => {
    expect(() => checkTemplate('key', template)).toThrow(expect.objectContaining({ code: 'config/invalid' }));
  });

  test('is filled from the context', () => {
    const context = { userId: 'Practitioner/1', patientId: 'p.2', encounterId: 'e-3' };
    const template =
      'A?patient={{context.patientId}}&encounter={{ context.encounterId }}&x={{context.userId}}';
    expect(fillTemplate(template, context)).toBe('A?patient=p.2&encounter=e-3&x=Practitioner/1');
  });

  test('stands for no query when the context lacks the encounter', () => {
    expect(
      fillTemplate('Encounter/{{context.encounterId}}', { userId: 'P/1', patientId: '2' }),
    ).toBeUndefined();
  });
});
