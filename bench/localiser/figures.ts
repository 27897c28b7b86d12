/** One figure that the localiser must reach, and how far it came. */
export interface Figure {
  readonly what: string;
  readonly reached: string;
  readonly wanted: string;
  readonly met: boolean;
}

/** Wanted at least, or at most, so much. */
export function figure(
  what: string,
  value: number,
  wanted: { readonly least?: number; readonly most?: number },
  unit: { readonly digits?: number; readonly name?: string } = {},
): Figure {
  const text = (number: number) => `${number.toFixed(unit.digits ?? 0)}${unit.name ? ` ${unit.name}` : ''}`;
  const { least = -Infinity, most = Infinity } = wanted;
  const limits = [
    ...(wanted.least === undefined ? [] : [`≥ ${text(wanted.least)}`]),
    ...(wanted.most === undefined ? [] : [`≤ ${text(wanted.most)}`]),
  ];
  return { what, reached: text(value), wanted: limits.join(', '), met: value >= least && value <= most };
}

/** The figures as a table, those that were missed marked. */
export function tableOf(figures: readonly Figure[]): string[] {
  const width = (of: (one: Figure) => string) => Math.max(...figures.map((one) => of(one).length));
  const [what, reached] = [width((one) => one.what), width((one) => one.reached)];
  return figures.map(
    (one) =>
      `  ${one.met ? 'reached' : 'MISSED '}  ${one.what.padEnd(what)}  ${one.reached.padStart(reached)}  wanted ${one.wanted}`,
  );
}
