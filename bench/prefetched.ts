import { PATIENT_ID } from '../fixtures/demo/patient.ts';
import type { Stage } from '../fixtures/demo/stage.ts';
import { recordQueries } from '../src/fhir/record-queries.ts';

/** As a client does that prefetches: the templates filled in and asked for beforehand. */
export async function prefetched(
  stage: Pick<Stage, 'fhirServer' | 'token'>,
  patientId: string = PATIENT_ID,
): Promise<object> {
  const headers = { authorization: `Bearer ${stage.token}` };
  const entries = Object.entries(recordQueries).map(async ([key, template]) => {
    const query = template.replaceAll('{{context.patientId}}', patientId);
    const answer = await fetch(`${stage.fhirServer}/${query}`, { headers });
    return [key, await answer.json()] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
