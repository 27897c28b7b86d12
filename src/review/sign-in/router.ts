import { Router, type Request, type RequestHandler, type Response } from 'express';
import type { AuditEvent } from '../../audit/entry.ts';
import type { AuditTrail } from '../../audit/trail.ts';
import { OPEN_ISSUER } from '../../calling-client.ts';
import { CodedError } from '../../errors.ts';
import { logFields } from '../../log-fields.ts';
import type { Logger } from '../../logger.ts';
import { paragraph, words } from '../../report/html.ts';
import type { ReviewSession, ReviewSessions } from '../../store/review-sessions.ts';
import { languageOf } from '../access.ts';
import { page } from '../layout.ts';
import { SIGN_IN_TEXTS } from '../texts/sign-in.ts';
import { openFormSchema, openSession, openSignInForm } from './open-sign-in.ts';
import { type Begun, type Finished, ownPage, rememberPending, takePending } from './pending.ts';
import type { HostCookie } from './session-cookie.ts';
import { type LaunchSignIn, launchQuerySchema } from './with-launch.ts';
import type { OidcSignIn } from './with-oidc.ts';

export const CALLBACK = '/review/sign-in/callback';
/** Where an EHR opens the review. */
export const LAUNCH = '/review/launch';
/** Where the identity provider leads back to after sign-out; nobody is signed in again there. */
export const SIGNED_OUT = '/review/signed-out';

export interface SignInOptions {
  /** The address that browsers reach us by. */
  readonly publicUrl: string;
  /** `open`: anybody may sign in; undefined where only EHRs open the page. */
  readonly oidc: OidcSignIn | 'open' | undefined;
  readonly launch: LaunchSignIn;
  readonly sessions: Pick<ReviewSessions, 'open' | 'find' | 'close'>;
  readonly session: HostCookie;
  readonly pending: HostCookie;
  readonly audit: AuditTrail;
  readonly logger: Logger;
}

/** /sign-in, /sign-in/callback, /launch, /signed-out: for people who are not signed in. */
export function signInRouter(options: SignInOptions): Router {
  const { oidc, launch, publicUrl, pending } = options;
  const router = Router();
  const leadAway = (response: Response, begun: Begun) => {
    rememberPending(response, pending, begun.pending);
    response.redirect(303, begun.url.href);
  };

  router.get('/sign-in', async (request, response) => {
    const to = ownPage(request.query['to'], publicUrl);
    if (!oidc) throw new CodedError('review/launch-only');
    if (oidc === 'open') response.send(openPage(request, to));
    else leadAway(response, await oidc.begin(to));
  });

  router.post('/sign-in', async (request, response) => {
    // There is no session yet that could have a token; the page must be ours all the same.
    if (oidc !== 'open' || request.headers.origin !== new URL(publicUrl).origin)
      throw new CodedError('review/forged');
    const form = openFormSchema.safeParse(request.body);
    if (!form.success) throw new CodedError('request/malformed', 'name and role');
    const finished = { session: openSession(form.data), to: ownPage(form.data.to, publicUrl) };
    await begin(request, response, finished, options);
  });

  router.get('/launch', async (request, response) => {
    const query = launchQuerySchema.safeParse(request.query);
    if (!query.success) throw new CodedError('review/launch-unknown');
    leadAway(response, await launch.begin(query.data));
  });

  router.get('/sign-in/callback', async (request, response) => {
    const known = takePending(request, response, pending);
    const current = new URL(request.originalUrl, publicUrl);
    const way = known.with === 'oidc' ? oidc : launch;
    if (way === 'open' || !way) throw new CodedError('review/sign-in-failed');
    const finished = await way.finish(current, known);
    await begin(request, response, finished, options);
  });

  router.get('/signed-out', (request, response) => {
    response.send(gonePage(request, undefined));
  });
  return router;
}

/** Mounted behind the look for forged requests. The identity provider is told too, where it can be. */
export function signOut({ sessions, session, oidc, publicUrl, logger }: SignInOptions): RequestHandler {
  return async (request, response) => {
    const secret = session.read(request);
    const closed = secret === undefined ? undefined : await sessions.close(secret);
    session.clear(response);
    const away =
      closed && oidc && oidc !== 'open'
        ? await oidc.endAt(closed, publicUrl + SIGNED_OUT).catch((thrown: unknown) => {
            logger.warn(logFields(thrown), 'the identity provider could not be told of a sign-out');
            return undefined;
          })
        : undefined;
    // A form of ours may lead to no other site (form-action), a page may.
    if (away) response.set('Refresh', `0; url=${away.href}`);
    response.send(gonePage(request, away));
  };
}

/** @param away where the browser is led next, by itself */
function gonePage(request: Request, away: URL | undefined): string {
  const language = languageOf(request);
  const texts = SIGN_IN_TEXTS[language];
  const next = away
    ? `<p><a href="${words(away.href)}">${words(texts.there)}</a></p>`
    : `<p><a href="/review">${words(texts.again)}</a></p>`;
  const body = `${paragraph(away ? texts.leaving : texts.gone)}${next}`;
  return page({ title: texts.goneTitle, body, language, user: undefined, csrfToken: undefined });
}

/** A new secret at each sign-in: one that somebody planted in the browser before is worth nothing. */
async function begin(
  request: Request,
  response: Response,
  { session, to, idToken }: Finished,
  { sessions, session: cookie, audit, logger }: SignInOptions,
): Promise<void> {
  const before = cookie.read(request);
  if (before !== undefined) await sessions.close(before);
  cookie.set(response, await sessions.open(session, idToken));
  audit.note(signedIn(session));
  logger.info({ roles: session.roles, launched: session.launch !== undefined }, 'signed in to review');
  response.redirect(303, to);
}

function signedIn({ issuer, subject, launch, clients }: ReviewSession): AuditEvent {
  const who = { kind: 'person', name: subject } as const;
  const [ehr = ''] = clients;
  if (!launch) return { who, action: 'signed-in', outcome: issuer === OPEN_ISSUER ? 'open' : 'oidc' };
  const { fhirServer, patientId } = launch;
  return { who, action: 'signed-in', outcome: 'launch', client: { issuer: ehr, fhirServer }, patientId };
}

function openPage(request: Request, to: string): string {
  const language = languageOf(request);
  return page({
    title: SIGN_IN_TEXTS[language].openTitle,
    body: openSignInForm(language, to),
    language,
    user: undefined,
    csrfToken: undefined,
  });
}
