import { test } from '@jest/globals';
import { z } from 'zod';
import { bundle, order } from '../../cds-services/support.ts';
import { FHIR_TOKEN, type HookRequest, type World } from './world.ts';

/** How a client may give us the record: all of it with the request, or a token to read it with. */
export const WAYS = ['prefetch only', 'callback only'] as const;
export type Way = (typeof WAYS)[number];

/** One case, run in both ways; `name` begins with the ids of the checks that it proves. */
export function bothWays(name: string, run: (way: Way) => Promise<void>): void {
  test.each(WAYS)(`${name}, %s`, run);
}

const discovery = z.object({
  services: z.array(z.object({ hook: z.string(), prefetch: z.record(z.string(), z.string()) })),
});

const MORE_CONTEXT: Readonly<Record<string, object>> = {
  'order-sign': { draftOrders: bundle(order()) },
  'order-select': { draftOrders: bundle(order()), selections: ['ServiceRequest/o1'] },
  'report-view': { reportId: 'r1', category: 'RAD', status: 'final' },
  'report-sign': { reportId: 'r1', category: 'RAD', status: 'final' },
};

/** A request as an EHR sends it: it reads our templates from discovery and fills them, or lends us a token. */
export async function hookRequest(
  world: World,
  way: Way,
  hook = 'patient-view',
  patientId = 'p1',
): Promise<HookRequest> {
  const context = { userId: 'Practitioner/d1', patientId, ...MORE_CONTEXT[hook] };
  const request = { hook, hookInstance: world.newInstance(), context };
  if (way === 'prefetch only') return { ...request, prefetch: await prefetched(world, hook, patientId) };
  const authorization = { access_token: FHIR_TOKEN, token_type: 'Bearer', expires_in: 300 };
  return {
    ...request,
    fhirServer: world.fhir.baseUrl,
    fhirAuthorization: { ...authorization, scope: 'patient/*.rs', subject: 'mscore', patient: patientId },
  };
}

async function prefetched({ base, fhir }: World, hook: string, patientId: string) {
  const { services } = discovery.parse(await (await fetch(base)).json());
  const templates = services.find((service) => service.hook === hook)?.prefetch ?? {};
  const values = await Promise.all(
    Object.entries(templates).map(async ([key, template]): Promise<[string, unknown]> => {
      const query = template.replaceAll('{{context.patientId}}', patientId);
      const answer = await fetch(`${fhir.baseUrl}/${query}`, {
        headers: { Authorization: `Bearer ${FHIR_TOKEN}` },
      });
      return [key, answer.status === 404 ? null : await answer.json()];
    }),
  );
  return Object.fromEntries(values);
}

const answered = z.object({ cards: z.array(z.looseObject({ summary: z.string() })) });

/** The summaries of the cards that came back. */
export async function summaries(response: Response): Promise<string[]> {
  return answered.parse(await response.json()).cards.map(({ summary }) => summary);
}

/** The stable code of an error that came back as an OperationOutcome. */
export async function codeOf(response: Response): Promise<string | undefined> {
  const coding = z.object({ coding: z.array(z.object({ code: z.string() })) });
  const outcome = z.object({
    resourceType: z.literal('OperationOutcome'),
    issue: z.array(z.object({ details: coding })),
  });
  return outcome.parse(await response.json()).issue[0]?.details.coding[0]?.code;
}
