import type { RequestHandler } from 'express';
import { preferredLanguage } from '../../cds-services/texts/preferred-language.ts';
import { LANGUAGES } from '../screening/policy.ts';
import { cookieOf } from './cookies.ts';

const COOKIE = 'mscore-language';
const YEAR_MS = 365 * 24 * 3_600_000;

/** `?language=sk` is remembered by the browser; before anybody chose, the browser's own languages count. */
export const readLanguage: RequestHandler = (request, response, next) => {
  const chosen = LANGUAGES.find((language) => language === request.query['language']);
  if (chosen)
    response.cookie(COOKIE, chosen, { maxAge: YEAR_MS, path: '/review', sameSite: 'lax', httpOnly: true });
  const remembered = LANGUAGES.find((language) => language === cookieOf(request, COOKIE));
  request.language = chosen ?? remembered ?? preferredLanguage(request.headers['accept-language']) ?? 'en';
  next();
};
