import { once } from 'node:events';
import express from 'express';
import { z } from 'zod';
import { openClients } from '../../../src/cds-hooks/client-authentication.ts';
import type { FeedbackStore, ReceivedFeedback } from '../../../src/cds-hooks/feedback.ts';
import { cdsHooksRouter, type CdsHooksOptions } from '../../../src/cds-hooks/router.ts';
import { countOnPatientView, fakeFhir } from './fake-service.ts';

/** The public address in tests; what `aud` must say, whatever port the test listens on. */
export const PUBLIC_URL = 'https://mscore.example.org';

/** The FHIR servers of the recorded requests. */
const RECORDED_SERVERS = [
  'https://ehr.example.org/fhir',
  'https://epic.example.org/interconnect/api/FHIR/R4',
  'https://launch.smarthealthit.org/v/r4/fhir',
];

export interface LogLine {
  readonly level: string;
  readonly fields: object;
  readonly message: string;
}

/** Feedback kept as the port asks: once per card, outcome and timestamp. */
export function feedbackInMemory(shownCards: readonly string[] = []) {
  const kept = new Map<string, ReceivedFeedback['items'][number]>();
  const store: FeedbackStore = {
    save({ items }) {
      for (const item of items) kept.set([item.card, item.outcome, item.outcomeTimestamp].join(' '), item);
      return Promise.resolve({ unknownCards: items.filter(({ card }) => !shownCards.includes(card)).length });
    },
  };
  return { store, kept };
}

/** The router alone in an express app on a loopback port, until disposed of. */
export async function startService(changes: Partial<CdsHooksOptions> = {}) {
  const lines: LogLine[] = [];
  const log = (level: string) => (fields: object, message: string) =>
    void lines.push({ level, fields, message });
  const app = express();
  app.use(
    cdsHooksRouter({
      services: [countOnPatientView()],
      publicUrl: PUBLIC_URL,
      authenticate: openClients(RECORDED_SERVERS),
      fhirReaderFor: () => fakeFhir({}).reader,
      feedback: feedbackInMemory().store,
      logger: { info: log('info'), warn: log('warn'), error: log('error') },
      deadlineMs: 5_000,
      failOpen: false,
      ...changes,
    }),
  );
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  const base = `http://127.0.0.1:${port}/cds-services`;
  return {
    base,
    lines,
    post: (path: string, body: unknown, headers: Record<string, string> = {}) =>
      fetch(`${base}${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
