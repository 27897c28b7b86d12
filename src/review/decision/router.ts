import { Router, type Request } from 'express';
import { z } from 'zod';
import { standingOf } from '../../decisions/review.ts';
import { CodedError, type CodedReason } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { AuditLog } from '../../store/audit-log.ts';
import type { StoredMeasurement } from '../../store/measurements.ts';
import { ReviewClaims } from '../../store/review-claims.ts';
import { Reviews } from '../../store/reviews.ts';
import { Withdrawals } from '../../store/withdrawals.ts';
import { languageOf, requireRole, type SignedIn, signedInOf, visitOf } from '../access.ts';
import { inViewOf } from '../measurement-in-view.ts';
import { lookedAt } from '../note-look.ts';
import type { Who, WhoOf } from '../patients.ts';
import type { RefusalsAsDrawn } from '../study/measure-drawn.ts';
import { clientFiles } from '../study/viewer-files.ts';
import { decide, type DecideDependencies } from './decide.ts';
import { type DecisionForm, heldAgainst, parseDecision, seenOf } from './form.ts';
import { measureAgain } from './measure-again.ts';
import { conflictPage, decisionPage } from './page.ts';
import type { DecisionView } from './panel.ts';

export interface DecisionDependencies extends DecideDependencies {
  readonly logger: Logger;
  readonly whoOf: WhoOf;
  readonly refusalsAsDrawn: RefusalsAsDrawn;
  readonly audit: Pick<AuditLog, 'append' | 'note'>;
}

const sentSchema = z.object({
  decision: z.string().max(20).catch(''),
  reason: z.string().max(2000).catch(''),
});

/** /decision of the measurement in view. */
export function decisionRouter(deps: DecisionDependencies): Router {
  const router = Router();

  router.get('/decision', requireRole('reader', 'reviewer'), async (request, response) => {
    response.send(await shown(request, inViewOf(request), deps));
  });

  router.post('/decision', requireRole('reviewer'), async (request, response) => {
    const stored = inViewOf(request);
    const user = signedInOf(request);
    const read = await readForm(request.body, user, stored, deps);
    if ('problem' in read) {
      lookedAt(request, deps.audit);
      response.status(422).send(await shown(request, stored, deps, read));
      return;
    }
    const { form } = read;
    const study = form.rois && (await measureAgain(stored, deps.siteOf, deps.logger));
    const decided = await decide(stored, form, user, study, deps);
    if ('review' in decided) {
      const { decision } = form;
      deps.logger.info({ measurementId: stored.id, decision }, 'reviewed');
      response.redirect(303, `/review/studies/${stored.id}/decision`);
      return;
    }
    lookedAt(request, deps.audit);
    const { csrfToken } = visitOf(request);
    const { id: measurementId, patientId } = stored;
    const who = await deps.whoOf(stored);
    const frame = { measurementId, patientId, who, user, language: languageOf(request), csrfToken };
    const files = await clientFiles('decision-page');
    response.status(409).send(conflictPage(decided.meanwhile, form.reason, frame, files));
  });
  return router;
}

interface NotTaken {
  readonly problem: CodedError;
  /** Why there is no M-score as it was drawn. */
  readonly refusals: readonly CodedReason[];
}

/**
 * Who decides on what a colleague has taken must say so. What was drawn is measured before it is signed: without an
 * M-score there is nothing to confirm.
 */
async function readForm(
  body: unknown,
  user: SignedIn,
  stored: StoredMeasurement,
  { database, refusalsAsDrawn }: DecisionDependencies,
): Promise<{ readonly form: DecisionForm } | NotTaken> {
  let form: DecisionForm;
  try {
    form = parseDecision(body, stored.measurement.mscore !== null);
  } catch (thrown) {
    if (!(thrown instanceof CodedError)) throw thrown;
    return { problem: thrown, refusals: [] };
  }
  const claim = (await new ReviewClaims(database).of([stored.id])).get(stored.id);
  const held = heldAgainst(claim, await new Reviews(database).standing(stored.id), user);
  if (held !== undefined && held !== form.despite)
    return { problem: new CodedError('review/held'), refusals: [] };
  const refusals = form.rois ? await refusalsAsDrawn(stored, form.rois) : [];
  return refusals.length === 0 ? { form } : { problem: new CodedError('review/no-number-drawn'), refusals };
}

async function shown(
  request: Request,
  stored: StoredMeasurement,
  { database, siteOf, whoOf }: DecisionDependencies,
  notTaken?: NotTaken,
): Promise<string> {
  const stores = {
    reviews: new Reviews(database),
    withdrawals: new Withdrawals(database),
    claims: new ReviewClaims(database),
  };
  const view = await readDecisionView(request, stored, whoOf(stored), stores);
  const sent = notTaken && { ...sentSchema.parse(request.body ?? {}), ...notTaken };
  const { cutoff } = siteOf(stored.client).policy;
  return decisionPage({ ...view, sent }, stored.measurement, cutoff, await clientFiles('decision-page'));
}

/** What `decisionPanel` shows of a measurement, to who asks. */
export async function readDecisionView(
  request: Request,
  stored: StoredMeasurement,
  asked: Promise<Who>,
  {
    reviews,
    withdrawals,
    claims,
  }: {
    readonly reviews: Pick<Reviews, 'of' | 'resultsOf'>;
    readonly withdrawals: Pick<Withdrawals, 'ofMeasurement'>;
    readonly claims: Pick<ReviewClaims, 'of'>;
  },
): Promise<DecisionView> {
  const { id, patientId, measurement } = stored;
  const [all, results, withdrawal, taken, who] = await Promise.all([
    reviews.of([id]),
    reviews.resultsOf([id]),
    withdrawals.ofMeasurement(stored),
    claims.of([id]),
    asked,
  ]);
  const [before, result] = [all.get(id) ?? [], results.get(id)];
  if (!result) throw new CodedError('review/not-found');
  const { signedIn: user, csrfToken } = visitOf(request);
  return {
    measurementId: id,
    patientId,
    who,
    standing: standingOf(before, result),
    withdrawal,
    reviews: before,
    claim: taken.get(id),
    seen: seenOf(result, before),
    hasNumber: measurement.mscore !== null,
    user,
    language: languageOf(request),
    csrfToken,
  };
}
