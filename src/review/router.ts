import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import express, { Router, type RequestHandler } from 'express';
import type { Logger } from '../logger.ts';
import type { AuditLog } from '../store/audit-log.ts';
import type { Measurements } from '../store/measurements.ts';
import { CodedError } from '../errors.ts';
import { requireRole } from './access.ts';
import { type DecisionDependencies, decisionRouter } from './decision/router.ts';
import { errorPage } from './error-page.ts';
import { refuseForged } from './forged.ts';
import { reviewHeaders } from './headers.ts';
import { readLanguage } from './language.ts';
import { ASSETS } from './layout.ts';
import { noteLook } from './note-look.ts';
import { measurementInView } from './measurement-in-view.ts';
import { signInRouter, type SignInOptions, signOut } from './sign-in/router.ts';
import { readVisit, type ServersOf } from './sign-in/visit.ts';
import { type SiteDependencies, siteRouter } from './site/router.ts';
import { type StudyDependencies, studyRouter } from './study/study-router.ts';
import { VIEWER_ASSETS, VIEWER_FOLDER } from './study/viewer-files.ts';
import type { WorklistStores } from './worklist/load.ts';
import { claimRouter, worklistRouter } from './worklist/router.ts';

export interface ReviewDependencies {
  /** The address that browsers reach us by. */
  readonly publicUrl: string;
  readonly measurements: Pick<Measurements, 'get'>;
  readonly signIn: Omit<SignInOptions, 'publicUrl' | 'audit' | 'logger'>;
  readonly serversOf: ServersOf;
  readonly worklist: WorklistStores;
  readonly decision: Omit<DecisionDependencies, 'audit' | 'logger'>;
  readonly study: StudyDependencies;
  readonly site: SiteDependencies;
  readonly audit: AuditLog;
  readonly logger: Logger;
}

const FORM_LIMIT = '256kb';
/** Addresses of forms: who loads what they answered again, or in another language, comes to the list. */
const FORMS_ONLY = [
  '/search',
  '/sign-out',
  '/studies/:measurementId/take',
  '/studies/:measurementId/release',
];

/** Every address of the review, in order. */
export function reviewRouter(deps: ReviewDependencies): Router {
  const { publicUrl, audit, logger } = deps;
  const signIn = { ...deps.signIn, publicUrl, audit, logger };
  const router = Router();
  const review = Router();
  router.use('/review', review);
  review.use(reviewHeaders(), readLanguage);
  review.use(VIEWER_ASSETS.slice('/review'.length), builtFiles());
  review.use(ASSETS.slice('/review'.length), express.static(assetFolder(), { fallthrough: false }));
  review.use(express.urlencoded({ extended: false, limit: FORM_LIMIT }));
  review.use(signInRouter(signIn)); //         /sign-in… /launch /signed-out
  review.use(readVisit({ sessions: signIn.sessions, cookie: signIn.session, serversOf: deps.serversOf }));
  review.use(refuseForged(new URL(publicUrl).origin));
  review.post('/sign-out', signOut(signIn));
  review.use(requireRole('reader', 'reviewer', 'admin'));
  review.use(worklistRouter(deps.worklist, audit)); //  / /search /live
  review.use(siteRouter(deps.site)); //          /site
  review.use(
    '/studies/:measurementId',
    requireRole('reader', 'reviewer'),
    measurementInView(deps.measurements),
  );
  review.get(['/studies/:measurementId', '/studies/:measurementId/decision'], noteLook(audit));
  review.use('/studies/:measurementId', claimRouter(deps.worklist, publicUrl)); // /take /release
  review.use('/studies/:measurementId', decisionRouter({ ...deps.decision, audit, logger })); // /decision
  review.use('/studies/:measurementId', studyRouter(deps.study)); // / /slices /slices/second
  review.get(FORMS_ONLY, (_request, response) => response.redirect(303, '/review'));
  review.use(() => {
    throw new CodedError('review/no-page');
  });
  review.use(errorPage(logger));
  return router;
}

function assetFolder(): string {
  return fileURLToPath(new URL('assets/', import.meta.url));
}

function builtFiles(): RequestHandler {
  return express.static(VIEWER_FOLDER, { fallthrough: false, index: false, setHeaders: keptForGood });
}

/** Their names change with their content, and there is no patient in them. */
function keptForGood(response: ServerResponse): void {
  response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
}
