import type { ErrorCode } from '../../error-catalogue.ts';
import type { Language } from '../../screening/policy.ts';

/** Of this room: what its readers can do something about. Others are told in the catalogue's English. */
type ReviewCode = Extract<ErrorCode, `review/${string}`>;
interface Said {
  readonly text: string;
  readonly remedy: string;
}

interface ErrorTexts {
  readonly title: string;
  readonly of: Readonly<Partial<Record<ErrorCode, Said>>>;
}

const slovak: Readonly<Record<ReviewCode, Said>> = {
  'review/not-signed-in': {
    text: 'Nie ste prihlásený/-á, alebo prihlásenie vypršalo.',
    remedy: 'Prihláste sa; stránka, ktorú ste chceli, sa potom otvorí.',
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
