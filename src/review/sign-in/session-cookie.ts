import type { CookieOptions, Request, Response } from 'express';
import { cookieOf } from '../cookies.ts';

/**
 * A cookie that goes to this very host alone (`__Host-`), by https alone, and that no script reads. Only on this machine,
 * for development, may it be http: then browsers refuse the prefix.
 */
export class HostCookie {
  readonly #name: string;
  readonly #options: CookieOptions;

  constructor(name: string, publicUrl: string) {
    const secure = publicUrl.startsWith('https:');
    this.#name = secure ? `__Host-${name}` : name;
    // Lax, not Strict: the identity provider and the EHR lead here from other sites.
    this.#options = { path: '/', httpOnly: true, sameSite: 'lax', secure };
  }

  read(request: Request): string | undefined {
    return cookieOf(request, this.#name);
  }

  /** @param maxAgeMs until the browser closes without it */
  set(response: Response, value: string, maxAgeMs?: number): void {
    response.cookie(this.#name, value, { ...this.#options, ...(maxAgeMs && { maxAge: maxAgeMs }) });
  }

  clear(response: Response): void {
    response.clearCookie(this.#name, this.#options);
  }
}
