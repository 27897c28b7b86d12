import type { Router } from 'express';
import { OPEN_ISSUER, type CallingClient } from './calling-client.ts';
import type { Config } from './config.ts';
import { reviewSchema } from './config/review.ts';
import type { Foundation } from './foundation.ts';
import { decisionPanel } from './review/decision/panel.ts';
import { readDecisionView } from './review/decision/router.ts';
import { inViewOf } from './review/measurement-in-view.ts';
import { reviewRouter } from './review/router.ts';
import { CALLBACK } from './review/sign-in/router.ts';
import { HostCookie } from './review/sign-in/session-cookie.ts';
import type { ServersOf } from './review/sign-in/visit.ts';
import { refusalsAsDrawn } from './review/study/measure-drawn.ts';
import { StudyPixels } from './review/study/study-pixels.ts';
import { clientFiles } from './review/study/viewer-files.ts';
import { readNames, readWho } from './review/patients.ts';
import { LaunchSignIn, type LaunchingEhr } from './review/sign-in/with-launch.ts';
import { OidcSignIn } from './review/sign-in/with-oidc.ts';
import { findDecisionsOn } from './store/decisions.ts';
import { Feedback } from './store/feedback.ts';
import type { Measurements } from './store/measurements.ts';
import { ReviewClaims } from './store/review-claims.ts';
import { ReviewSessions } from './store/review-sessions.ts';
import { Reviews } from './store/reviews.ts';
import { Withdrawals } from './store/withdrawals.ts';
import { Worklist } from './store/worklist.ts';

type ReviewFoundation = Pick<
  Foundation,
  'config' | 'open' | 'logger' | 'connections' | 'measurements' | 'database' | 'siteOf' | 'queue' | 'audit'
>;

/** The page where people review findings: where it is configured, or anybody may try the service out. */
export function offerReview(foundation: ReviewFoundation): Router | undefined {
  const { config, open, logger, connections, measurements, database, siteOf, queue, audit } = foundation;
  if (!config.review && !open) return undefined;
  const review = config.review ?? reviewSchema.parse({});
  const { publicUrl } = config;
  const redirectUri = publicUrl + CALLBACK;
  const clients = config.clients.map(({ issuer, review: seen }) => ({ issuer, groups: seen?.groups }));
  const oidc = review.oidc && new OidcSignIn(review.oidc, clients, redirectUri, { connections });
  const reviews = new Reviews(database.sql);
  const withdrawals = new Withdrawals(database.sql);
  const claims = new ReviewClaims(database.sql);
  const feedback = new Feedback(database.sql);
  const images = { siteOf, withdrawals, pixels: new StudyPixels() };
  const whoOf = readWho(siteOf, logger);
  return reviewRouter({
    publicUrl,
    measurements,
    serversOf: open ? openServers(config, measurements) : configuredServers(config),
    signIn: {
      oidc: open ? 'open' : oidc,
      launch: new LaunchSignIn(launchingEhrs(config), redirectUri, { connections }),
      sessions: new ReviewSessions(database.sql, review),
      session: new HostCookie('mscore-review', publicUrl),
      pending: new HostCookie('mscore-sign-in', publicUrl),
    },
    worklist: {
      worklist: new Worklist(database.sql),
      reviews,
      claims,
      siteOf,
      namesOf: readNames(siteOf, logger),
    },
    decision: {
      database: database.sql,
      measurements,
      queue,
      siteOf,
      whoOf,
      refusalsAsDrawn: refusalsAsDrawn(images),
    },
    study: {
      ...images,
      whoOf,
      measurements,
      reviews,
      decisionsOn: ({ client, id }) => findDecisionsOn(database.sql, { client, measurementId: id }),
      answersTo: (issuer, cards) => feedback.answersTo(issuer, cards),
      versionOf: async ({ id }) => (await reviews.resultsOf([id])).get(id)?.result ?? '',
      decisionForm: async (request, who) =>
        decisionPanel(
          await readDecisionView(request, inViewOf(request), who, { reviews, withdrawals, claims }),
        ),
      viewer: () => clientFiles('main'),
    },
    site: { database: database.sql, siteOf, validationReport: review.validationReport },
    audit,
    logger,
  });
}

function launchingEhrs({ clients }: Config): LaunchingEhr[] {
  return clients.flatMap(({ issuer, fhirServers, review }) =>
    review?.launch ? [{ ...review.launch, issuer, fhirServers }] : [],
  );
}

function configuredServers({ clients }: Config): ServersOf {
  const servers = new Map(clients.map(({ issuer, fhirServers }) => [issuer, fhirServers]));
  return async (issuer) => (servers.get(issuer) ?? []).map((fhirServer) => ({ issuer, fhirServer }));
}

/** Callers without a token may name any FHIR server of this machine, so that only the store knows which. */
function openServers({ open }: Config, measurements: Pick<Measurements, 'fhirServersOf'>): ServersOf {
  const listed = open?.fhirServers ?? [];
  return async (): Promise<CallingClient[]> => {
    const servers = listed.length > 0 ? listed : await measurements.fhirServersOf(OPEN_ISSUER);
    return servers.map((fhirServer) => ({ issuer: OPEN_ISSUER, fhirServer }));
  };
}
