import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';

export interface IdentityProviderOptions {
  readonly clients: readonly {
    readonly client_id: string;
    readonly client_secret: string;
    readonly redirect_uris: readonly string[];
    readonly post_logout_redirect_uris?: readonly string[];
  }[];
  /** Claims by what a person types as login; `patient` is what an EHR has open for them. */
  readonly accounts: Readonly<Record<string, object>>;
}

/** A real identity provider (identity-worker.ts), until closed. */
export async function startIdentityProvider(options: IdentityProviderOptions) {
  const worker = new Worker(new URL('identity-worker.ts', import.meta.url), {
    stdout: true,
    stderr: true,
    workerData: options,
  });
  const [origin] = z.tuple([z.string()]).parse(await once(worker, 'message'));
  return { issuer: origin, close: () => worker.terminate() };
}
