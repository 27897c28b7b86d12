import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * What every page of the review may do: scripts, styles, pictures and connections of this very service, nothing inline,
 * no frame around it. Nothing is kept by a browser, for there are patients on it.
 */
export function reviewHeaders(): RequestHandler[] {
  return [
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'", 'blob:'],
          connectSrc: ["'self'"],
          workerSrc: ["'self'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          baseUri: ["'none'"],
        },
      },
      frameguard: { action: 'deny' },
      // Without a referrer browsers do not say either which origin a form is of.
      referrerPolicy: { policy: 'same-origin' },
    }),
    (_request, response, next) => {
      response.set('Cache-Control', 'no-store');
      next();
    },
  ];
}
