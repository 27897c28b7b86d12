import { type Request, Router } from 'express';
import type { StoredDecision } from '../../decisions/stored-decision.ts';
import type { Markup } from '../../report/html.ts';
import type { Site } from '../../site.ts';
import type { CardAnswer } from '../../store/feedback.ts';
import type { Measurements, StoredMeasurement } from '../../store/measurements.ts';
import type { Reviews } from '../../store/reviews.ts';
import type { Withdrawals } from '../../store/withdrawals.ts';
import { languageOf, visitOf } from '../access.ts';
import { page } from '../layout.ts';
import { inViewOf } from '../measurement-in-view.ts';
import { imagesRouter, type ImagesDependencies } from './images-router.ts';
import { patientHistory } from './patient-history.ts';
import { shownSeries } from './shown-series.ts';
import type { StudyDocument } from './study-document.ts';
import { studyBody } from './study-page.ts';
import { STUDY_TEXTS } from './texts/index.ts';
import type { ViewerFiles } from './viewer-files.ts';

export interface StudyDependencies extends ImagesDependencies {
  readonly measurements: Pick<Measurements, 'ofPatient'>;
  readonly reviews: Pick<Reviews, 'standings'>;
  readonly withdrawals: Pick<Withdrawals, 'ofMeasurement'>;
  readonly decisionsOn: (stored: StoredMeasurement) => Promise<StoredDecision[]>;
  readonly answersTo: (issuer: string, cards: readonly string[]) => Promise<CardAnswer[]>;
  /** Of the numbers that somebody looks at. */
  readonly versionOf: (stored: StoredMeasurement) => Promise<string>;
  /** The form by which the one who asks may decide; empty for who may only look. */
  readonly decisionForm: (request: Request) => Promise<Markup>;
  /** Undefined when it was not built: the page then shows numbers without images. */
  readonly viewer: () => Promise<ViewerFiles | undefined>;
}

/** The page of the measurement in view, and its images. */
export function studyRouter(dependencies: StudyDependencies): Router {
  const router = Router();
  router.use(imagesRouter(dependencies));
  router.get('/', async (request, response) => {
    const stored = inViewOf(request);
    const { signedIn, csrfToken } = visitOf(request);
    const site = dependencies.siteOf(stored.client);
    startReading(stored, dependencies);
    const decisions = await dependencies.decisionsOn(stored);
    const cards = decisions.flatMap(({ card }) => card ?? []);
    const { measurements, reviews } = dependencies;
    const [document, history, answers, form, viewer, withdrawal] = await Promise.all([
      documentOf(request, stored, site, dependencies),
      patientHistory(stored, { measurements, reviews, site, decisions }),
      dependencies.answersTo(stored.client.issuer, cards),
      dependencies.decisionForm(request),
      dependencies.viewer(),
      dependencies.withdrawals.ofMeasurement(stored),
    ]);
    const language = languageOf(request);
    const { acquired } = stored.measurement.study;
    const texts = STUDY_TEXTS[language];
    const built = viewer !== undefined;
    const body = studyBody({ document, history, decisions, answers, form, built, withdrawal });
    const title = texts.title(acquired === undefined ? undefined : texts.date(acquired));
    // The list is asked for while the script is still on its way.
    if (document.images !== null && viewer)
      response.set('Link', `<${document.images}>; rel=preload; as=fetch; crossorigin`);
    response.send(page({ title, body, ...viewer, user: signedIn, csrfToken, language }));
  });
  return router;
}

/** While the page is built the images are on their way already; whether they come is for who asks for them. */
function startReading(stored: StoredMeasurement, { siteOf, pixels }: ImagesDependencies): void {
  const series = shownSeries(stored);
  if (series) pixels.of(series, siteOf(stored.client).images).catch(() => undefined);
}

async function documentOf(
  request: Request,
  stored: StoredMeasurement,
  site: Site,
  { versionOf }: StudyDependencies,
): Promise<StudyDocument> {
  const references = await site.references();
  return {
    measurementId: stored.id,
    version: await versionOf(stored),
    language: languageOf(request),
    measurement: stored.measurement,
    // Which exams did not count is the business of who made the cohort.
    references: references.map(({ leftOut: _leftOut, ...reference }) => reference),
    cutoff: site.policy.cutoff,
    noise:
      site.noise.method === 'declared'
        ? { method: 'declared', declared: [...site.noise.declared] }
        : { method: site.noise.method },
    images: shownSeries(stored) ? `${request.baseUrl}/slices` : null,
  };
}
