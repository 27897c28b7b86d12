import { once } from 'node:events';
import { createServer } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import { Provider, type Configuration } from 'oidc-provider';
import { z } from 'zod';

/**
 * A real identity provider (oidc-provider) on loopback, in a thread of its own as oidc-provider compares constructors. Its
 * own sign-in form takes any password. With `launch` it is the authorization server of an EHR: the token says which
 * patient is open.
 */
const { clients, accounts } = z
  .object({
    clients: z.array(
      z.object({
        client_id: z.string(),
        client_secret: z.string(),
        redirect_uris: z.array(z.string()),
        post_logout_redirect_uris: z.array(z.string()).optional(),
      }),
    ),
    accounts: z.record(
      z.string(),
      z.looseObject({ patient: z.string().optional(), appContext: z.string().optional() }),
    ),
  })
  .parse(workerData);

const server = createServer().listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = z.object({ port: z.number() }).parse(server.address());
const origin = `http://127.0.0.1:${port}`;

const configuration: Configuration = {
  clients,
  scopes: ['openid', 'profile', 'launch', 'fhirUser', 'patient/Patient.rs'],
  claims: { openid: ['sub'], profile: ['name', 'roles'], fhirUser: ['fhirUser'] },
  conformIdTokenClaims: false,
  extraParams: ['launch', 'aud'],
  cookies: { keys: ['of-a-test'] },
  pkce: { required: () => true },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: async () => ({ sub: id, ...accounts[id] }),
  }),
};
const provider = new Provider(origin, configuration);
provider.use(async (context, next) => {
  await next();
  const { patient, appContext } = accounts[context.oidc?.entities.Account?.accountId ?? ''] ?? {};
  if (context.path === '/token' && patient !== undefined)
    context.body = { ...Object(context.body), patient, appContext };
});
const handle = provider.callback();
server.on('request', (request, response) => void handle(request, response));
parentPort?.postMessage(origin, []);
