import type { Language } from '../../screening/policy.ts';

/** Words around every page. A text that is missing in a language does not compile. */
export interface FrameTexts {
  readonly service: string;
  readonly skip: string;
  readonly navigation: string;
  readonly worklist: string;
  readonly site: string;
  readonly signOut: string;
  /** Beside the name of who is signed in. */
  readonly signedInAs: (name: string) => string;
  /** Names of languages are written in themselves. */
  readonly language: string;
  readonly researchUse: string;
  readonly openBanner: string;
  readonly onePatient: string;
  readonly back: string;
}

export const FRAME_TEXTS: Readonly<Record<Language, FrameTexts>> = {
  en: {
    service: 'M-score review',
    skip: 'Skip to the content',
    navigation: 'Pages',
    worklist: 'Worklist',
    site: 'Scanners and figures',
    signOut: 'Sign out',
    signedInAs: (name) => `Signed in as ${name}`,
    language: 'Language',
    researchUse: 'Research use only, not for diagnosis.',
    openBanner:
      'Anybody can sign in here: this service runs with --open, for trying out. Use no real patients.',
    onePatient: 'Opened from the record of one patient: only that patient’s studies are shown.',
    back: 'Back to the worklist',
  },
  sk: {
    service: 'Posudzovanie M-skóre',
    skip: 'Preskočiť na obsah',
    navigation: 'Stránky',
    worklist: 'Zoznam na posúdenie',
    site: 'Prístroje a štatistiky',
    signOut: 'Odhlásiť sa',
    signedInAs: (name) => `Prihlásenie: ${name}`,
    language: 'Jazyk',
    researchUse: 'Len na výskumné použitie, nie na diagnostické účely.',
    openBanner:
      'Prihlásiť sa tu môže ktokoľvek: služba beží s --open, na vyskúšanie. Nepoužívajte údaje skutočných pacientov.',
    onePatient: 'Otvorené z dokumentácie jedného pacienta: zobrazujú sa len jeho vyšetrenia.',
    back: 'Späť na zoznam',
  },
};
