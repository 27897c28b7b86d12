import type { Review } from '../../decisions/review.ts';
import type { Measurement, Mscore } from '../../mscore/measurement.ts';
import { type Markup, paragraph, words } from '../../report/html.ts';
import type { Language } from '../../screening/policy.ts';
import { scoreInWords } from '../in-words.ts';
import { page } from '../layout.ts';
import { DECISION_TEXTS } from '../texts/decision.ts';
import { withdrawnNote } from '../withdrawn-note.ts';
import { type Whose, whoseStudy } from '../whose-study.ts';
import { reasonsMarkup } from '../study/parts/reasons-markup.ts';
import { STUDY_TEXTS } from '../study/texts/index.ts';
import type { ViewerFiles } from '../study/viewer-files.ts';
import { decisionPanel, type DecisionView, reviewLine } from './panel.ts';

/** Who looks at whose study. */
type Frame = Whose & Pick<DecisionView, 'user' | 'language' | 'csrfToken'>;

/** The decision by itself: what it is about in a line, and the panel. */
export function decisionPage(
  view: DecisionView,
  measurement: Pick<Measurement, 'mscore' | 'refusals' | 'limits'>,
  cutoff: Mscore['cutoff'],
  files: ViewerFiles | undefined,
): string {
  const { language, measurementId } = view;
  const texts = DECISION_TEXTS[language];
  const study = STUDY_TEXTS[language];
  const note = view.withdrawal ? withdrawnNote(view.withdrawal, language) : '';
  const body = `${note}<section aria-labelledby="result-heading"><h2 id="result-heading">${words(study.result)}</h2>
${paragraph(scoreLine(measurement.mscore, cutoff, language))}${reasonsMarkup(measurement, study)}</section>
<p><a href="/review/studies/${measurementId}">${words(texts.study)}</a></p>
${decisionPanel(view)}
<p><a href="/review">${words(texts.list)}</a></p>`;
  return aboutStudy(view, files, { title: texts.title, body });
}

function scoreLine(mscore: Mscore | null, chosen: Mscore['cutoff'], language: Language): string {
  const texts = DECISION_TEXTS[language];
  if (!mscore) return texts.noScore;
  return texts.score(scoreInWords(mscore, chosen ?? mscore.cutoff, language));
}

/** For the second of two: what the first decided, and their own words, so that nothing typed is lost. */
export function conflictPage(
  meanwhile: Review | 'measured',
  reason: string | null,
  frame: Frame,
  files: ViewerFiles | undefined,
): string {
  const texts = DECISION_TEXTS[frame.language];
  const what =
    meanwhile === 'measured'
      ? paragraph(texts.measuredMeanwhile)
      : `${paragraph(texts.quicker)}<p class="standing">${words(reviewLine(meanwhile, frame.language))}</p>`;
  const typed =
    reason === null
      ? ''
      : `<label for="typed">${words(texts.yourReason)}</label><textarea id="typed" rows="3" readonly>${words(reason)}</textarea>`;
  const body = `<div role="alert" data-not-taken="${frame.measurementId}">${what}${paragraph(texts.nothingOverwritten)}</div>${typed}
<p><a href="/review/studies/${frame.measurementId}">${words(texts.lookAgain)}</a></p>`;
  return aboutStudy(frame, files, { title: texts.quickerTitle, body });
}

function aboutStudy(
  frame: Frame,
  files: ViewerFiles | undefined,
  content: { readonly title: string; readonly body: Markup },
): string {
  const { user, language, csrfToken } = frame;
  const whose = whoseStudy(frame, language);
  return page({ ...content, whose, ...files, user, language, csrfToken, place: 'worklist' });
}
