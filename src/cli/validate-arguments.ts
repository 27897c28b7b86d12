import { InvalidArgumentError } from 'commander';
import type { GivenCutoff } from '../validation/discriminate.ts';
import { findCutoff } from './find-cutoff.ts';

/** For an option that may be given several times. */
export function collect<Value>(read: (text: string) => Value) {
  return (text: string, before: readonly Value[]): readonly Value[] => [...before, read(text)];
}

export function shareArgument(text: string): number {
  const share = Number(text);
  if (text.trim() !== '' && share > 0 && share < 1) return share;
  throw new InvalidArgumentError('It must be a share between 0 and 1, e.g. 0.2.');
}

export function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const number = Number(text);
    if (text.trim() !== '' && Number.isInteger(number) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

/** A number, or the id of a published cut-off. */
export function givenCutoff(text: string): GivenCutoff {
  const found = findCutoff(text);
  if (typeof found === 'number') return { label: 'given', value: found };
  if (found && found.value !== null) return { label: found.source, value: found.value, of: found.score };
  throw new InvalidArgumentError('It must be a number or an id that mscore cutoffs lists with a cut-off.');
}
