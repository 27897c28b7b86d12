import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import express from 'express';
import { z } from 'zod';
import { CodedError } from '../../src/errors.ts';
import { metricsRouter } from '../../src/metrics-router.ts';
import { Metrics } from '../../src/observability/metrics.ts';
import { NO_TRACING } from '../../src/observability/tracing.ts';
import { watchJobs } from '../../src/observability/watch-jobs.ts';
import { currentWork } from '../../src/observability/work.ts';
import { aCard } from '../cds-hooks/support/fake-service.ts';

const hook = { serviceId: 'lumbar-mri', hook: 'patient-view', cards: [], failure: undefined, seconds: 0.02 };

describe('metrics', () => {
  test('of hooks say how long they took, what came of them and which cards were shown', async () => {
    const metrics = new Metrics();
    const topic = { system: 'https://x.example.org', code: 'dexaReferral' };
    metrics.hook({ ...hook, cards: [aCard({ source: { label: 'M-score', topic } })] });
    metrics.hook(hook);
    metrics.hook({ ...hook, failure: 'fhir/timeout' });
    const text = await metrics.registry.metrics();
    for (const outcome of ['cards', 'none', 'fhir/timeout']) {
      expect(text).toContain(
        `mscore_hook_duration_seconds_count{service="lumbar-mri",hook="patient-view",outcome="${outcome}"} 1`,
      );
    }
    expect(text).toContain('mscore_cards_total{kind="dexaReferral"} 1');
  });

  test('of jobs say how they ended, whoever throws', async () => {
    const metrics = new Metrics();
    const job = { queue: 'measure-study', jobId: 'j1', data: {} };
    const watch = watchJobs(metrics, NO_TRACING);
    await watch.around(job, async () =>
      expect(currentWork()).toEqual({ queue: 'measure-study', jobId: 'j1' }),
    );
    const failing = watch.around(job, () => Promise.reject(new CodedError('pacs/timeout')));
    await expect(failing).rejects.toMatchObject({ code: 'pacs/timeout' });
    const text = await metrics.registry.metrics();
    expect(text).toContain('mscore_job_duration_seconds_count{queue="measure-study",outcome="done"} 1');
    expect(text).toContain(
      'mscore_job_duration_seconds_count{queue="measure-study",outcome="pacs/timeout"} 1',
    );
  });

  test('of queues and peers are as they are when they are asked for', async () => {
    const metrics = new Metrics();
    let depths = [{ queue: 'measure-study', state: 'created', jobs: 3, oldestSeconds: 41 }];
    metrics.watchQueues(async () => depths);
    metrics.watchPeers(['fhir', 'pacs'], () => ['pacs']);
    const text = await metrics.registry.metrics();
    expect(text).toContain('mscore_queue_jobs{queue="measure-study",state="created"} 3');
    expect(text).toContain('mscore_queue_oldest_seconds{queue="measure-study",state="created"} 41');
    expect(text).toContain('mscore_peers_paused{kind="fhir"} 0');
    expect(text).toContain('mscore_peers_paused{kind="pacs"} 1');
    depths = [];
    expect(await metrics.registry.metrics()).not.toContain('mscore_queue_jobs{');
  });

  test('are told without the queues while the database is away', async () => {
    const metrics = new Metrics();
    metrics.watchQueues(() => Promise.reject(new Error('away')));
    metrics.hook(hook);
    const text = await metrics.registry.metrics();
    expect(text).toContain('mscore_hook_duration_seconds_count');
    expect(text).not.toContain('mscore_queue_jobs{');
  });
});

/** The status of `/metrics` for this request. */
async function scrape(tokenFile: string | undefined, headers: Record<string, string> = {}): Promise<number> {
  const app = express().use(metricsRouter({ registry: new Metrics().registry, tokenFile }));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = z.object({ port: z.number() }).parse(server.address());
    return (await fetch(`http://127.0.0.1:${port}/metrics`, { headers })).status;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('/metrics', () => {
  test('without a token file is for this machine, and not for whom a proxy asks', async () => {
    expect(await scrape(undefined)).toBe(200);
    expect(await scrape(undefined, { 'X-Forwarded-For': '10.0.0.1' })).toBe(401);
    expect(await scrape(undefined, { Forwarded: 'for=10.0.0.1' })).toBe(401);
  });

  test('with one is for whoever has the token', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'mscore-metrics-'));
    const file = join(folder.path, 'token');
    await writeFile(file, 'scrape-me\n');
    expect(await scrape(file, { Authorization: 'Bearer scrape-me' })).toBe(200);
    expect(await scrape(file)).toBe(401);
    expect(await scrape(file, { Authorization: 'Bearer scrape' })).toBe(401);
    await writeFile(file, '');
    expect(await scrape(file, { Authorization: 'Bearer ' })).toBe(401);
  });
});
