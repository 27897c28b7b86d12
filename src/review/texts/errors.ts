import type { ErrorCode } from '../../error-catalogue.ts';
import type { SaidError } from '../../http/operation-outcome.ts';
import type { Language } from '../../screening/policy.ts';

/** Of this room, and what keeps images away. Others are told in the catalogue's English. */
type ReviewCode = Exclude<Extract<ErrorCode, `review/${string}`>, FormProblem>;
/** Why images do not come. */
type PacsCode = Extract<ErrorCode, `pacs/${string}`>;
/** Said in the form itself (`texts/decision.ts`). */
type FormProblem =
  | 'review/no-decision'
  | 'review/reason-needed'
  | 'review/nothing-drawn'
  | 'review/nothing-to-confirm'
  | 'review/no-number-drawn'
  | 'review/held';

interface ErrorTexts {
  readonly title: string;
  readonly of: Readonly<Partial<Record<ErrorCode, SaidError>>>;
}

const LATER = 'Skúste to o chvíľu; ak to trvá, upozornite správcu služby.';

const slovak: Readonly<Record<ReviewCode | PacsCode | 'store/unavailable' | 'internal', SaidError>> = {
  'store/unavailable': {
    text: 'Databáza služby je nedostupná.',
    remedy: LATER,
  },
  internal: {
    text: 'V službe nastala chyba.',
    remedy: 'Skúste to znova; ak sa to zopakuje, upozornite správcu služby.',
  },
  'pacs/unavailable': { text: 'PACS neodpovedá.', remedy: LATER },
  'pacs/timeout': { text: 'PACS neodpovedal včas.', remedy: LATER },
  'pacs/unauthorized': {
    text: 'PACS odmietol prihlasovacie údaje služby.',
    remedy: 'Upozornite správcu služby.',
  },
  'pacs/error': { text: 'PACS odpovedal chybou.', remedy: LATER },
  'pacs/invalid': {
    text: 'PACS odpovedal niečím, čo nie je DICOMweb.',
    remedy: 'Upozornite správcu služby.',
  },
  'pacs/incomplete': { text: 'PACS poslal menej snímok, než séria má.', remedy: LATER },
  'pacs/too-large': {
    text: 'Séria je väčšia, než služba číta.',
    remedy: 'Upozornite správcu služby.',
  },
  'pacs/foreign-link': {
    text: 'PACS odkázal na snímky na inom serveri; nenačítali sa.',
    remedy: 'Upozornite správcu služby.',
  },
  'pacs/paused': {
    text: 'PACS opakovane zlyhal, služba sa ho chvíľu nepýta.',
    remedy: LATER,
  },
  'review/not-signed-in': {
    text: 'Nie ste prihlásený/-á, alebo prihlásenie vypršalo.',
    remedy: 'Prihláste sa; stránka, ktorú ste chceli, sa potom otvorí.',
  },
  'review/sign-in-failed': {
    text: 'Prihlásenie sa nepodarilo.',
    remedy: 'Začnite znova; ak sa to zopakuje, zistite, čo o tomto klientovi hovorí poskytovateľ identity.',
  },
  'review/no-role': {
    text: 'Poskytovateľ identity vás pozná, no žiadna z vašich skupín tu nemá rolu.',
    remedy: 'Požiadajte správcu používateľov o zaradenie do skupiny s rolou a do skupiny nemocnice.',
  },
  'review/identity-provider': {
    text: 'Poskytovateľ identity neodpovedá, alebo neodpovedá tak, ako má.',
    remedy: 'Skúste to o chvíľu; ak to trvá, upozornite správcu služby.',
  },
  'review/launch-unknown': {
    text: 'Stránka sa otvorila zo servera FHIR, ktorý na to nie je nastavený.',
    remedy: 'Upozornite správcu služby.',
  },
  'review/launch-context': {
    text: 'Zdravotná dokumentácia neoznámila, ktorého lekára a ktorého pacienta sa to týka.',
    remedy: 'Otvorte stránku z dokumentácie pacienta; ak sa to zopakuje, upozornite správcu služby.',
  },
  'review/launch-only': {
    text: 'Táto stránka sa otvára len z dokumentácie pacienta.',
    remedy: 'Otvorte ju z upozornenia v dokumentácii pacienta.',
  },
  'review/not-allowed': {
    text: 'Na to nemáte oprávnenie.',
    remedy: 'Požiadajte toho, kto spravuje používateľov, o rolu čitateľ, posudzovateľ alebo správca.',
  },
  'review/not-found': {
    text: 'Takéto vyšetrenie tu nie je.',
    remedy: 'Otvorte ho zo zoznamu na posúdenie.',
  },
  'review/no-images': {
    text: 'Pre toto meranie nie sú snímky na zobrazenie.',
    remedy:
      'Nevybrala sa žiadna séria, alebo snímky môžu patriť inému pacientovi: prečítajte dôvod odmietnutia.',
  },
  'review/wrong-patient': {
    text: 'Vyšetrenie patrí inému pacientovi, než z ktorého dokumentácie sa stránka otvorila.',
    remedy: 'Otvorte stránku z dokumentácie správneho pacienta, alebo sa prihláste priamo.',
  },
  'review/withdrawn': {
    text: 'Vyšetrenie bolo zadané omylom: niet o čom rozhodovať.',
    remedy: 'Na jeho stránke je, kto to hovorí; ak to prestane platiť, bude sa dať rozhodnúť.',
  },
  'review/no-page': { text: 'Takáto stránka tu nie je.', remedy: 'Použite odkazy na stránke.' },
  'review/taken': {
    text: 'Nález si medzitým prevzal niekto iný.',
    remedy: 'Načítajte zoznam znova; je v ňom, kto ho má.',
  },
  'review/forged': {
    text: 'Požiadavka neprišla z tejto stránky, alebo je stránka zo staršieho prihlásenia.',
    remedy: 'Obnovte stránku a skúste to znova.',
  },
};

export const ERROR_TEXTS: Readonly<Record<Language, ErrorTexts>> = {
  // The catalogue is in English itself.
  en: { title: 'That did not work', of: {} },
  sk: { title: 'To sa nepodarilo', of: slovak },
};
