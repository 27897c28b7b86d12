import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { parentPort } from 'node:worker_threads';
import { Provider, type ClientMetadata, type Configuration } from 'oidc-provider';
import { z } from 'zod';

/**
 * Real authorization servers (oidc-provider) on loopback, in a thread of their own: oidc-provider compares
 * constructors, and those of Jest's realm are others.
 */
const optionsSchema = z.object({
  client: z.looseObject({ client_id: z.string() }),
  scopes: z.array(z.string()),
  tokenSeconds: z.number(),
  port: z.number(),
});
const messageSchema = z.discriminatedUnion('do', [
  z.object({ id: z.number(), do: z.literal('start'), options: optionsSchema }),
  z.object({ id: z.number(), do: z.literal('stop'), origin: z.string() }),
  z.object({ id: z.number(), do: z.literal('count'), origin: z.string() }),
  z.object({ id: z.number(), do: z.literal('find'), origin: z.string(), token: z.string() }),
  z.object({ id: z.number(), do: z.literal('revoke'), origin: z.string(), token: z.string() }),
]);
type Message = z.infer<typeof messageSchema>;

interface Running {
  readonly provider: Provider;
  readonly server: Server;
  tokenRequests: number;
}

const running = new Map<string, Running>();

parentPort?.on('message', (message: unknown) => {
  const parsed = messageSchema.parse(message);
  void answer(parsed).then((result) => parentPort?.postMessage({ id: parsed.id, result }, []));
});

async function answer(message: Message): Promise<unknown> {
  if (message.do === 'start') return start(message.options);
  const { origin } = message;
  const one = running.get(origin);
  if (!one) throw new RangeError('no such server');
  switch (message.do) {
    case 'count':
      return one.tokenRequests;
    case 'stop':
      one.server.closeAllConnections();
      one.server.close();
      await once(one.server, 'close');
      return running.delete(origin);
    case 'find': {
      const found = await one.provider.ClientCredentials.find(message.token);
      return { isGood: found !== undefined && !found.isExpired, scope: found?.scope };
    }
    case 'revoke':
      await (await one.provider.ClientCredentials.find(message.token))?.destroy();
      return true;
    default:
      return message satisfies never;
  }
}

async function start({ client, scopes, tokenSeconds, port }: z.infer<typeof optionsSchema>): Promise<string> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = z.object({ port: z.number() }).parse(server.address());
  const origin = `http://127.0.0.1:${address.port}`;
  const metadata: ClientMetadata = {
    token_endpoint_auth_method: 'private_key_jwt',
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
    ...client,
  };
  const configuration: Configuration = {
    clients: [metadata],
    scopes,
    features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
    enabledJWA: { clientAuthSigningAlgValues: ['RS384', 'ES384'] },
    ttl: { ClientCredentials: tokenSeconds },
  };
  const provider = new Provider(origin, configuration);
  const one = { provider, server, tokenRequests: 0 };
  const handle = provider.callback();
  server.on('request', (request, response) => {
    if (request.url === '/token') one.tokenRequests += 1;
    void handle(request, response);
  });
  running.set(origin, one);
  return origin;
}
