import { z } from 'zod';

export const variableSchema = z.enum(['age', 'm', 'snr', 'bmd', 't', 'z', 'tbs']);
export type VariableName = z.infer<typeof variableSchema>;

export interface Variable {
  readonly label: string;
  readonly unit: string;
  readonly digits: number;
  /** Headers it goes by, in lower case without spaces, dots, hyphens and units. */
  readonly names: readonly string[];
  /** Values beyond are not of this unit, or not of this column. */
  readonly plausible: readonly [number, number];
  /** What a value beyond looks like; sizes, the sign left out. */
  readonly mixedUp?: { readonly from: number; readonly to: number; readonly looksLike: string };
  /** Units in a header that are others than `unit`. */
  readonly otherUnits?: RegExp;
}

const PERCENT = /%|percent/i;
const percent = { from: 20, to: 200, looksLike: 'percent of the young or age-matched mean' };

export const VARIABLES: Readonly<Record<VariableName, Variable>> = {
  age: { label: 'age', unit: 'years', digits: 0, names: ['age', 'ageyears'], plausible: [18, 120] },
  m: {
    label: 'M',
    unit: 'SD of the reference',
    digits: 2,
    names: ['m', 'mscore'],
    plausible: [-60, 60],
    otherUnits: PERCENT,
  },
  snr: {
    label: 'SNR',
    unit: '',
    digits: 2,
    names: ['snr', 'snrl1l4', 'meansnr', 'snrmean'],
    plausible: [0.1, 10_000],
    otherUnits: /db\b|%/i,
  },
  bmd: {
    label: 'BMD',
    unit: 'g/cm²',
    digits: 3,
    names: ['bmd', 'bmdl1l4', 'lumbarbmd', 'spinebmd'],
    plausible: [0.2, 2.5],
    mixedUp: { from: 100, to: 3000, looksLike: 'mg/cm²' },
    otherUnits: /mg|%|percent/i,
  },
  t: {
    label: 'T',
    unit: 'SD',
    digits: 1,
    names: ['t', 'tscore', 'tscorel1l4'],
    plausible: [-10, 10],
    mixedUp: percent,
    otherUnits: PERCENT,
  },
  z: {
    label: 'Z',
    unit: 'SD',
    digits: 1,
    names: ['z', 'zscore', 'zscorel1l4'],
    plausible: [-10, 10],
    mixedUp: percent,
    otherUnits: PERCENT,
  },
  tbs: {
    label: 'TBS',
    unit: '',
    digits: 3,
    names: ['tbs', 'trabecularbonescore', 'tbsl1l4'],
    plausible: [0.4, 2.2],
    mixedUp: { from: 400, to: 2200, looksLike: 'thousandths' },
    otherUnits: PERCENT,
  },
};

export const VARIABLE_NAMES: readonly VariableName[] = variableSchema.options;
