import { describe, expect, test } from '@jest/globals';
import { RECORD_KEYS, recordQueries } from '../../src/fhir/record-queries.ts';

describe('prefetch templates (CDS Hooks check D4)', () => {
  test.each(RECORD_KEYS)('%s: this patient only, equality, _count and _sort', (key) => {
    const template = recordQueries[key];
    expect(template.match(/\{\{[^}]*\}\}/g)).toEqual(['{{context.patientId}}']);
    expect(template).not.toMatch(/_include|_revinclude|_has|\.[a-z]+=/);
    const [, parameters] = template.split('?');
    if (key === 'patient') expect(template).toBe('Patient/{{context.patientId}}');
    else {
      const names = (parameters ?? '').split('&').map((one) => one.split('=')[0]);
      expect(names).toContain('_count');
      for (const name of names) expect(name).toMatch(/^(patient|code|_count|_sort)$/);
    }
  });

  test('DXA observations are asked for by study, panel and result codes', () => {
    const codes = /code=([^&]*)/.exec(recordQueries.dexaObservations)?.[1]?.split(',');
    expect(codes).toEqual(expect.arrayContaining(['38268-9', '46383-6', '38267-1', '24966-4']));
    expect(new Set(codes).size).toBe(codes?.length);
    expect(recordQueries.dexaObservations.length).toBeLessThan(500);
  });
});
