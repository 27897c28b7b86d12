import type { ErrorRequestHandler, Request } from 'express';
import { fromExpress, type SaidError, sendError, toldOutside } from '../http/operation-outcome.ts';
import type { CodedError } from '../errors.ts';
import { logFields } from '../log-fields.ts';
import type { Logger } from '../logger.ts';
import { type Markup, paragraph, words } from '../report/html.ts';
import type { Language } from '../screening/policy.ts';
import { languageOf } from './access.ts';
import { page } from './layout.ts';
import { clientFiles } from './study/viewer-files.ts';
import { ERROR_TEXTS } from './texts/errors.ts';
import { FRAME_TEXTS } from './texts/frame.ts';
import { SIGN_IN_TEXTS } from './texts/sign-in.ts';

/**
 * Errors as a page for people, and as an OperationOutcome for our own scripts. Who is not signed in is sent to sign in
 * and comes back to the page they wanted; what they posted is not done.
 */
export function errorPage(logger: Logger): ErrorRequestHandler {
  return async (thrown: unknown, request, response, next) => {
    const error = fromExpress(thrown);
    const { code, message } = error;
    if (error.kind === 'request') logger.info({ code, message }, 'review request refused');
    else logger.error(logFields(error), 'review request failed');
    if (response.headersSent) next(error);
    else if (isForScript(request)) sendError(response, error, ownWords(error, languageOf(request)));
    else if (code === 'review/not-signed-in' && request.method === 'GET')
      response.redirect(303, signInTo(request));
    else {
      const language = languageOf(request);
      const { title, body } = errorWords(error, language);
      const user = request.visit?.signedIn;
      response.status(error.httpStatus).send(
        page({
          title,
          body: body + wayOn(request, error, language),
          ...(user && (await clientFiles('frame'))),
          user,
          csrfToken: request.visit?.csrfToken,
          language,
        }),
      );
    }
  };
}

/** Browsers say which requests are of scripts; the list of images is asked for before its script can say what it takes. */
function isForScript(request: Request): boolean {
  return request.get('Sec-Fetch-Dest') === 'empty' || request.accepts(['html', 'json']) !== 'html';
}

/** Undefined where the catalogue's words serve. */
function ownWords({ code }: CodedError, language: Language): SaidError | undefined {
  return ERROR_TEXTS[language].of[code];
}

function errorWords(error: CodedError, language: Language): { title: string; body: string } {
  const texts = ERROR_TEXTS[language];
  const own = ownWords(error, language);
  const body = `${paragraph(own?.text ?? toldOutside(error))}${paragraph(own?.remedy ?? error.remedy)}<p class="note"><code>${words(error.code)}</code></p>`;
  return { title: texts.title, body };
}

/** Who is not signed in comes back to where they sent something, and finds what they typed there again. */
function wayOn(request: Request, { code }: CodedError, language: Language): Markup {
  const [href, text] =
    code === 'review/not-signed-in'
      ? [signInTo(request), SIGN_IN_TEXTS[language].signIn]
      : ['/review', FRAME_TEXTS[language].back];
  return `<p><a href="${words(href)}">${words(text)}</a></p>`;
}

function signInTo({ originalUrl }: Request): string {
  return `/review/sign-in?to=${encodeURIComponent(originalUrl)}`;
}
