import type { Language } from '../../screening/policy.ts';
import type { ScoreWords } from '../in-words.ts';
import type { Standing } from '../../decisions/review.ts';
import type { Counts, Suspicion } from '../worklist/findings.ts';
import type { HOLDERS, SUSPICIONS, ORDERS, STATES } from '../worklist/query.ts';

type Named<Names extends readonly string[]> = Readonly<Record<Names[number], string>>;

export interface WorklistTexts {
  readonly title: string;
  readonly counts: (counts: Counts) => string;
  readonly filters: string;
  readonly state: string;
  readonly states: Named<typeof STATES>;
  readonly finding: string;
  readonly suspicions: Named<typeof SUSPICIONS>;
  readonly holder: string;
  readonly holders: Named<typeof HOLDERS>;
  readonly order: string;
  readonly orders: Named<typeof ORDERS>;
  readonly show: string;
  readonly search: string;
  readonly searchHint: string;
  readonly found: (count: number) => string;
  readonly nothing: string;
  readonly columns: readonly [string, string, string, string, string, string, string, string];
  readonly suspicion: Readonly<Record<Suspicion, string>>;
  readonly standing: Readonly<Record<Standing['state'], string>>;
  readonly withdrawn: string;
  readonly decidedBy: (name: string, date: string) => string;
  readonly age: (years: number) => string;
  readonly dexaNone: string;
  readonly dexaUnknown: string;
  readonly dexa: (months: number | null, tScore: string | undefined) => string;
  readonly card: Readonly<Record<'shown' | 'shadow' | 'accepted' | 'overridden' | 'none', string>>;
  readonly take: string;
  readonly takeOver: string;
  readonly release: string;
  readonly mine: string;
  readonly plot: (score: ScoreWords) => string;
  readonly pages: string;
  readonly pageOf: (page: number, pages: number) => string;
  readonly previous: string;
  readonly next: string;
  readonly keys: string;
  readonly live: { readonly on: string; readonly changed: string; readonly off: string };
}

