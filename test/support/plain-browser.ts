import { parseSetCookie } from 'cookie';

interface Page {
  readonly url: string;
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

const HOPS = 12;

/** What a browser does with cookies, redirects and forms, and nothing else. */
export class PlainBrowser {
  readonly #cookies = new Map<string, Map<string, string>>();

  get(url: string, headers: Record<string, string> = {}): Promise<Page> {
    return this.#follow(url, { headers });
  }

  post(url: string, form: Record<string, string>, headers: Record<string, string> = {}): Promise<Page> {
    return this.#follow(url, {
      method: 'POST',
      body: new URLSearchParams(form).toString(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: new URL(url).origin,
        ...headers,
      },
    });
  }

  /** Sends the first form of a page as it stands, with these fields filled in. */
  submit({ url, text }: Page, fields: Record<string, string> = {}): Promise<Page> {
    const action = /<form[^>]* action="([^"]*)"/.exec(text)?.[1] ?? url;
    const hidden = [...text.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([input]) => [
      /name="([^"]*)"/.exec(input)?.[1] ?? '',
      /value="([^"]*)"/.exec(input)?.[1] ?? '',
    ]);
    return this.post(new URL(action, url).href, { ...Object.fromEntries(hidden), ...fields });
  }

  cookie(url: string, name: string): string | undefined {
    return this.#jar(url).get(name);
  }

  setCookie(url: string, name: string, value: string): void {
    this.#jar(url).set(name, value);
  }

  async #follow(start: string, init: RequestInit): Promise<Page> {
    let [url, request] = [start, init];
    for (let hop = 0; hop < HOPS; hop += 1) {
      const cookie = [...this.#jar(url)].map(([name, value]) => `${name}=${value}`).join('; ');
      const headers = { ...Object.fromEntries(new Headers(request.headers)), ...(cookie && { cookie }) };
      const response = await fetch(url, { ...request, headers, redirect: 'manual' });
      for (const line of response.headers.getSetCookie()) this.#keep(url, line);
      const location = response.headers.get('location');
      if (location === null || response.status < 300 || response.status > 399)
        return { url, status: response.status, text: await response.text(), headers: response.headers };
      await response.body?.cancel();
      url = new URL(location, url).href;
      request = { headers: { accept: 'text/html' } };
    }
    throw new Error('too many redirects');
  }

  #keep(url: string, line: string): void {
    const { name, value = '', maxAge, expires } = parseSetCookie(line);
    const gone = value === '' || maxAge === 0 || (expires !== undefined && expires.getTime() < Date.now());
    if (gone) this.#jar(url).delete(name);
    else this.#jar(url).set(name, value);
  }

  #jar(url: string): Map<string, string> {
    const { host } = new URL(url);
    const jar = this.#cookies.get(host) ?? new Map<string, string>();
    this.#cookies.set(host, jar);
    return jar;
  }
}
