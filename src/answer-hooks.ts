import { lumbarMriServices } from '../cds-services/lumbar-mri.ts';
import { lumbarMriReportServices } from '../cds-services/lumbar-mri-report.ts';
import { OPEN_ISSUER, type CallingClient } from './calling-client.ts';
import type { AuditTrail } from './audit/trail.ts';
import { configuredClients, openClients } from './cds-hooks/client-authentication.ts';
import type { FeedbackStore } from './cds-hooks/feedback.ts';
import type { CdsHooksOptions } from './cds-hooks/router.ts';
import type { Config } from './config.ts';
import { FhirClient } from './fhir/fhir-client.ts';
import type { Foundation } from './foundation.ts';
import { today } from './iso-day.ts';
import { LAUNCH } from './review/sign-in/router.ts';
import { MeasurementDesk } from './jobs/measurement-desk.ts';
import { tracedReader, tracedService } from './observability/traced-hooks.ts';
import { ShownCards } from './store/cards.ts';
import { Decisions } from './store/decisions.ts';
import { ExpectedStudies } from './store/expected-studies.ts';
import { Feedback } from './store/feedback.ts';
import { Reviews } from './store/reviews.ts';
import { UsedTokens } from './store/used-tokens.ts';
import { Withdrawals } from './store/withdrawals.ts';

/**
 * The hook side: who may call, which services there are, and where what was decided is kept.
 *
 * @param stack is given what must be closed in the end
 */
export function answerHooks(foundation: Foundation, stack: AsyncDisposableStack): CdsHooksOptions {
  const { config, open, logger, connections, peers, audit, siteOf, measurements, queue } = foundation;
  const { metrics, tracing } = foundation.observability;
  const database = foundation.database.sql;
  const shownCards = new ShownCards(database);
  const decisions = new Decisions(database, { logger, keepDays: config.decisions.keepDays });
  stack.defer(() => decisions.settled());
  const reviews = new Reviews(database);
  stack.defer(() => shownCards.settled());
  const services = {
    desk: new MeasurementDesk({
      measurements,
      queue,
      siteOf,
      withdrawals: new Withdrawals(database),
      waitMs: config.hook.waitMs,
    }),
    siteOf,
    expected: new ExpectedStudies(database, logger),
    decisions,
    reviewOf: (measurementId: string) => reviews.latestOf(measurementId),
    reviewLaunchOf: reviewLaunchOf(config),
    audit,
    logger,
    reportHooks: config.hook.reportHooks,
    today,
  };
  return {
    services: [...lumbarMriServices(services), ...lumbarMriReportServices(services)].map((service) =>
      tracedService(service, tracing),
    ),
    publicUrl: config.publicUrl,
    authenticate: open
      ? openClients(config.open?.fhirServers, config.open)
      : configuredClients(
          config.clients.map((client) => ({ ...client, settings: client })),
          new UsedTokens(database),
          connections,
        ),
    fhirReaderFor: ({ fhirServer, accessToken, signal }) =>
      tracedReader(
        new FhirClient({
          baseUrl: fhirServer,
          accessToken: async () => accessToken,
          signal,
          connections,
          peer: peers.of('fhir', fhirServer),
        }),
        tracing,
      ),
    feedback: feedbackOn(shownCards, auditedFeedback(new Feedback(database), audit)),
    onDecision: (decision) => {
      metrics.hook(decision);
      return shownCards.add(decision.client, decision.serviceId, decision.cards);
    },
    allowedOrigins: config.allowedOrigins,
    protectDiscovery: config.protectDiscovery,
    bodyLimitBytes: config.maxBodyMegabytes * 1024 * 1024,
    deadlineMs: config.hook.deadlineMs,
    failOpen: failOpenOf(config),
    logger,
  };
}

/** Feedback may come as fast as a machine clicks, and must find the card that it is about. */
function feedbackOn(shownCards: ShownCards, store: FeedbackStore): FeedbackStore {
  return { save: (received) => shownCards.settled().then(() => store.save(received)) };
}

/** Where its EHR opens the review, for a client that may. */
function reviewLaunchOf({
  clients,
  publicUrl,
  review,
}: Config): (client: CallingClient) => string | undefined {
  const launching = new Set(clients.flatMap((client) => (client.review?.launch ? [client.issuer] : [])));
  return ({ issuer }) => (review && launching.has(issuer) ? publicUrl + LAUNCH : undefined);
}

function auditedFeedback(store: FeedbackStore, audit: AuditTrail): FeedbackStore {
  return {
    async save(feedback) {
      const saved = await store.save(feedback);
      const who = { kind: 'client', name: feedback.issuer } as const;
      for (const { card, outcome } of feedback.items) audit.note({ who, action: 'answered', outcome, card });
      return saved;
    },
  };
}

function failOpenOf({ clients, open }: Config): (client: CallingClient) => boolean {
  const byIssuer = new Map(clients.map(({ issuer, failOpen }) => [issuer, failOpen]));
  return ({ issuer }) => (issuer === OPEN_ISSUER ? open?.failOpen : byIssuer.get(issuer)) ?? true;
}
