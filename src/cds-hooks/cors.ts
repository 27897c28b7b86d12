import type { RequestHandler } from 'express';

const ONE_HOUR_SECONDS = '3600';

/** Lets pages of these origins call us from a browser, as the CDS Hooks sandbox does; no other gets a CORS header. */
export function cors(allowedOrigins: readonly string[]): RequestHandler {
  const allowed = new Set(allowedOrigins);
  return (request, response, next) => {
    const { origin } = request.headers;
    response.vary('Origin');
    if (origin === undefined || !allowed.has(origin)) {
      next();
      return;
    }
    response.set('Access-Control-Allow-Origin', origin);
    if (request.method !== 'OPTIONS') {
      next();
      return;
    }
    response
      .set('Access-Control-Allow-Methods', 'GET, POST')
      .set('Access-Control-Allow-Headers', 'Authorization, Content-Type')
      .set('Access-Control-Max-Age', ONE_HOUR_SECONDS)
      .status(204)
      .end();
  };
}
