import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { CodedError } from '../../src/errors.ts';
import { Metrics } from '../../src/observability/metrics.ts';
import { openTelemetry } from '../../src/observability/open-telemetry.ts';
import { tracedReader } from '../../src/observability/traced-hooks.ts';
import { watchJobs } from '../../src/observability/watch-jobs.ts';

const spanSchema = z.object({
  name: z.string(),
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  status: z.object({ message: z.string().optional() }),
});
const exportSchema = z.object({
  resourceSpans: z.array(z.object({ scopeSpans: z.array(z.object({ spans: z.array(spanSchema) })) })),
});

/** A receiver of OTLP over HTTP that keeps what it is sent. */
async function startReceiver() {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      if (request.url === '/v1/traces') bodies.push(body);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    endpoint: `http://127.0.0.1:${port}`,
    bodies,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

test('a hook, its reads, and the job that came of it are one trace, without a word about the patient', async () => {
  await using receiver = await startReceiver();
  const web = openTelemetry({ endpoint: receiver.endpoint, role: 'web' });
  const worker = openTelemetry({ endpoint: receiver.endpoint, role: 'worker' });
  const reader = tracedReader(
    {
      read: async () => undefined,
      search: () => Promise.reject(new CodedError('fhir/unavailable', undefined, { cause: 'Novak' })),
    },
    web,
  );

  const message = await web.span('hook', { 'mscore.hook': 'patient-view' }, async () => {
    await reader.read('Patient/novak');
    await reader.search('Observation?patient=novak').catch(() => undefined);
    return watchJobs(new Metrics(), web).carried();
  });
  await watchJobs(new Metrics(), worker).around(
    { queue: 'measure-study', jobId: 'j1', data: message },
    async () => {
      const stages = worker.stages();
      stages.begin('headers');
      stages.begin('images');
      stages.end();
    },
  );
  await web.close();
  await worker.close();

  const spans = receiver.bodies
    .flatMap((body) => exportSchema.parse(JSON.parse(body)).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  const nameOf = new Map(spans.map(({ spanId, name }) => [spanId, name]));
  const tree = spans.map(({ name, parentSpanId, status }) => [
    name,
    nameOf.get(parentSpanId ?? ''),
    status.message,
  ]);
  expect(tree).toEqual([
    ['fhir read', 'hook', undefined],
    ['fhir search', 'hook', 'fhir/unavailable'],
    ['hook', undefined, undefined],
    ['stage headers', 'job measure-study', undefined],
    ['stage images', 'job measure-study', undefined],
    ['job measure-study', 'hook', undefined],
  ]);
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  expect(receiver.bodies.join()).toContain('"Patient"');
  expect(receiver.bodies.join()).not.toMatch(/novak/i);
});

test('a receiver that is away costs nothing but the spans', async () => {
  const tracing = openTelemetry({ endpoint: 'http://127.0.0.1:9', role: 'all' });
  expect(await tracing.span('hook', {}, async () => 7)).toBe(7);
  await tracing.close();
});
