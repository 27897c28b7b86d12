import { z } from 'zod';
import type { DexaValue } from '../screening/record.ts';
import { holds } from './code-list.ts';
import { matchCodedOrText, tokensOf } from './code-match.ts';
import type { CodeLists } from './codes.ts';
import { type CodeableConcept, part, type Quantity } from './resource-parts.ts';

/** An Observation or one of its components, as far as a DXA value is concerned. */
export const valuedSchema = z.object({
  code: part.concept,
  bodySite: part.concept,
  valueQuantity: part.quantity,
  valueString: part.text,
});
export type Valued = z.infer<typeof valuedSchema>;

/** `{T-Score}`, `{TScore}`, `t_score`, `{Z-score}`, `SD`, `1` and the like: all mean a plain number. */
const SCORE_UNIT = /^\{?([tz][-_ ]?score|score|sd|1|\{?ratio\}?)\}?$/i;
const PLAIN_NUMBER = /^[+\-\u2212]?\d{1,3}([.,]\d{1,4})?$/;

/** Beyond these a value is a slip of the pen or the unit, not a measurement. */
const PLAUSIBLE = { score: [-12, 12], bmd: [0.1, 3] } as const;

/**
 * The DXA value that the code names, BMD in g/cm²; undefined without a listed code, without a usable number,
 * with a comparator (`<`, `>`), in an unknown unit or out of any plausible range.
 */
export function dexaValue(
  valued: Valued,
  inheritedSite: CodeableConcept | undefined,
  lists: CodeLists,
): DexaValue | undefined {
  const tokens = tokensOf(valued.code);
  const named = lists.dexaValues.find(({ list }) => tokens.some((token) => holds(list, token)));
  if (!named) return undefined;
  const value =
    named.quantity === 'bmd'
      ? within(PLAUSIBLE.bmd, density(valued.valueQuantity))
      : within(PLAUSIBLE.score, score(valued.valueQuantity, valued.valueString));
  if (value === undefined) return undefined;
  return {
    site: siteOf(named.site, valued.bodySite ?? inheritedSite, lists),
    quantity: named.quantity,
    value,
  };
}

function siteOf(
  named: DexaValue['site'],
  bodySite: CodeableConcept | undefined,
  lists: CodeLists,
): DexaValue['site'] {
  if (named === 'femur' && matchCodedOrText(bodySite, lists.femoralNeck)) return 'femoral-neck';
  if (named === 'unspecified' && matchCodedOrText(bodySite, lists.lumbarSpine)) return 'lumbar-spine';
  return named;
}

function score(quantity: Quantity | undefined, text: string | undefined): number | undefined {
  if (quantity?.value !== undefined) {
    const unit = (quantity.code ?? quantity.unit ?? '').trim();
    return quantity.comparator === undefined && (unit === '' || SCORE_UNIT.test(unit))
      ? quantity.value
      : undefined;
  }
  const plain = text?.trim() ?? '';
  return PLAIN_NUMBER.test(plain) ? Number(plain.replace('\u2212', '-').replace(',', '.')) : undefined;
}

function density(quantity: Quantity | undefined): number | undefined {
  if (quantity?.value === undefined || quantity.comparator !== undefined) return undefined;
  const unit = (quantity.code ?? quantity.unit ?? '')
    .replaceAll(/[\s^]/g, '')
    .replace('²', '2')
    .toLowerCase();
  if (unit === 'g/cm2' || unit === 'g.cm-2') return quantity.value;
  return unit === 'mg/cm2' ? quantity.value / 1000 : undefined;
}

function within([min, max]: readonly [number, number], value: number | undefined): number | undefined {
  return value !== undefined && value >= min && value <= max ? value : undefined;
}
