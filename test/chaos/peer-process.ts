/**
 * The record or the PACS of a hospital with very many patients, in a process of its own so that neither slows the
 * other or who counts; things go wrong on the way to it. The parent says which, and asks for the tally.
 */
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { startDicomWebSandbox } from '../../fixtures/dicomweb-sandbox/dicomweb-sandbox.ts';
import type { SandboxStudy } from '../../fixtures/dicomweb-sandbox/studies.ts';
import { startFhirSandbox } from '../../fixtures/fhir-sandbox/fhir-sandbox.ts';
import { faultsSchema, startFaultyProxy } from './faulty-proxy.ts';
import { numbersOf, recordOf, somebody, templates } from './people.ts';

const common = { people: z.number(), seed: z.number(), faults: faultsSchema };
const orderSchema = z.discriminatedUnion('kind', [
  z.object({ ...common, kind: z.literal('record') }),
  /** It writes the ROIs of its studies into this folder, as whoever marks them would. */
  z.object({ ...common, kind: z.literal('pacs'), rois: z.string() }),
]);
export type PeerOrder = z.infer<typeof orderSchema>;

if (import.meta.main) await run();

async function run(): Promise<void> {
  const [message] = await once(process, 'message');
  const order = orderSchema.parse(message);
  const numbers = numbersOf(order.people);
  const { baseUrl: upstream } =
    order.kind === 'record' ? await record(numbers) : await pacs(numbers, order.rois);
  const proxy = await startFaultyProxy(upstream, order.faults, order.seed);
  process.on('message', () => process.send?.(proxy.tally()));
  process.on('disconnect', () => process.exit());
  process.send?.({ upstream, baseUrl: proxy.baseUrl });
}

function record(numbers: readonly number[]) {
  return startFhirSandbox({ resources: numbers.flatMap(recordOf) });
}

async function pacs(numbers: readonly number[], rois: string) {
  const made = templates();
  const studies: SandboxStudy[] = [];
  for (const number of numbers) {
    const { body, studyInstanceUid } = somebody(number);
    const template = made[body];
    if (!template) throw new RangeError('everybody has a body');
    studies.push(template.study(number));
    await writeFile(join(rois, `${studyInstanceUid}.json`), template.roiFile(number));
  }
  return startDicomWebSandbox({ studies });
}
