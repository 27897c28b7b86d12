import { TEXTS } from '../../../cds-services/texts/index.ts';
import { isWaiting } from '../../decisions/review.ts';
import { type Markup, words } from '../../report/html.ts';
import type { Language } from '../../screening/policy.ts';
import { csrfField } from '../layout.ts';
import type { SignedIn } from '../access.ts';
import { STUDY_TEXTS } from '../study/texts/index.ts';
import { WORKLIST_TEXTS } from '../texts/worklist.ts';
import { dayInWords, scoreInWords } from '../in-words.ts';
import { intervalPlot } from './interval-plot.ts';
import type { Row } from './load.ts';

export interface RowFrame {
  readonly language: Language;
  readonly user: SignedIn;
  readonly csrfToken: string;
  readonly domain: readonly [number, number];
  /** Where a claim leads back to. */
  readonly back: string;
}

export function worklistRow(row: Row, frame: RowFrame): Markup {
  const texts = WORKLIST_TEXTS[frame.language];
  const cells = [
    score(row, frame),
    `${words(texts.suspicion[row.suspicion])}${standing(row, frame.language)}`,
    `<span class="number">${words(imagesOf(row, frame.language))}</span>`,
    words(dexaOf(row, frame.language)),
    toKnow(row, frame.language),
    words(texts.card[cardOf(row)]),
    holder(row, frame),
  ];
  return `<tr id="f-${row.id}" data-suspicion="${row.suspicion}">${patient(row, frame.language)}${cells
    .map((cell, column) => `<td data-label="${words(texts.columns[column + 1] ?? '')}">${cell}</td>`)
    .join('')}</tr>`;
}

function patient({ id, patientId, patient: known, hook }: Row, language: Language): Markup {
  const texts = WORKLIST_TEXTS[language];
  const name = known?.name || patientId;
  const age = hook?.facts?.age;
  const more = [
    known?.birthDate === undefined ? undefined : TEXTS[language].date(known.birthDate),
    typeof age === 'number' ? texts.age(age) : undefined,
  ].filter((line) => line !== undefined);
  return `<th scope="row"><a class="open" href="/review/studies/${id}"><bdi>${words(name)}</bdi></a>${more.map((line) => `<span class="note">${words(line)}</span>`).join('')}</th>`;
}

function score({ mscore, cutoff }: Row, { language, domain }: RowFrame): Markup {
  if (!mscore) return '–';
  const said = scoreInWords(mscore, cutoff, language);
  const description = WORKLIST_TEXTS[language].plot(said);
  const { value, interval95 } = mscore;
  return `<span class="score">${words(said.m)}</span>${intervalPlot({ value, interval95, cutoff: cutoff?.value, domain, description })}`;
}

function standing({ standing: { state, by }, withdrawn }: Row, language: Language): Markup {
  if (state === 'open') return '';
  const texts = WORKLIST_TEXTS[language];
  const who = by && texts.decidedBy(by.reviewer.name, dayInWords(by.decidedAt, language));
  const gone = withdrawn ? `<span class="standing withdrawn">${words(texts.withdrawn)}</span>` : '';
  return `${gone}<span class="standing ${state}">${words(texts.standing[state])}</span>${who ? `<span class="note">${words(who)}</span>` : ''}`;
}

function imagesOf({ study, measuredAt }: Row, language: Language): string {
  return study.acquired === undefined
    ? dayInWords(measuredAt, language)
    : TEXTS[language].date(study.acquired);
}

function dexaOf({ hook }: Row, language: Language): string {
  const texts = WORKLIST_TEXTS[language];
  if (!hook?.facts) return texts.dexaUnknown;
  const said = hook.facts.dexa.map(({ monthsAgo, lowestTScore }) =>
    texts.dexa(monthsAgo, lowestTScore === null ? undefined : TEXTS[language].number(lowestTScore, 1)),
  );
  return said.join('; ') || texts.dexaNone;
}

/** Codes are the same in every language and lead to docs/errors.md; their sentences are shown on pointing. */
function toKnow({ refusals, limits }: Row, language: Language): Markup {
  const known: Readonly<Record<string, string>> = TEXTS[language].limits;
  const { reason } = STUDY_TEXTS[language];
  return [...refusals, ...limits]
    .map(
      ({ code, text }) =>
        `<span class="code" title="${words(known[code] ?? reason(code)?.text ?? text)}">${words(code)}</span>`,
    )
    .join(' ');
}

function cardOf({ hook }: Row): 'shown' | 'shadow' | 'accepted' | 'overridden' | 'none' {
  if (!hook || hook.shown === 'nothing') return 'none';
  return hook.shown === 'shadow' ? 'shadow' : (hook.outcome ?? 'shown');
}

function holder({ id, claim, standing: stands }: Row, { user, csrfToken, language, back }: RowFrame): Markup {
  const texts = WORKLIST_TEXTS[language];
  const mine = claim?.by.subject === user.subject && claim.by.issuer === user.issuer;
  const who = claim ? `<span>${words(mine ? texts.mine : claim.by.name)}</span> ` : '';
  if (!user.roles.includes('reviewer') || !isWaiting(stands)) return who;
  const [action, text] = mine ? ['release', texts.release] : ['take', claim ? texts.takeOver : texts.take];
  const from = claim ? `<input type="hidden" name="from" value="${words(claim.by.subject)}">` : '';
  return `${who}<form method="post" action="/review/studies/${id}/${action}">${csrfField(csrfToken)}<input type="hidden" name="back" value="${words(back)}">${from}<button class="plain claim">${words(text)}</button></form>`;
}
