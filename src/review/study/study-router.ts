import { type Request, Router } from 'express';
import type { StoredDecision } from '../../decisions/stored-decision.ts';
import type { Markup } from '../../report/html.ts';
import type { Site } from '../../site.ts';
import type { CardAnswer } from '../../store/feedback.ts';
import type { Measurements, StoredMeasurement } from '../../store/measurements.ts';
import type { Reviews } from '../../store/reviews.ts';
import { languageOf, visitOf } from '../access.ts';
import { page } from '../layout.ts';
import { inViewOf } from '../measurement-in-view.ts';
import type { Who, WhoOf } from '../patients.ts';
import { whoseStudy } from '../whose-study.ts';
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
  readonly decisionsOn: (stored: StoredMeasurement) => Promise<StoredDecision[]>;
  readonly answersTo: (issuer: string, cards: readonly string[]) => Promise<CardAnswer[]>;
  readonly whoOf: WhoOf;
  /** Of the numbers that somebody looks at. */
  readonly versionOf: (stored: StoredMeasurement) => Promise<string>;
  /** The form by which the one who asks may decide; empty for who may only look. */
  readonly decisionForm: (request: Request, who: Promise<Who>) => Promise<Markup>;
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
    const language = languageOf(request);
    const site = dependencies.siteOf(stored.client);
    const withdrawal = await dependencies.withdrawals.ofMeasurement(stored);
    const series = shownSeries(stored, withdrawal);
    // While the page is built the images are on their way already; whether they come is for who asks for them.
    if (series) dependencies.pixels.of(series, site.images).catch(() => undefined);
    // Read beside all else, so that nothing waits for it but the page itself.
    const who = dependencies.whoOf(stored);
    const decisions = await dependencies.decisionsOn(stored);
    const cards = decisions.flatMap(({ card }) => card ?? []);
    const { measurements, reviews } = dependencies;
    const images = series ? `${request.baseUrl}/slices` : null;
    const [document, history, answers, form, viewer] = await Promise.all([
      documentOf(stored, { images, site, language, versionOf: dependencies.versionOf }),
      patientHistory(stored, { measurements, reviews, site, decisions }),
      dependencies.answersTo(stored.client.issuer, cards),
      dependencies.decisionForm(request, who),
      dependencies.viewer(),
    ]);
    const { acquired } = stored.measurement.study;
    const texts = STUDY_TEXTS[language];
    const built = viewer !== undefined;
    const body = studyBody({ document, history, decisions, answers, form, built, withdrawal });
    const title = texts.title(acquired === undefined ? undefined : texts.date(acquired));
    // Images are asked for while the script is still on its way.
    if (images !== null && viewer) response.set('Link', `<${images}>; rel=preload; as=fetch; crossorigin`);
    const whose = whoseStudy(
      { who: await who, patientId: stored.patientId, measurementId: stored.id },
      language,
    );
    response.send(page({ title, whose, body, ...viewer, user: signedIn, csrfToken, language }));
  });
  return router;
}

async function documentOf(
  stored: StoredMeasurement,
  {
    images,
    site,
    language,
    versionOf,
  }: Pick<StudyDocument, 'images' | 'language'> &
    Pick<StudyDependencies, 'versionOf'> & { readonly site: Site },
): Promise<StudyDocument> {
  const references = await site.references();
  return {
    measurementId: stored.id,
    version: await versionOf(stored),
    language,
    measurement: stored.measurement,
    // Which exams did not count is the business of who made the cohort.
    references: references.map(({ leftOut: _leftOut, ...reference }) => reference),
    cutoff: site.policy.cutoff,
    noise:
      site.noise.method === 'declared'
        ? { method: 'declared', declared: [...site.noise.declared] }
        : { method: site.noise.method },
    images,
  };
}
