import type { Request, RequestHandler } from 'express';
import { preferredLanguage } from '../../cds-services/texts/preferred-language.ts';
import { LANGUAGES } from '../screening/policy.ts';
import { cookieOf } from './cookies.ts';

const COOKIE = 'mscore-language';
const YEAR_MS = 365 * 24 * 3_600_000;

/**
 * `?language=sk` is remembered by the browser, and leads back to what the page was asked for; before anybody chose, the
 * browser's own languages count.
 */
export const readLanguage: RequestHandler = (request, response, next) => {
  const chosen = LANGUAGES.find((language) => language === request.query['language']);
  if (chosen)
    response.cookie(COOKIE, chosen, { maxAge: YEAR_MS, path: '/review', sameSite: 'lax', httpOnly: true });
  const remembered = LANGUAGES.find((language) => language === cookieOf(request, COOKIE));
  request.language = chosen ?? remembered ?? preferredLanguage(request.headers['accept-language']) ?? 'en';
  const asked = chosen && request.method === 'GET' ? askedBefore(request) : undefined;
  if (asked) response.redirect(303, asked);
  else next();
};

/** The same page with the filters, or the way to go on, that it had before its language was changed. */
function askedBefore(request: Request): string | undefined {
  const referrer = request.get('Referer');
  if (referrer === undefined || !URL.canParse(referrer)) return undefined;
  const { pathname, searchParams } = new URL(referrer);
  const [here] = request.originalUrl.split('?');
  searchParams.delete('language');
  return pathname === here && searchParams.size > 0 ? `${here}?${searchParams.toString()}` : undefined;
}
