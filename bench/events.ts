/**
 * How long an event takes until it is stored, queued and answered: `npm run bench`. One connection, every event a new
 * one, nothing reads them meanwhile. The store is PostgreSQL by DATABASE_URL, else the embedded one.
 */
import { once } from 'node:events';
import express from 'express';
import { z } from 'zod';
import { eventClients } from '../src/events/event-clients.ts';
import { Intake } from '../src/events/intake.ts';
import { eventsRouter } from '../src/events/router.ts';
import { JobQueue } from '../src/jobs/queue.ts';
import type { Logger } from '../src/logger.ts';
import { openDatabase } from '../src/store/database.ts';
import { Events } from '../src/store/events.ts';
import { RecordSeen } from '../src/store/record-seen.ts';
import { percentiles, percentileText } from './percentiles.ts';

const RUNS = 1_000;
const WARM_UP = 50;
const MOST_P99 = 30;
const SECRET = 'of-a-benchmark-and-nobody-else';

const logger: Logger = { info: () => {}, warn: () => {}, error: () => {} };
await using stack = new AsyncDisposableStack();
const { DATABASE_URL: connectionString } = process.env;
const database = await openDatabase(
  connectionString ? { kind: 'postgres', connectionString } : { kind: 'memory' },
  logger,
);
stack.defer(() => database.close());
const queue = new JobQueue(database.bossOptions, logger);
await queue.start();
stack.defer(() => queue.stop());
const stores = { events: new Events(database.sql), seen: new RecordSeen(database.sql) };
const intake = new Intake({ database: database.sql, queue, logger, ...stores });
const client = {
  issuer: 'https://ehr.example.org',
  fhirServer: 'https://ehr.example.org/fhir',
  criteria: [],
  settings: { requestsPerMinute: 1_000_000 },
  secret: async () => SECRET,
};
const app = express();
app.use(eventsRouter({ authenticate: eventClients([client]), intake, bodyLimitBytes: 1_000_000, logger }));
const server = app.listen(0, '127.0.0.1');
await once(server, 'listening');
stack.defer(() => void server.close());
stack.defer(() => server.closeAllConnections());
const { port } = z.object({ port: z.number() }).parse(server.address());

const run = `${Date.now()}`;
const milliseconds: number[] = [];
for (let number = 0; number < WARM_UP + RUNS; number += 1) {
  const start = performance.now();
  const answer = await fetch(`http://127.0.0.1:${port}/events/report`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SECRET}`, 'content-type': 'application/json' },
    body: JSON.stringify({ accession: `${run}-${number}`, status: 'final' }),
  });
  if (answer.status !== 202) throw new Error(`an event was answered ${answer.status}`);
  if (number >= WARM_UP) milliseconds.push(performance.now() - start);
}
const { p99 } = percentiles(milliseconds);
process.stdout.write(
  `event stored, queued and answered (${connectionString ? 'PostgreSQL' : 'embedded'}): ` +
    `${percentileText(milliseconds)}; p99 ≤ ${MOST_P99} ms ${p99 <= MOST_P99 ? 'held' : 'missed'}\n`,
);
