import { guardKeptWork } from './kept-work.ts';

/** Of pages without a script of their own: from these too people sign out. */
guardKeptWork();
