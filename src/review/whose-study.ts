import { TEXTS } from '../../cds-services/texts/index.ts';
import { type Markup, words } from '../report/html.ts';
import type { Language } from '../screening/policy.ts';
import { timeInWords } from './in-words.ts';
import type { Who } from './patients.ts';
import { PATIENT_TEXTS } from './texts/patient.ts';

/** Whom a measurement is of. */
export interface Whose {
  readonly who: Who;
  /** FHIR logical id. */
  readonly patientId: string;
  readonly measurementId: string;
}

/** Hospital numbers of one patient; no real one has more. */
const NUMBERS = 3;

/** Above all that a page about one study says; on paper with the measurement and when the page was made. */
export function whoseStudy(whose: Whose, language: Language, now = new Date()): Markup {
  const texts = PATIENT_TEXTS[language];
  const { who, measurementId } = whose;
  const problem =
    typeof who === 'string'
      ? `<p class="unread" role="note">${words(`${texts.notRead[who]} ${texts.makeSure}`)}</p>`
      : '';
  return `<section class="patient" aria-label="${words(texts.label)}"><p>${whoIs(whose, language)}</p>${problem}
<p class="paper">${words(texts.paper(measurementId, timeInWords(now, language)))}</p></section>`;
}

/** In a line: name, birth date and number, each apart from what is written around it, in whatever direction it runs. */
export function whoIs({ who, patientId }: Omit<Whose, 'measurementId'>, language: Language): Markup {
  const texts = PATIENT_TEXTS[language];
  const inRecord = `${words(texts.recordId)} ${apart(patientId)}`;
  if (typeof who === 'string') return inRecord;
  const { name, birthDate, identifiers } = who;
  const numbers = identifiers.slice(0, NUMBERS).map(apart).join(', ');
  return [
    name === '' ? words(texts.unnamed) : `<strong>${apart(name)}</strong>`,
    words(birthDate === undefined ? texts.noBirthDate : texts.born(TEXTS[language].date(birthDate))),
    numbers === '' ? inRecord : `${words(texts.identifier)} ${numbers}`,
  ].join(', ');
}

function apart(text: string): Markup {
  return `<bdi>${words(text)}</bdi>`;
}
