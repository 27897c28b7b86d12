import { type Markup, paragraph, words } from '../../../report/html.ts';
import { reasonsMarkup } from './reasons-markup.ts';
import type { StudyTexts } from '../texts/study-texts.ts';
import type { Numbers } from './numbers.ts';

interface ResultOptions {
  readonly texts: StudyTexts;
  /** Of the policy; it goes before the cut-off of the cohort. */
  readonly cutoff: { readonly value: number; readonly source: string } | null;
  /** The M-score that is stored, where these numbers are of an edit. */
  readonly stored?: number | undefined;
}

/** M-score, SNR and VBQ, or why there are none. `data-exact` has all digits. */
export function resultMarkup(numbers: Numbers, options: ResultOptions): Markup {
  const { texts } = options;
  return `${scoreMarkup(numbers, options)}<dl class="beside">${term(words(texts.snr), numbers.snr, 'snr', texts, 1)}${term(
    abbreviated(texts.vbq(numbers.vbq?.fluidBehind), 'VBQ', texts.spelledOut.vbq),
    numbers.vbq?.value ?? null,
    'vbq',
    texts,
    2,
  )}</dl>${reasonsMarkup(numbers, texts)}`;
}

function scoreMarkup({ mscore, refusals }: Numbers, { texts, cutoff, stored }: ResultOptions): Markup {
  if (!mscore) {
    return `<p class="score none" data-number="m">${words(texts.noMScore)}${was(stored, texts)}</p>${
      refusals.length === 0 ? paragraph(texts.noMScore) : ''
    }`;
  }
  const chosen = cutoff ?? mscore.cutoff;
  const [low, high] = mscore.interval95.map((bound) => texts.number(bound, 1));
  const against = chosen
    ? `${texts.cutoff(texts.exact(chosen.value), chosen.source)}: ${mscore.value >= chosen.value ? texts.reaches : texts.below}`
    : texts.noCutoff;
  const reached = chosen !== null && mscore.value >= chosen.value;
  return `<p class="score${reached ? ' reached' : ''}"><span class="name">${words(texts.mScore)}</span> <strong data-number="m" data-exact="${mscore.value}">${words(texts.number(mscore.value, 2))}</strong>${was(stored, texts)}</p>
${paragraph(texts.interval(low ?? '', high ?? ''))}${paragraph(against)}
<p class="note">${words(texts.comparedWith(texts.reference(mscore.reference, mscore.referenceVersion), mscore.referenceN))}</p>`;
}

function was(stored: number | undefined, texts: StudyTexts): Markup {
  return stored === undefined
    ? ''
    : ` <span class="was">${words(texts.storedWas(texts.number(stored, 2)))}</span>`;
}

/** With the short name at its beginning spelled out on pointing. */
function abbreviated(name: string, short: string, full: string): Markup {
  return `<abbr title="${words(full)}">${words(short)}</abbr>${words(name.slice(short.length))}`;
}

function term(name: Markup, value: number | null, key: string, texts: StudyTexts, digits: number): Markup {
  if (value === null) return '';
  return `<div><dt>${name}</dt><dd data-number="${key}" data-exact="${value}">${words(texts.number(value, digits))}</dd></div>`;
}
