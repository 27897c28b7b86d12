import { Router } from 'express';
import type { Kysely } from 'kysely';
import { OVERRIDES } from '../../../cds-services/texts/card-texts.ts';
import { summariseFeedback } from '../../decisions/feedback-summary.ts';
import { Feedback } from '../../store/feedback.ts';
import { judgeReferences } from '../../store/judged-references.ts';
import { countMeasurements } from '../../store/measurement-counts.ts';
import { StoredReferences } from '../../store/references.ts';
import { ScannerLog } from '../../store/scanner-log.ts';
import type { Schema } from '../../store/schema.ts';
import type { SiteOf } from '../../site.ts';
import { languageOf, requireRole, visitOf } from '../access.ts';
import { page } from '../layout.ts';
import { clientFiles } from '../study/viewer-files.ts';
import { SITE_TEXTS } from '../texts/site.ts';
import { comparedExams } from './compared-exams.ts';
import { siteBody } from './page.ts';
import { DAY_MS, isoDay } from '../../iso-day.ts';

export interface SiteDependencies {
  readonly database: Kysely<Schema>;
  readonly siteOf: SiteOf;
  /** A page that `mscore validate --report` wrote. */
  readonly validationReport: string | undefined;
}

const YEAR_MS = 365 * DAY_MS;
const REPORT = '/review/site/validation';

/** /site: scanners and figures of the last year; /site/validation. */
export function siteRouter({ database, siteOf, validationReport }: SiteDependencies): Router {
  const [references, log, feedback] = [
    new StoredReferences(database),
    new ScannerLog(database),
    new Feedback(database),
  ];
  const router = Router();
  router.use('/site', requireRole('reader', 'admin'));

  router.get('/site', async (request, response) => {
    const { signedIn: user, csrfToken } = visitOf(request);
    const language = languageOf(request);
    const from = new Date(Date.now() - YEAR_MS);
    const issuers = new Set(user.clients.map(({ issuer }) => issuer));
    const [judged, answered, studies] = await Promise.all([
      judgeReferences(references, log),
      feedback.answered(from, new Date()),
      countMeasurements(database, user.clients, from),
    ]);
    const compared = await comparedExams(judged, user.clients, from, { database, siteOf });
    const watched = judged.map(async (one) => ({
      ...one,
      entries: await log.entries(one.stored),
      compared: compared.get(one),
    }));
    const seen = answered.filter(({ client }) => issuers.has(client));
    const figures = {
      references: await Promise.all(watched),
      feedback: summariseFeedback(seen, 'all', OVERRIDES),
      studies,
      from: isoDay(from),
      validation: validationReport && REPORT,
    };
    const { title } = SITE_TEXTS[language];
    const body = siteBody(figures, language);
    const files = await clientFiles('frame');
    response.send(page({ title, body, ...files, user, csrfToken, language, place: 'site' }));
  });

  router.get('/site/validation', (_request, response, next) => {
    if (validationReport === undefined) return next();
    // One file that needs nothing else: its styles stand in it, and it has no script.
    response.set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'");
    response.sendFile(validationReport, { dotfiles: 'allow' });
  });
  return router;
}
