import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { FhirResource } from 'fhir/r4.js';
import { z } from 'zod';
import type { Card } from '../../../src/cds-hooks/cards.ts';
import { patientViewContext, type HookContext } from '../../../src/cds-hooks/contexts.ts';
import type { CdsService, FhirReader } from '../../../src/cds-hooks/service.ts';

/** A request or feedback as a real client sent it, with the changes that a test is about. */
export async function recorded(
  name: string,
  changes: Record<string, unknown> = {},
): Promise<Record<string, unknown>> {
  const file = new URL(`../../../fixtures/cds-hooks/${name}.json`, import.meta.url);
  const json: unknown = JSON.parse(await readFile(file, 'utf8'));
  return { ...z.record(z.string(), z.unknown()).parse(json), ...changes };
}

export function aCard(changes: Partial<Card> = {}): Card {
  return {
    uuid: randomUUID(),
    summary: 'Two results are on file',
    indicator: 'info',
    source: { label: 'Test', topic: { system: 'https://example.org/topics', code: 'count' } },
    ...changes,
  };
}

/** Counts the results behind its prefetch keys: enough of a service to see what reached it. */
export function countingService<Context extends HookContext>(
  hook: string,
  context: z.ZodType<Context>,
  changes: Partial<CdsService<Context>> = {},
): CdsService<Context> {
  return {
    id: 'count',
    hook,
    title: 'Count',
    description: 'Counts results',
    context,
    prefetch: {
      patient: 'Patient/{{context.patientId}}',
      bmd: 'Observation?subject=Patient/{{context.patientId}}&code=http://loinc.org|38267-1&_count=50',
    },
    async respond(call) {
      const patient = await call.prefetch('patient');
      const bmd = await call.prefetch('bmd');
      const summary = `${patient.resources.length} patient, ${bmd.resources.length} results`;
      return { cards: [aCard({ summary })] };
    },
    ...changes,
  };
}

export const countOnPatientView = (changes: Partial<CdsService> = {}) =>
  countingService<HookContext>('patient-view', patientViewContext, changes);

/** A FHIR server's answers, by query, and which were asked. */
export function fakeFhir(answers: Record<string, FhirResource[]>, complete = true) {
  const asked: string[] = [];
  const reader: FhirReader = {
    read(path) {
      asked.push(path);
      return Promise.resolve(answers[path]?.[0]);
    },
    search(query) {
      asked.push(query);
      return Promise.resolve({ resources: answers[query] ?? [], complete });
    },
  };
  return { reader, asked };
}
