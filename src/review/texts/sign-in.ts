import type { Language } from '../../screening/policy.ts';
import type { Role } from '../roles.ts';

export interface SignInTexts {
  readonly openTitle: string;
  readonly openBanner: string;
  readonly name: string;
  readonly roles: string;
  readonly role: Readonly<Record<Role, string>>;
  readonly signIn: string;
  readonly goneTitle: string;
  readonly gone: string;
  readonly again: string;
  readonly leaving: string;
  readonly there: string;
}

export const SIGN_IN_TEXTS: Readonly<Record<Language, SignInTexts>> = {
  en: {
    openTitle: 'Sign in for trying out',
    openBanner: 'This service runs with --open: anybody can sign in here as anybody. Use no real patients.',
    name: 'Your name, as decisions are signed',
    roles: 'Roles',
    role: {
      reader: 'Reader: sees findings and figures',
      reviewer: 'Reviewer: decides',
      admin: 'Admin: sees the site pages',
    },
    signIn: 'Sign in',
    goneTitle: 'You are signed out',
    gone: 'This page knows you no more. Your identity provider may still do.',
    again: 'Sign in again',
    leaving: 'This page knows you no more. You are led on to sign out at your identity provider too.',
    there: 'Sign out there',
  },
  sk: {
    openTitle: 'Prihlásenie na vyskúšanie',
    openBanner:
      'Služba beží s --open: prihlásiť sa tu môže ktokoľvek ako ktokoľvek. Nepoužívajte údaje skutočných pacientov.',
    name: 'Vaše meno, ktorým sa podpíšu rozhodnutia',
    roles: 'Roly',
    role: {
      reader: 'Čitateľ: vidí nálezy a štatistiky',
      reviewer: 'Posudzovateľ: rozhoduje',
      admin: 'Správca: vidí stránky pracoviska',
    },
    signIn: 'Prihlásiť sa',
    goneTitle: 'Ste odhlásený/-á',
    gone: 'Táto stránka vás už nepozná. Poskytovateľ identity vás ešte poznať môže.',
    again: 'Prihlásiť sa znova',
    leaving: 'Táto stránka vás už nepozná. Presmeruje vás, aby ste sa odhlásili aj u poskytovateľa identity.',
    there: 'Odhlásiť sa tam',
  },
};
