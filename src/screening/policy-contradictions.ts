import type { Policy } from './policy.ts';
import { SUPPRESSOR_KINDS } from './record.ts';

export interface Contradiction {
  readonly path: string[];
  readonly message: string;
}

/** Settings that are each valid and cannot both be meant. */
export function contradictions(policy: Policy): Contradiction[] {
  const { modules, cutoff, sexes, minimumAge, referAge } = policy;
  const found: Contradiction[] = [];
  if (referAge < minimumAge) {
    found.push({ path: ['referAge'], message: 'must not be below minimumAge' });
  }
  if (new Set(sexes).size < sexes.length) {
    found.push({ path: ['sexes'], message: 'must name each sex once' });
  }
  if (!modules.imageScore.on && !modules.noImageRule.on) {
    found.push({
      path: ['modules'],
      message: 'must have one that is on; to show nothing, set shadow to true',
    });
  }
  if (!modules.imageScore.on && cutoff !== null) {
    found.push({ path: ['cutoff'], message: 'has no use while modules.imageScore is off' });
  }
  if (modules.noImageRule.on && !sexes.includes('female')) {
    found.push({ path: ['modules', 'noImageRule'], message: 'is for women, and sexes does not name them' });
  }
  const unused = SUPPRESSOR_KINDS.filter(
    (kind) => policy.suppressors[kind] === false && policy.codes.suppressors?.[kind] !== undefined,
  );
  for (const kind of unused) {
    found.push({
      path: ['codes', 'suppressors', kind],
      message: `has no use while suppressors.${kind} is false`,
    });
  }
  return found;
}
