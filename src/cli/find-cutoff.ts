import { PUBLISHED_CUTOFFS, type PublishedCutoff } from '../mscore/published-cutoffs.ts';

/** What an argument says: a published cut-off by its id, or a number; undefined when it is neither. */
export function findCutoff(text: string): PublishedCutoff | number | undefined {
  const published = PUBLISHED_CUTOFFS.find(({ id }) => id === text);
  if (published) return published;
  const value = Number(text.replace('−', '-'));
  return text.trim() !== '' && Number.isFinite(value) ? value : undefined;
}
