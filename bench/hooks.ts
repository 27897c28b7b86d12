/**
 * How long a hook takes when its study is measured already: `npm run bench`. One connection, everything read
 * over FHIR on loopback (callback only), and for comparison everything prefetched.
 */
import { fireHook, type EhrConnections } from '../fixtures/demo/ehr.ts';
import { hookRequest } from '../fixtures/demo/hooks.ts';
import { setStage, type Stage } from '../fixtures/demo/stage.ts';
import type { Logger } from '../src/logger.ts';
import { percentiles, percentileText } from './percentiles.ts';
import { prefetched } from './prefetched.ts';

const RUNS = 500;
/** AHRQ CQL Services, prefetch only and without any JWT, one connection on such a machine. */
const PEER = { name: 'AHRQ CQL Services', p99: 96 };

const silent: Logger = { info: () => {}, warn: () => {}, error: () => {} };

async function time(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

async function repeat(run: () => Promise<unknown>): Promise<number[]> {
  const milliseconds: number[] = [];
  for (let i = 0; i < RUNS; i += 1) milliseconds.push(await time(run));
  return milliseconds;
}

async function callPrefetched(stage: Stage, body: string): Promise<void> {
  const answer = await fetch(`${stage.service.url}/cds-services/lumbar-mri`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  if (!answer.ok || !(await answer.text()).includes('M-score')) throw new Error(`no card: ${answer.status}`);
}

const stage = await setStage(silent);
try {
  const connections: EhrConnections = {
    service: stage.service.url,
    fhirServer: stage.fhirServer,
    token: stage.token,
    patient: '',
    pictures: new Map(),
    store: async () => {},
    withdrawOrders: async () => {},
  };
  const cold = await fireHook('order-sign', connections);
  process.stdout.write(
    `order-sign, study not yet measured: ${cold.milliseconds} ms, ${cold.response.cards.length} card\n`,
  );

  const byCallback = await repeat(() => fireHook('order-sign', connections));
  process.stdout.write(`order-sign, measured, callback only (9 FHIR reads): ${percentileText(byCallback)}\n`);

  const request = {
    ...hookRequest('order-sign', stage.fhirServer, stage.token),
    prefetch: await prefetched(stage),
  };
  const body = JSON.stringify(request);
  const byPrefetch = await repeat(() => callPrefetched(stage, body));
  process.stdout.write(`order-sign, measured, prefetched: ${percentileText(byPrefetch)}\n`);
  const ratio = PEER.p99 / percentiles(byPrefetch).p99;
  process.stdout.write(`  against ${PEER.name} (p99 ${PEER.p99} ms): ${ratio.toFixed(1)} × faster at p99\n`);
} finally {
  await stage.close();
}
