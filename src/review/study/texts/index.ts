import type { Language } from '../../../screening/policy.ts';
import { english } from './en.ts';
import { slovak } from './sk.ts';
import type { StudyTexts } from './study-texts.ts';

export const STUDY_TEXTS: Readonly<Record<Language, StudyTexts>> = { en: english, sk: slovak };
