import type { Language } from '../../screening/policy.ts';
import type { Who } from '../patients.ts';

export interface PatientTexts {
  readonly label: string;
  readonly born: (date: string) => string;
  readonly unnamed: string;
  readonly noBirthDate: string;
  /** Before an identifier, and before the FHIR id. */
  readonly identifier: string;
  readonly recordId: string;
  readonly notRead: Readonly<Record<Extract<Who, string>, string>>;
  readonly makeSure: string;
  readonly paper: (measurementId: string, at: string) => string;
}

export const PATIENT_TEXTS: Readonly<Record<Language, PatientTexts>> = {
  en: {
    label: 'Patient',
    born: (date) => `born ${date}`,
    unnamed: 'no name in the record',
    noBirthDate: 'no birth date in the record',
    identifier: 'patient number',
    recordId: 'id in the record',
    notRead: {
      'no-access': 'The name is not known here: the service may not read the record.',
      away: 'The name is not known here: the record could not be read just now.',
      unknown: 'The name is not known here: the record has no patient with this id.',
    },
    makeSure: 'Make sure whose study this is before you decide.',
    paper: (measurementId, at) => `Measurement ${measurementId}, as of ${at}`,
  },
  sk: {
    label: 'Pacient',
    born: (date) => `nar. ${date}`,
    unnamed: 'v dokumentácii nie je meno',
    noBirthDate: 'v dokumentácii nie je dátum narodenia',
    identifier: 'číslo pacienta',
    recordId: 'identifikátor v dokumentácii',
    notRead: {
      'no-access': 'Meno tu nie je známe: služba nesmie čítať dokumentáciu.',
      away: 'Meno tu nie je známe: dokumentácia sa teraz nedala prečítať.',
      unknown: 'Meno tu nie je známe: dokumentácia nemá pacienta s týmto identifikátorom.',
    },
    makeSure: 'Skôr než rozhodnete, overte, koho vyšetrenie to je.',
    paper: (measurementId, at) => `Meranie ${measurementId}, stav ${at}`,
  },
};
