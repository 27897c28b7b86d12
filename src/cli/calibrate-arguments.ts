import { InvalidArgumentError } from 'commander';
import { CodedError } from '../errors.ts';
import { LEVELS, type Level } from '../mscore/levels.ts';
import type { Reference } from '../mscore/reference.ts';
import { findCutoff } from './find-cutoff.ts';

const OLDEST = 120;

/** `20-40`, whole years, both included. */
export function agesArgument(text: string): { readonly min: number; readonly max: number } {
  const [, from, to] = /^(\d{1,3})\s*[-–]\s*(\d{1,3})$/.exec(text.trim()) ?? [];
  const [min, max] = [Number(from), Number(to)];
  if (min <= max && max <= OLDEST) return { min, max };
  throw new InvalidArgumentError('It must be two ages in whole years, e.g. 20-40.');
}

/** `L1-L4`, or two and more levels joined by commas; from above, each once. */
export function levelsArgument(text: string): readonly Level[] {
  if (text.trim() === 'L1-L4') return LEVELS;
  const named = text.split(',').map((name) => name.trim());
  const levels = LEVELS.filter((level) => named.includes(level));
  if (levels.length === named.length && levels.length >= 2) return levels;
  throw new InvalidArgumentError('It must be L1-L4, or two to four of L1, L2, L3, L4 joined by commas.');
}

/** What a file name and a report can carry. */
export function idArgument(text: string): string {
  if (/^[\w.-]{1,100}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be letters, digits, dots, hyphens and underscores, at most 100.');
}

/** A version of a stored reference, from 1. */
export function versionArgument(text: string): number {
  const version = Number(text);
  if (/^\d{1,6}$/.test(text) && version >= 1) return version;
  throw new InvalidArgumentError('It must be a whole number from 1.');
}

export function filledArgument(text: string): string {
  if (text.trim() !== '' && text.length <= 500) return text.trim();
  throw new InvalidArgumentError('It must be a text of at most 500 characters.');
}

/** The cut-off of the M-score that a site chose: a number, or the id of a published one with its source. */
export function cutoffOf(text: string | undefined, source: string | undefined): Reference['cutoff'] {
  if (text === undefined) {
    if (source !== undefined) throw new CodedError('cli/usage', '--cutoff-source without --cutoff');
    return null;
  }
  const found = findCutoff(text);
  if (found === undefined) {
    throw new CodedError('cli/usage', '--cutoff takes a number, or an id that mscore cutoffs lists');
  }
  if (typeof found === 'number') return { value: found, source: source ?? 'chosen by the site' };
  if (found.score !== 'm' || found.value === null) {
    throw new CodedError('cli/usage', `${found.id} is no cut-off of the M-score`);
  }
  return { value: found.value, source: source ?? found.source };
}
