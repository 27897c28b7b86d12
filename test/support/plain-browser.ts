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
    return this.postForm(url, new URLSearchParams(form), headers);
  }

  postForm(url: string, form: URLSearchParams, headers: Record<string, string> = {}): Promise<Page> {
    return this.#follow(url, {
      method: 'POST',
      body: form.toString(),
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
    return this.post(new URL(action, url).href, { ...hiddenFields(text), ...fields });
  }

  /** Sends the form of a page with this action. */
  submitTo({ url, text }: Page, action: string, fields: Record<string, string> = {}): Promise<Page> {
    const form = text.split('<form').find((part) => part.includes(` action="${action}"`));
    if (form === undefined) throw new Error(`no form for ${action}`);
    const hidden = hiddenFields(form.split('</form>')[0] ?? '');
    return this.post(new URL(action, url).href, { ...hidden, ...fields });
  }

  /** Server-Sent Events, as they come. */
  async stream(url: string): Promise<{ next(event: string): Promise<boolean> }> {
    const response = await fetch(url, { headers: { cookie: this.#cookieHeader(url) } });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const next = async (event: string): Promise<boolean> => {
      for (;;) {
        if (text.includes(`event: ${event}\n`)) return true;
        const chunk = await reader?.read();
        if (!chunk || chunk.done) return false;
        text += chunk.value;
      }
    };
    return { next };
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
      const cookie = this.#cookieHeader(url);
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

  #cookieHeader(url: string): string {
    return [...this.#jar(url)].map(([name, value]) => `${name}=${value}`).join('; ');
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

function hiddenFields(markup: string): Record<string, string> {
  const inputs = [...markup.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([input]) => [
    /name="([^"]*)"/.exec(input)?.[1] ?? '',
    /value="([^"]*)"/.exec(input)?.[1] ?? '',
  ]);
  return Object.fromEntries(inputs);
}
