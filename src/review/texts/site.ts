import type { Language } from '../../screening/policy.ts';
import type { ReferenceStatus } from '../../store/judged-references.ts';
import type { MeasurementTable } from '../../store/schema.ts';
import { counted } from './counted.ts';
import { HISTOGRAM_TEXTS, type HistogramTexts } from './site-histogram.ts';

export interface SiteTexts {
  readonly title: string;
  readonly scanners: string;
  readonly noReference: string;
  readonly columns: readonly [string, string, string, string, string, string, string];
  readonly status: Readonly<Record<ReferenceStatus, string>>;
  readonly since: (status: string, date: string) => string;
  readonly noCutoff: string;
  /** Where a cut-off is from that is not the reference's own. */
  readonly ofPolicy: string;
  readonly watched: (counts: { exams: number; controls: number }) => string;
  readonly perLevel: (reference: string) => string;
  readonly level: string;
  readonly meanSd: string;
  readonly histogram: HistogramTexts;
  readonly drift: {
    readonly title: (reference: string) => string;
    readonly description: (chart: { exams: number; mean: string }) => string;
    readonly exam: string;
    readonly airSd: string;
    readonly note: string;
    readonly point: (exam: number, date: string | undefined) => string;
  };
  readonly cards: string;
  readonly noCards: string;
  readonly cardColumns: readonly [string, string, string, string, string, string];
  readonly reasons: string;
  readonly reasonColumns: readonly [string, string, string];
  readonly reasonNames: Readonly<Record<'other' | 'words' | 'none', string>>;
  readonly studies: (from: string) => string;
  readonly statuses: Readonly<Record<MeasurementTable['status'], string>>;
  readonly studyColumns: readonly [string, string];
  readonly refusals: string;
  readonly refusalColumns: readonly [string, string];
  readonly validation: string;
  readonly validationLink: string;
}

const EXAM = {
  en: { one: 'exam', other: 'exams' },
  sk: { one: 'vyšetrenie', few: 'vyšetrenia', other: 'vyšetrení' },
};
const CONTROL = {
  en: { one: 'control', other: 'controls' },
  sk: { one: 'kontrola', few: 'kontroly', other: 'kontrol' },
};

export const SITE_TEXTS: Readonly<Record<Language, SiteTexts>> = {
  en: {
    title: 'Scanners and figures',
    scanners: 'Scanners and their reference cohorts',
    noReference:
      'No reference is stored in the database; those of files are used as they are, and not watched.',
    columns: ['Reference', 'Scanner', 'Women', 'SNR (SD)', 'Cut-off', 'Status', 'Watched'],
    status: {
      current: 'in use',
      warning: 'in use, may have drifted',
      drifted: 'drifted',
      superseded: 'superseded',
      retired: 'retired',
    },
    since: (status, date) => `${status} since ${date}`,
    noCutoff: 'none',
    ofPolicy: 'the hospital’s policy',
    watched: ({ exams, controls }) =>
      `${counted(exams, 'en', EXAM.en)}, ${counted(controls, 'en', CONTROL.en)}`,
    perLevel: (reference) => `SNR by level, ${reference}`,
    level: 'Level',
    meanSd: 'Mean ± SD',
    histogram: HISTOGRAM_TEXTS.en,
    drift: {
      title: (reference) => `Noise of the scanner, ${reference}`,
      description: ({ exams, mean }) =>
        `SD of the air in ${counted(exams, 'en', EXAM.en)} in the order in which they came; the line is the cohort’s mean, ${mean}.`,
      exam: 'exam',
      airSd: 'SD of the air',
      note: 'Each exam against the mean of the cohort (line) and one SD to either side (dashed). A scanner that drifts leaves the band for good.',
      point: (exam, date) => `exam ${exam}${date === undefined ? '' : `, ${date}`}`,
    },
    cards: 'What became of cards',
    noCards: 'No card was shown.',
    cardColumns: ['Card', 'Shown', 'Accepted', 'Declined', 'No answer', 'Accepted of answered (95 %)'],
    reasons: 'Why cards were declined',
    reasonColumns: ['Reason', 'Cards', 'Of those declined (95 %)'],
    reasonNames: { other: 'a code of another system', words: 'in words only', none: 'none given' },
    studies: (from) => `Studies since ${from}`,
    statuses: { measured: 'measured', limited: 'measured, with limits', refused: 'refused' },
    studyColumns: ['Outcome', 'Studies'],
    refusals: 'Why studies were refused (one may have several reasons)',
    refusalColumns: ['Code', 'Studies'],
    validation: 'Validation',
    validationLink: 'The site’s validation report',
  },
  sk: {
    title: 'Prístroje a štatistiky',
    scanners: 'Prístroje a ich referenčné kohorty',
    noReference:
      'V databáze nie je žiadna referencia; tie zo súborov sa používajú tak, ako sú, a nesledujú sa.',
    columns: ['Referencia', 'Prístroj', 'Ženy', 'SNR (SD)', 'Hranica', 'Stav', 'Sledovanie'],
    status: {
      current: 'používa sa',
      warning: 'používa sa, prístroj sa mohol zmeniť',
      drifted: 'prístroj sa zmenil',
      superseded: 'nahradená',
      retired: 'vyradená',
    },
    since: (status, date) => `${status} od ${date}`,
    noCutoff: 'žiadna',
    ofPolicy: 'pravidlá nemocnice',
    watched: ({ exams, controls }) =>
      `${counted(exams, 'sk', EXAM.sk)}, ${counted(controls, 'sk', CONTROL.sk)}`,
    perLevel: (reference) => `SNR podľa stavcov, ${reference}`,
    level: 'Stavec',
    meanSd: 'Priemer ± SD',
    histogram: HISTOGRAM_TEXTS.sk,
    drift: {
      title: (reference) => `Šum prístroja, ${reference}`,
      description: ({ exams, mean }) =>
        `SD vzduchu (${counted(exams, 'sk', EXAM.sk)} v poradí, v akom prišli); čiara je priemer kohorty, ${mean}.`,
      exam: 'vyšetrenie',
      airSd: 'SD vzduchu',
      note: 'Každé vyšetrenie voči priemeru kohorty (čiara) a jednej SD na obe strany (prerušovane). Prístroj, ktorý sa zmení, pás trvalo opustí.',
      point: (exam, date) => `vyšetrenie ${exam}${date === undefined ? '' : `, ${date}`}`,
    },
    cards: 'Čo sa stalo s upozorneniami',
    noCards: 'Žiadne upozornenie sa nezobrazilo.',
    cardColumns: [
      'Upozornenie',
      'Zobrazené',
      'Prijaté',
      'Neprijaté',
      'Bez odpovede',
      'Prijaté zo zodpovedaných (95 %)',
    ],
    reasons: 'Prečo sa upozornenia neprijali',
    reasonColumns: ['Dôvod', 'Upozornenia', 'Z neprijatých (95 %)'],
    reasonNames: { other: 'kód iného systému', words: 'len slovami', none: 'bez udania' },
    studies: (from) => `Vyšetrenia od ${from}`,
    statuses: { measured: 'zmerané', limited: 'zmerané s obmedzením', refused: 'odmietnuté' },
    studyColumns: ['Výsledok', 'Vyšetrenia'],
    refusals: 'Prečo sa vyšetrenia odmietli (jedno môže mať viac dôvodov)',
    refusalColumns: ['Kód', 'Vyšetrenia'],
    validation: 'Validácia',
    validationLink: 'Validačná správa pracoviska',
  },
};
