/** The service in a process of its own, for `hooks-load.ts`, which sends the hospital and the client that may call. */
import { once } from 'node:events';
import { z } from 'zod';
import { serveHospital } from '../fixtures/demo/stage.ts';
import type { Logger } from '../src/logger.ts';
import { leaveSignalsToOurParent, tellUntilTold } from './begun-process.ts';

const startSchema = z.object({
  hospital: z.object({ fhirServer: z.string(), dicomweb: z.string() }),
  /** Without it anybody may call. */
  client: z
    .object({
      issuer: z.string(),
      jwks: z.object({ keys: z.array(z.looseObject({ kty: z.string() })) }),
    })
    .optional(),
});
const silent: Logger = { info: () => {}, warn: () => {}, error: () => {} };

leaveSignalsToOurParent();
const [message] = await once(process, 'message');
const { hospital, client } = startSchema.parse(message);
const connectionString = process.env['DATABASE_URL'];
const { service, close } = await serveHospital(silent, hospital, {
  ...(client && { client }),
  storage: connectionString ? { kind: 'postgres', connectionString } : { kind: 'memory' },
});
await tellUntilTold({ url: service.url });
await close();
if (process.connected) process.disconnect();
