import { cardName, overrideName } from '../../../cds-services/card-names.ts';
import type { CardTexts } from '../../../cds-services/texts/card-texts.ts';
import { TEXTS } from '../../../cds-services/texts/index.ts';
import type { FeedbackSummary } from '../../decisions/feedback-summary.ts';
import type { WatchedEntry } from '../../mscore/drift/watched.ts';
import { LEVELS } from '../../mscore/levels.ts';
import { htmlTable, type Markup, paragraph, words } from '../../report/html.ts';
import { NOTHING, shareWithInterval } from '../../report/numbers.ts';
import type { Language } from '../../screening/policy.ts';
import { isInForce, type JudgedReference } from '../../store/judged-references.ts';
import type { MeasurementCounts } from '../../store/measurement-counts.ts';
import { SITE_TEXTS, type SiteTexts } from '../texts/site.ts';
import { driftChart } from './drift-chart.ts';
import { type ComparedExams, snrHistogram } from './snr-histogram.ts';

export interface ShownReference extends JudgedReference {
  readonly entries: readonly WatchedEntry[];
  /** Undefined where it is not in force any more. */
  readonly compared: ComparedExams | undefined;
}

export interface SiteFigures {
  readonly references: readonly ShownReference[];
  readonly feedback: readonly FeedbackSummary[];
  readonly studies: MeasurementCounts;
  /** ISO date that studies and exams are counted from. */
  readonly from: string;
  /** Where the site's validation report is, if it has one. */
  readonly validation: string | undefined;
}

/** Scanners, what became of cards, and why studies were refused. */
export function siteBody(figures: SiteFigures, language: Language): Markup {
  const texts = SITE_TEXTS[language];
  const { validation } = figures;
  const report = validation && `<p><a href="${words(validation)}">${words(texts.validationLink)}</a></p>`;
  return [
    section(texts.scanners, scanners(figures, language, texts)),
    section(texts.cards, cards(figures, language, texts)),
    section(texts.studies(TEXTS[language].date(figures.from)), studies(figures.studies, texts)),
    report ? section(texts.validation, report) : '',
  ].join('');
}

function section(heading: string, body: Markup): Markup {
  return `<section><h2>${words(heading)}</h2>${body}</section>`;
}

function scanners({ references, from }: SiteFigures, language: Language, texts: SiteTexts): Markup {
  if (references.length === 0) return paragraph(texts.noReference);
  const said = TEXTS[language];
  const rows = references.map(({ stored: { reference, version }, status, since, watched, compared }) => {
    const { id, scanner, n, snr } = reference;
    const { manufacturer, model, serial, fieldStrength } = scanner;
    return [
      said.reference(id, version),
      [manufacturer, model, serial, `${said.exact(fieldStrength)} T`].filter(Boolean).join(', '),
      String(n),
      `${said.number(snr.mean, 1)} (${said.number(snr.sd, 1)})`,
      cutoffsOf(reference, compared, language, texts),
      texts.since(texts.status[status], said.date(since.slice(0, 10))),
      texts.watched(watched),
    ];
  });
  const table = htmlTable({
    caption: texts.scanners,
    captionHidden: true,
    head: texts.columns,
    rows,
    words: [1, 4, 5, 6],
  });
  const inForce = references.filter(isInForce);
  const charts = inForce.map((one, index) => chartsOf(one, index, said, said.date(from), texts));
  return `${table}${inForce.map((one) => perLevel(one, language, texts)).join('')}<div class="plots">${charts.join('')}</div>`;
}

/** What counts here: a policy goes before the reference; where nothing is compared any more, the reference's own. */
function cutoffsOf(
  { cutoff }: ShownReference['stored']['reference'],
  compared: ComparedExams | undefined,
  language: Language,
  texts: SiteTexts,
): string {
  const values = compared ? compared.cutoffs : cutoff ? [cutoff.value] : [];
  const named = values.map((value) => {
    const source = value === cutoff?.value ? cutoff.source : texts.ofPolicy;
    return `${TEXTS[language].exact(value)} (${source})`;
  });
  return named.join('; ') || texts.noCutoff;
}

function chartsOf(
  { stored: { reference, version }, entries, compared }: ShownReference,
  index: number,
  said: CardTexts,
  from: string,
  texts: SiteTexts,
): Markup {
  const name = said.reference(reference.id, version);
  const named = { id: `snr-${index}`, name, cohort: reference, from };
  const histogram = compared ? snrHistogram({ ...named, ...compared }, texts.histogram) : '';
  return histogram + driftChart(`drift-${index}`, reference, entries, name, texts);
}

function perLevel(
  { stored: { reference, version } }: JudgedReference,
  language: Language,
  texts: SiteTexts,
): Markup {
  const said = TEXTS[language];
  const rows = LEVELS.flatMap((level) => {
    const known = reference.perLevel?.[level];
    return known ? [[level, `${said.number(known.mean, 1)} ± ${said.number(known.sd, 1)}`]] : [];
  });
  if (rows.length === 0) return '';
  const caption = texts.perLevel(said.reference(reference.id, version));
  return htmlTable({ caption, head: [texts.level, texts.meanSd], rows });
}

function cards({ feedback }: SiteFigures, language: Language, texts: SiteTexts): Markup {
  if (feedback.length === 0) return paragraph(texts.noCards);
  const rows = feedback.map(({ kind, shown, accepted, overridden, unanswered, acceptance }) => [
    cardName(kind, TEXTS[language]),
    ...[shown, accepted, overridden, unanswered].map(String),
    acceptance ? shareWithInterval(acceptance) : NOTHING,
  ]);
  const reasons = feedback.flatMap(({ reasons: each }) =>
    each.map(({ code, share: of }) => [
      reasonName(code, language, texts),
      String(of.count),
      shareWithInterval(of),
    ]),
  );
  const why =
    reasons.length === 0
      ? ''
      : htmlTable({ caption: texts.reasons, head: texts.reasonColumns, rows: reasons });
  return htmlTable({ caption: texts.cards, captionHidden: true, head: texts.cardColumns, rows }) + why;
}

function studies({ statuses, refusals }: MeasurementCounts, texts: SiteTexts): Markup {
  const outcomes = statuses.map(({ status, count }) => [texts.statuses[status], String(count)]);
  const codes = refusals.map(({ code, count }) => [code, String(count)]);
  return [
    htmlTable({
      caption: texts.studyColumns[0],
      captionHidden: true,
      head: texts.studyColumns,
      rows: outcomes,
    }),
    codes.length === 0 ? '' : htmlTable({ caption: texts.refusals, head: texts.refusalColumns, rows: codes }),
  ].join('');
}

function reasonName(code: string, language: Language, { reasonNames }: SiteTexts): string {
  const others: Readonly<Record<string, string>> = reasonNames;
  return overrideName(code, TEXTS[language]) ?? others[code] ?? code;
}
