import { readFileSync } from 'node:fs';
import { z } from 'zod';

const numbers = z.array(z.number());
const interval = z.tuple([z.number(), z.number()]);

function recorded<Schema extends z.ZodType>(name: string, schema: Schema): z.output<Schema> {
  return schema.parse(JSON.parse(readFileSync(`fixtures/statistics/${name}`, 'utf8')));
}

/** Columns and classes that SciPy and R were asked about; see fixtures/statistics/make-expected.py and .R. */
export const samples = recorded(
  'samples.json',
  z.object({
    pairs: z.array(z.object({ name: z.string(), a: numbers, b: numbers })),
    classes: z.array(z.object({ name: z.string(), withOutcome: numbers, without: numbers })),
  }),
);

export const scipy = recorded(
  'scipy.json',
  z.object({
    correlations: z.array(
      z.object({
        name: z.string(),
        spearman: z.object({ rho: z.number(), p: z.number(), exact: z.number().nullable() }),
        pearson: z.object({ r: z.number(), p: z.number() }),
        pearsonBootstrapOverAll: interval.nullable(),
      }),
    ),
    areas: z.array(z.object({ name: z.string(), area: z.number() })),
    proportions: z.array(z.object({ count: z.number(), of: z.number(), interval95: interval })),
    studentTwoSidedP: z.array(z.object({ t: z.number(), df: z.number(), p: z.number() })),
  }),
);

export const r = recorded(
  'r.json',
  z.object({
    correlations: z.array(z.object({ name: z.string(), exact: z.boolean(), rho: z.number(), p: z.number() })),
    delong: z.array(
      z.object({
        name: z.string(),
        area: z.number(),
        standardError: z.number(),
        interval95: interval,
        youden: z.number(),
        sensitivityAtSpecificity90: z.number(),
      }),
    ),
  }),
);

/** Each recorded answer with the sample it is about. */
export function withSample<
  Answer extends { readonly name: string },
  Sample extends { readonly name: string },
>(answers: readonly Answer[], known: readonly Sample[]): [string, Answer, Sample][] {
  return answers.map((answer) => {
    const sample = known.find(({ name }) => name === answer.name);
    if (!sample) throw new Error(`no sample "${answer.name}"`);
    return [answer.name, answer, sample];
  });
}
