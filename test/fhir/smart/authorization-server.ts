import { Worker } from 'node:worker_threads';
import { z } from 'zod';

export const CLIENT_ID = 'mscore-backend';
export const ALL_SCOPES = ['system/Device.cs', 'system/Observation.cus', 'system/Provenance.cus'];

export interface AuthorizationServerOptions {
  /** The public keys that our client registered. */
  readonly registered: { readonly jwks: { readonly keys: readonly object[] } };
  readonly alg?: 'RS384' | 'ES384';
  /** Scopes that the server knows; what else is asked for it leaves out of the token. */
  readonly scopes?: readonly string[];
  /** Scopes that our client may have; asking for others is refused. */
  readonly allowed?: readonly string[];
  readonly tokenSeconds?: number;
  /** 0, the default, takes any free port. */
  readonly port?: number;
}

/** Where real authorization servers run (oidc-worker.ts); one for a test file. */
export function authorizationServers() {
  const worker = new Worker(new URL('oidc-worker.ts', import.meta.url), { stdout: true, stderr: true });
  const waiting = new Map<number, (result: unknown) => void>();
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  worker.on('error', failed.reject);
  worker.on('message', (message: unknown) => {
    const { id, result } = z.object({ id: z.number(), result: z.unknown() }).parse(message);
    waiting.get(id)?.(result);
  });
  let lastId = 0;
  const ask = (question: object): Promise<unknown> => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    lastId += 1;
    waiting.set(lastId, resolve);
    worker.postMessage({ ...question, id: lastId }, []);
    return Promise.race([promise, failed.promise]);
  };

  /** A server that knows one client, until disposed of. */
  const start = async (options: AuthorizationServerOptions) => {
    const { registered, alg = 'ES384', allowed, scopes = ALL_SCOPES, tokenSeconds = 600, port = 0 } = options;
    const client = {
      client_id: CLIENT_ID,
      token_endpoint_auth_signing_alg: alg,
      ...(allowed && { scope: allowed.join(' ') }),
      ...registered,
    };
    const origin = z
      .string()
      .parse(await ask({ do: 'start', options: { client, scopes, tokenSeconds, port } }));
    const find = async (token: string) =>
      z
        .object({ isGood: z.boolean(), scope: z.string().optional() })
        .parse(await ask({ do: 'find', origin, token }));
    return {
      tokenEndpoint: `${origin}/token`,
      smartConfiguration: {
        token_endpoint: `${origin}/token`,
        token_endpoint_auth_methods_supported: ['private_key_jwt'],
        token_endpoint_auth_signing_alg_values_supported: ['RS384', 'ES384'],
        grant_types_supported: ['client_credentials'],
        capabilities: ['client-confidential-asymmetric', 'permission-v2'],
      },
      tokenRequests: async () => z.number().parse(await ask({ do: 'count', origin })),
      /** What a resource server asks about a token that it is shown. */
      isGood: async (token: string) => (await find(token)).isGood,
      scopesOf: async (token: string) => (await find(token)).scope?.split(' ').toSorted(),
      revoke: async (token: string) => void (await ask({ do: 'revoke', origin, token })),
      [Symbol.asyncDispose]: async () => void (await ask({ do: 'stop', origin })),
    };
  };
  return { start, close: () => worker.terminate() };
}
