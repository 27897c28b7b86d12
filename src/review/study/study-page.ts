import { algorithmName } from '../../analysis/algorithm.ts';
import type { StoredDecision } from '../../decisions/stored-decision.ts';
import { type Markup, paragraph, words } from '../../report/html.ts';
import type { CardAnswer } from '../../store/feedback.ts';
import type { Withdrawal } from '../../store/withdrawals.ts';
import { withdrawnNote } from '../withdrawn-note.ts';
import { levelChart } from './parts/level-chart.ts';
import { levelTable } from './parts/level-table.ts';
import { noiseMarkup } from './parts/noise-markup.ts';
import { resultMarkup } from './parts/result-markup.ts';
import { storyMarkup } from './parts/story-markup.ts';
import { timeLine } from './parts/time-line.ts';
import { viewerMarkup } from './parts/viewer-markup.ts';
import type { PatientHistory } from './patient-history.ts';
import { referenceOf } from './reference-of.ts';
import type { StudyDocument } from './study-document.ts';
import { STUDY_TEXTS } from './texts/index.ts';
import type { StudyTexts } from './texts/study-texts.ts';

export interface StudyPage {
  readonly document: StudyDocument;
  readonly history: PatientHistory;
  readonly decisions: readonly StoredDecision[];
  readonly answers: readonly CardAnswer[];
  /** The form by which somebody decides, with a hidden field `rois`; empty for who may only look. */
  readonly form: Markup;
  /** Whether there is a script that shows the images. */
  readonly built: boolean;
  /** Set when the study was entered in error. */
  readonly withdrawal: Withdrawal | undefined;
}

/** The body of the page of one study. Sections with an id are kept up to date by a script while somebody edits. */
export function studyBody(study: StudyPage): Markup {
  const { document, history, decisions, answers, form, built, withdrawal } = study;
  const { measurement, references, cutoff, language } = document;
  const texts = STUDY_TEXTS[language];
  const reference = referenceOf(measurement.mscore, references);
  const chosen = cutoff ?? measurement.mscore?.cutoff;
  return `${withdrawal ? withdrawnNote(withdrawal, language) : ''}${summary(document, texts)}
<div class="study${withdrawal ? ' withdrawn' : ''}">
<div class="main">${imagesMarkup(document, built, texts)}</div>
<div class="side">
${section('result', texts.result, resultMarkup(measurement, { texts, cutoff }))}
<section aria-label="${words(texts.levels)}">${levelTable(measurement, reference, texts)}</section>
${form}
</div>
</div>
<div class="below">
<div class="charts">${section('chart', texts.chart, levelChart(measurement, reference, texts))}
${section('time', texts.timeLine, timeLine(history, chosen?.value, texts))}</div>
<div>${section('story', texts.story, storyMarkup(decisions, answers, texts))}
${section('noise', texts.noise, noiseMarkup(measurement.noise, texts))}</div>
</div>
<script type="application/json" id="study-document">${JSON.stringify(document).replaceAll('<', '\\u003c')}</script>`;
}

function imagesMarkup({ images }: StudyDocument, built: boolean, texts: StudyTexts): Markup {
  if (images === null) return paragraph(texts.noImages);
  return built ? viewerMarkup(texts) : paragraph(texts.notBuilt);
}

/** Where the numbers come from, in one line. */
function summary({ measurement }: StudyDocument, texts: StudyTexts): Markup {
  const { status, roiSource, algorithm, series } = measurement;
  const parts = [
    series.chosen?.description ?? '',
    roiSource === null ? '' : (texts.markedBy[roiSource] ?? roiSource),
    algorithmName({ ...algorithm, weightsSha256: null }),
  ].filter(Boolean);
  return `<p class="summary"><span class="badge ${status}">${words(texts.status[status])}</span> ${words(parts.join(' · '))}</p>`;
}

function section(id: string, title: string, body: Markup): Markup {
  return `<section aria-labelledby="${id}-title"><h2 id="${id}-title">${words(title)}</h2><div id="${id}">${body}</div></section>`;
}
