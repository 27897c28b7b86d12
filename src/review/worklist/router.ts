import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import type { AuditTrail } from '../../audit/trail.ts';
import { CodedError } from '../../errors.ts';
import { languageOf, requireRole, signedInOf, visitOf } from '../access.ts';
import { inViewOf } from '../measurement-in-view.ts';
import { ownPage } from '../sign-in/pending.ts';
import { clientFiles } from '../study/viewer-files.ts';
import { chosen, countFindings } from './findings.ts';
import { liveList } from './live.ts';
import { loadFindings, loadRows, type WorklistStores } from './load.ts';
import { ListNotes } from './note-list.ts';
import { worklistPage, type WorklistView } from './page.ts';
import { searchSchema, worklistQuerySchema } from './query.ts';

const ROWS = 25;
/** An identifier that so many findings have is none. */
const FOUND = 100;

/** / and /search, /live. */
export function worklistRouter(stores: WorklistStores, audit: AuditTrail): Router {
  const router = Router();
  const notes = new ListNotes(audit);

  router.get('/', async (request, response) => {
    const user = signedInOf(request);
    if (!user.roles.includes('reader') && !user.roles.includes('reviewer')) {
      response.redirect(303, '/review/site');
      return;
    }
    const asked = worklistQuerySchema.parse(request.query);
    const findings = await loadFindings(user, stores);
    const all = chosen(findings, asked, user);
    const pages = Math.max(1, Math.ceil(all.length / ROWS));
    const query = { ...asked, page: Math.min(asked.page, pages) };
    const rows = await loadRows(all.slice((query.page - 1) * ROWS, query.page * ROWS), stores);
    notes.listed(user, rows);
    await show(request, response, { says: { counts: countFindings(findings) }, query, pages, rows });
  });

  router.post('/search', requireRole('reader', 'reviewer'), async (request, response) => {
    const user = signedInOf(request);
    const form = searchSchema.safeParse(request.body);
    const hits = form.success ? await loadFindings(user, stores, form.data.search) : [];
    const rows = await loadRows(hits.slice(0, FOUND), stores);
    notes.found(user, rows);
    const query = worklistQuerySchema.parse({});
    await show(request, response, { says: { found: hits.length }, query, pages: 1, rows });
  });

  router.get('/live', requireRole('reader', 'reviewer'), liveList(stores.worklist));
  return router;
}

async function show(request: Request, response: Response, view: WorklistView): Promise<void> {
  const { signedIn: user, csrfToken } = visitOf(request);
  const frame = { user, csrfToken, language: languageOf(request) };
  response.send(worklistPage(view, frame, await clientFiles('worklist')));
}

/** Who had it when it was taken, and the page to come back to. What makes no sense counts as left out, as in addresses. */
const claimSchema = z.object({
  from: z.string().max(500).optional().catch(undefined),
  back: z.unknown().optional(),
});

/** /take and /release of one finding. */
export function claimRouter({ claims }: Pick<WorklistStores, 'claims'>, publicUrl: string): Router {
  const router = Router();
  router.post('/take', requireRole('reviewer'), async (request, response) => {
    const { from, back } = claimSchema.parse(request.body);
    if (!(await claims.take(inViewOf(request), signedInOf(request), from)))
      throw new CodedError('review/taken');
    response.redirect(303, ownPage(back, publicUrl));
  });
  router.post('/release', requireRole('reviewer'), async (request, response) => {
    const { back } = claimSchema.parse(request.body);
    await claims.release(inViewOf(request).id, signedInOf(request));
    response.redirect(303, ownPage(back, publicUrl));
  });
  return router;
}
