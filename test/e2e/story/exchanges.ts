/** One request with its answer, as they were on the wire; JSON is parsed, anything else is described. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  /** Scheme of the Authorization header; what stands behind it is kept nowhere. */
  readonly authorization: string | undefined;
  readonly sent: unknown;
  readonly status: number;
  readonly received: unknown;
}

export interface ExchangeRecorder {
  readonly fetch: typeof fetch;
  /** Those since the last time that somebody asked. */
  readonly take: () => Exchange[];
}

/** `fetch` that remembers what went over it. */
export function recordExchanges(): ExchangeRecorder {
  const exchanges: Exchange[] = [];
  return {
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const sent = await bodyOf(request.clone());
      const response = await fetch(request);
      const received = await bodyOf(response.clone());
      exchanges.push({
        method: request.method,
        url: request.url,
        authorization: request.headers.get('authorization')?.split(' ')[0],
        sent,
        status: response.status,
        received,
      });
      return response;
    },
    take: () => exchanges.splice(0),
  };
}

async function bodyOf(message: Request | Response): Promise<unknown> {
  const type = message.headers.get('content-type') ?? '';
  const body = await message.blob();
  if (body.size === 0) return undefined;
  if (type.includes('json')) return JSON.parse(await body.text());
  return `${type.split(';')[0]}, ${(body.size / 1e6).toFixed(1)} MB`;
}