export const WORKLIST_TEXTS: Readonly<Record<Language, WorklistTexts>> = {
  en: {
    title: 'Worklist',
    counts: ({ waiting, clear, possible, 'by-hand': byHand, decided }) =>
      `${waiting} waiting: ${clear} clearly above the cut-off, ${possible} possibly, ${byHand} without a number. ${decided} decided.`,
    filters: 'What is shown',
    state: 'State',
    states: { waiting: 'waiting', decided: 'decided', all: 'all' },
    finding: 'Finding',
    suspicions: { any: 'any', clear: 'clearly above', possible: 'possibly above', 'by-hand': 'no number' },
    holder: 'Taken by',
    holders: { anybody: 'anybody or nobody', me: 'me', nobody: 'nobody' },
    order: 'Order',
    orders: { newest: 'newest first', suspicious: 'most suspicious first' },
    show: 'Show',
    search: 'Find',
    searchHint: 'whole patient id, accession number or Study Instance UID',
    found: (count) =>
      count === 1 ? '1 finding has this identifier.' : `${count} findings have this identifier.`,
    nothing: 'Nothing here.',
    columns: ['Patient', 'M-score', 'Finding', 'Images', 'DEXA before', 'To know', 'Card', 'Who has it'],
    suspicion: {
      clear: 'clearly above the cut-off',
      possible: 'possibly above the cut-off',
      'by-hand': 'no number: levels or air must be drawn',
    },
    standing: {
      open: 'waiting',
      asked: 'a colleague was asked',
      confirmed: 'confirmed',
      changed: 'confirmed with changes',
      measuring: 'changed, is being measured',
      rejected: 'rejected',
    },
    withdrawn: 'entered in error',
    decidedBy: (name, date) => `by ${name}, ${date}`,
    age: (years) => `${years} years or older`,
    dexaNone: 'none found',
    dexaUnknown: 'not known here',
    dexa: (months, tScore) =>
      `${months === null ? 'at an unknown time' : within(months)}${tScore === undefined ? '' : `, lowest T-score ${tScore}`}`,
    card: {
      shown: 'shown, no answer',
      shadow: 'kept back (shadow mode)',
      accepted: 'accepted',
      overridden: 'declined',
      none: 'none',
    },
    take: 'Take',
    takeOver: 'Take over',
    release: 'Give back',
    mine: 'you',
    plot: ({ m, low, high, cutoff }) =>
      `M ${m}, 95 % interval ${low} to ${high}${cutoff === undefined ? '' : `, cut-off ${cutoff}`}`,
    pages: 'Pages of the list',
    pageOf: (page, pages) => `Page ${page} of ${pages}`,
    previous: 'Previous',
    next: 'Next',
    keys: 'Keys: j and k go down and up, Enter opens, t takes or gives back, / finds, n and p turn the page.',
    live: {
      on: 'The list follows by itself.',
      changed: 'The list has changed.',
      off: 'The list does not follow any more: load the page again.',
    },
  },
  sk: {
    title: 'Zoznam na posúdenie',
    counts: ({ waiting, clear, possible, 'by-hand': byHand, decided }) =>
      `Čaká ${waiting}: ${clear} zreteľne nad hranicou, ${possible} možno nad hranicou, ${byHand} bez výsledku. Rozhodnutých: ${decided}.`,
    filters: 'Čo sa zobrazuje',
    state: 'Stav',
    states: { waiting: 'čaká', decided: 'rozhodnuté', all: 'všetko' },
    finding: 'Nález',
    suspicions: { any: 'akýkoľvek', clear: 'zreteľne nad', possible: 'možno nad', 'by-hand': 'bez výsledku' },
    holder: 'Prevzal(a)',
    holders: { anybody: 'ktokoľvek alebo nikto', me: 'ja', nobody: 'nikto' },
    order: 'Poradie',
    orders: { newest: 'najnovšie', suspicious: 'najpodozrivejšie' },
    show: 'Zobraziť',
    search: 'Nájsť',
    searchHint:
      'celý identifikátor pacienta, identifikačné číslo vyšetrenia (accession number) alebo Study Instance UID',
    found: (count) => `Počet nálezov s týmto identifikátorom: ${count}.`,
    nothing: 'Nič tu nie je.',
    columns: [
      'Pacient',
      'M-skóre',
      'Nález',
      'Snímky',
      'DXA predtým',
      'Treba vedieť',
      'Upozornenie',
      'Kto ho má',
    ],
    suspicion: {
      clear: 'zreteľne nad hranicou',
      possible: 'možno nad hranicou',
      'by-hand': 'bez výsledku: treba vyznačiť stavce alebo vzduch',
    },
    standing: {
      open: 'čaká',
      asked: 'požiadaný kolega',
      confirmed: 'potvrdené',
      changed: 'potvrdené so zmenami',
      measuring: 'zmenené, meria sa',
      rejected: 'zamietnuté',
    },
    withdrawn: 'zadané omylom',
    decidedBy: (name, date) => `${name}, ${date}`,
    age: (years) => `vek ${years} rokov alebo viac`,
    dexaNone: 'žiadne sa nenašlo',
    dexaUnknown: 'tu nie je známe',
    dexa: (months, tScore) =>
      `${months === null ? 'nevedno kedy' : months === 0 ? 'dnes' : `najviac pred ${months} mes.`}${tScore === undefined ? '' : `, najnižšie T-skóre ${tScore}`}`,
    card: {
      shown: 'zobrazené, bez odpovede',
      shadow: 'nezobrazené (tieňový režim)',
      accepted: 'prijaté',
      overridden: 'neprijaté',
      none: 'žiadne',
    },
    take: 'Prevziať',
    takeOver: 'Prevziať od kolegu',
    release: 'Vrátiť',
    mine: 'vy',
    plot: ({ m, low, high, cutoff }) =>
      `M ${m}, 95 % interval ${low} až ${high}${cutoff === undefined ? '' : `, hranica ${cutoff}`}`,
    pages: 'Strany zoznamu',
    pageOf: (page, pages) => `Strana ${page} z ${pages}`,
    previous: 'Predchádzajúca',
    next: 'Ďalšia',
    keys: 'Klávesy: j a k idú nadol a nahor, Enter otvorí, t prevezme alebo vráti, / hľadá, n a p obracajú strany.',
    live: {
      on: 'Zoznam sa obnovuje sám.',
      changed: 'Zoznam sa zmenil.',
      off: 'Zoznam sa už neobnovuje: načítajte stránku znova.',
    },
  },
};

function within(months: number): string {
  if (months === 0) return 'today';
  return months === 1 ? 'within a month' : `within ${months} months`;
}
