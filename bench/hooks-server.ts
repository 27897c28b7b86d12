/** The service and its hospital in a process of its own, for `hooks-load.ts`, which sends the client that may call. */
import { once } from 'node:events';
import { z } from 'zod';
import { setStage } from '../fixtures/demo/stage.ts';
import type { Logger } from '../src/logger.ts';

const clientSchema = z.object({
  issuer: z.string(),
  jwks: z.object({ keys: z.array(z.looseObject({ kty: z.string() })) }),
});
const silent: Logger = { info: () => {}, warn: () => {}, error: () => {} };

const [message] = await once(process, 'message');
const connectionString = process.env['DATABASE_URL'];
const stage = await setStage(silent, {
  ...(message === 'open' ? {} : { client: clientSchema.parse(message) }),
  storage: connectionString ? { kind: 'postgres', connectionString } : { kind: 'memory' },
});
process.send?.({ url: stage.service.url, fhirServer: stage.fhirServer, token: stage.token });
await once(process, 'message');
await stage.close();
process.disconnect();
