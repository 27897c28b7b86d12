/** 9! = 362 880 orders take a tenth of a second; R's `cor.test` counts exactly up to the same n. */
export const EXACT_UP_TO = 9;
/** Sums of products of half ranks are exact in binary; this only guards the subtraction of their mean. */
const EQUAL = 1e-9;

/**
 * Exact two-sided permutation p of a rank correlation: the share of all n! orders of `b` whose correlation with
 * `a` is at least as far from 0. `a` and `b` are (mid-)ranks, equally many, at most `EXACT_UP_TO`. With ties
 * it is the conditional permutation distribution (Lehmann 1975, Nonparametrics, appendix 5).
 */
export function permutationP(a: readonly number[], b: readonly number[]): number {
  const middle = (a.length + 1) / 2;
  const centredA = a.map((rank) => rank - middle);
  const centredB = b.map((rank) => rank - middle);
  const observed = Math.abs(product(centredA, centredB));
  let all = 0;
  let asFar = 0;
  forEachOrder(centredB, (order) => {
    all += 1;
    if (Math.abs(product(centredA, order)) >= observed - EQUAL) asFar += 1;
  });
  return asFar / all;
}

function product(a: readonly number[], b: readonly number[]): number {
  let total = 0;
  for (let i = 0; i < a.length; i += 1) total += (a[i] ?? 0) * (b[i] ?? 0);
  return total;
}

/** Heap's algorithm: every order once, each by one swap from the one before. */
function forEachOrder(values: readonly number[], visit: (order: readonly number[]) => void): void {
  const order = [...values];
  const counters = order.map(() => 0);
  visit(order);
  let i = 1;
  while (i < order.length) {
    const counter = counters[i] ?? 0;
    if (counter < i) {
      swap(order, i % 2 === 0 ? 0 : counter, i);
      visit(order);
      counters[i] = counter + 1;
      i = 1;
    } else {
      counters[i] = 0;
      i += 1;
    }
  }
}

function swap(values: number[], i: number, j: number): void {
  const [a = 0, b = 0] = [values[i], values[j]];
  values[i] = b;
  values[j] = a;
}
