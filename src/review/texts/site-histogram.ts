import { TEXTS } from '../../../cds-services/texts/index.ts';
import type { Language } from '../../screening/policy.ts';
import { counted } from './counted.ts';

/** Words of the histogram of a scanner. */
export interface HistogramTexts {
  readonly number: (value: number, digits: number) => string;
  /** With all its digits. */
  readonly exact: (value: number) => string;
  readonly title: (reference: string) => string;
  /** What is what. */
  readonly known: (cohort: { n: number }) => string;
  readonly curve: (cohort: { n: number }) => string;
  readonly patients: (counted: { exams: number; from: string }) => string;
  readonly note: string;
  readonly dashed: string;
  readonly snr: string;
  readonly share: string;
  readonly women: (cohort: { n: number; low: string; high: string }) => string;
  readonly normal: (cohort: { n: number; mean: string; sd: string }) => string;
  /** @param counted `lowest` and `highest` are bars that are not empty, as `bar` names them */
  readonly exams: (counted: { exams: number; from: string; lowest: string; highest: string }) => string;
  readonly noExams: (from: string) => string;
  readonly cutoff: (line: { mscore: string; snr: string }) => string;
  readonly bar: (bar: { range: string; women: number | undefined; exams: number }) => string;
  readonly below: (edge: string) => string;
  readonly above: (edge: string) => string;
  readonly numbers: string;
  readonly columns: readonly [string, string, string];
}

const EXAMS = { one: 'exam', other: 'exams' };

export const HISTOGRAM_TEXTS: Readonly<Record<Language, HistogramTexts>> = {
  en: {
    number: (value, digits) => TEXTS.en.number(value, digits),
    exact: (value) => TEXTS.en.exact(value),
    title: (reference) => `SNR of cohort and exams, ${reference}`,
    known: ({ n }) => `Filled: the ${n} women of the cohort.`,
    curve: ({ n }) =>
      `Dotted: the normal curve of mean and SD of the ${n} women of the cohort, for the reference does not hold its single exams.`,
    patients: ({ exams, from }) =>
      `Line in steps: ${counted(exams, 'en', EXAMS)} since ${from} compared with it.`,
    note: 'Each as shares of its own, so that few compare with many. Fattier marrow lies further right.',
    dashed: 'Dashed: where cards begin.',
    snr: 'SNR',
    share: 'share (%)',
    women: ({ n, low, high }) => `Filled bars: ${n} women of the cohort, SNR ${low} to ${high}.`,
    normal: ({ n, mean, sd }) =>
      `Dotted: normal curve of the cohort’s mean ${mean} and SD ${sd}, of ${n} women.`,
    exams: ({ exams, from, lowest, highest }) =>
      `Line in steps: ${counted(exams, 'en', EXAMS)} since ${from}, the lowest in ${lowest}, the highest in ${highest}.`,
    noExams: (from) => `No exam since ${from} was compared with it.`,
    cutoff: ({ mscore, snr }) => `Dashed line: cut-off M ${mscore}, at SNR ${snr}.`,
    bar: ({ range, women, exams }) =>
      `SNR ${range}: ${women === undefined ? '' : `women ${women}, `}exams ${exams}`,
    below: (edge) => `below ${edge}`,
    above: (edge) => `${edge} and more`,
    numbers: 'In numbers',
    columns: ['SNR', 'Women of the cohort', 'Exams'],
  },
  sk: {
    number: (value, digits) => TEXTS.sk.number(value, digits),
    exact: (value) => TEXTS.sk.exact(value),
    title: (reference) => `SNR kohorty a vyšetrení, ${reference}`,
    known: ({ n }) => `Vyplnené: ženy kohorty (${n}).`,
    curve: ({ n }) =>
      `Bodkovane: normálna krivka podľa priemeru a SD žien kohorty (${n}), lebo referencia neobsahuje jednotlivé vyšetrenia.`,
    patients: ({ exams, from }) =>
      `Stupňovitá čiara: vyšetrenia od ${from}, ktoré sa s ňou porovnali (${exams}).`,
    note: 'Každé ako podiel zo svojich, aby sa málo dalo porovnať s mnohým. Tukovejšia dreň leží viac vpravo.',
    dashed: 'Prerušovane: kde začínajú upozornenia.',
    snr: 'SNR',
    share: 'podiel (%)',
    women: ({ n, low, high }) => `Vyplnené stĺpce: ženy kohorty (${n}), SNR od ${low} do ${high}.`,
    normal: ({ n, mean, sd }) =>
      `Bodkovane: normálna krivka podľa priemeru ${mean} a SD ${sd} kohorty (ženy: ${n}).`,
    exams: ({ exams, from, lowest, highest }) =>
      `Stupňovitá čiara: vyšetrenia od ${from} (${exams}), najnižšie v stĺpci ${lowest}, najvyššie v stĺpci ${highest}.`,
    noExams: (from) => `Od ${from} sa s ňou neporovnalo žiadne vyšetrenie.`,
    cutoff: ({ mscore, snr }) => `Prerušovaná čiara: hranica M ${mscore} pri SNR ${snr}.`,
    bar: ({ range, women, exams }) =>
      `SNR ${range}: ${women === undefined ? '' : `ženy ${women}, `}vyšetrenia ${exams}`,
    below: (edge) => `menej ako ${edge}`,
    above: (edge) => `${edge} a viac`,
    numbers: 'V číslach',
    columns: ['SNR', 'Ženy kohorty', 'Vyšetrenia'],
  },
};
