/**
 * The record or the PACS of a hospital with very many patients, in a process of its own so that neither slows the
 * other or who counts; things go wrong on the way to it. The parent says which, and asks for the tally.
 */
import { once } from 'node:events';
import { z } from 'zod';
import { startDicomWebSandbox } from '../../fixtures/dicomweb-sandbox/dicomweb-sandbox.ts';
import { startFhirSandbox } from '../../fixtures/fhir-sandbox/fhir-sandbox.ts';
import { faultsSchema, startFaultyProxy } from './faulty-proxy.ts';
import { numbersOf, recordOf, somebody, templates } from './people.ts';

export const orderSchema = z.object({
  kind: z.enum(['record', 'pacs']),
  people: z.number(),
  seed: z.number(),
  faults: faultsSchema,
});
export type PeerOrder = z.infer<typeof orderSchema>;

if (import.meta.main) await run();

async function run(): Promise<void> {
  const [message] = await once(process, 'message');
  const order = orderSchema.parse(message);
  const numbers = numbersOf(order.people);
  const { baseUrl: upstream } = order.kind === 'record' ? await record(numbers) : await pacs(numbers);
  const proxy = await startFaultyProxy(upstream, order.faults, order.seed);
  process.on('message', () => process.send?.(proxy.tally()));
  process.on('disconnect', () => process.exit());
  process.send?.({ upstream, baseUrl: proxy.baseUrl });
}

function record(numbers: readonly number[]) {
  return startFhirSandbox({ resources: numbers.flatMap(recordOf) });
}

function pacs(numbers: readonly number[]) {
  const made = templates();
  const studies = numbers.flatMap((number) => made[somebody(number).body]?.study(number) ?? []);
  return startDicomWebSandbox({ studies });
}
