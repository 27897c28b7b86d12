import type { ErrorRequestHandler, Request } from 'express';
import { fromExpress, sendError } from '../http/operation-outcome.ts';
import type { CodedError } from '../errors.ts';
import { logFields } from '../log-fields.ts';
import type { Logger } from '../logger.ts';
import { paragraph, words } from '../report/html.ts';
import type { Language } from '../screening/policy.ts';
import { languageOf } from './access.ts';
import { page } from './layout.ts';
import { clientFiles } from './study/viewer-files.ts';
import { ERROR_TEXTS } from './texts/errors.ts';
import { FRAME_TEXTS } from './texts/frame.ts';

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
    else if (isForScript(request)) sendError(response, error);
    else if (code === 'review/not-signed-in' && request.method === 'GET')
      response.redirect(303, `/review/sign-in?to=${encodeURIComponent(request.originalUrl)}`);
    else {
      const language = languageOf(request);
      const { title, body } = errorWords(error, language);
      const user = request.visit?.signedIn;
      response.status(error.httpStatus).send(
        page({
          title,
          body: `${body}<p><a href="/review">${words(FRAME_TEXTS[language].back)}</a></p>`,
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

function errorWords(error: CodedError, language: Language): { title: string; body: string } {
  const texts = ERROR_TEXTS[language];
  const own = texts.of[error.code];
  const body = `${paragraph(own?.text ?? error.message)}${paragraph(own?.remedy ?? error.remedy)}<p class="note"><code>${words(error.code)}</code></p>`;
  return { title: texts.title, body };
}
