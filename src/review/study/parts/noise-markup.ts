import type { NoiseCheck } from '../../../mscore/measurement.ts';
import { type Markup, paragraph, words } from '../../../report/html.ts';
import type { StudyTexts } from '../texts/study-texts.ts';
import type { Numbers } from './numbers.ts';

/** Every check of the noise in plain words, with what was found and what is allowed. */
export function noiseMarkup(noise: Numbers['noise'], texts: StudyTexts): Markup {
  if (!noise) return paragraph(texts.noChecks);
  const { check, value, allowed, verdict } = texts.checkColumns;
  const effective = noise.effectiveN === undefined ? undefined : Math.round(noise.effectiveN);
  const numbers = texts.noiseNumbers({
    sd: texts.number(noise.sd, 2),
    n: noise.n,
    effective: effective !== undefined && effective < noise.n ? effective : undefined,
  });
  return `${paragraph(`${texts.noiseMethods[noise.method]}: ${numbers}.`)}${
    noise.source === undefined ? '' : paragraph(noise.source)
  }${
    noise.checks.length === 0
      ? ''
      : `<div class="wide"><table><thead><tr><th scope="col">${words(check)}</th><th scope="col" class="number">${words(value)}</th><th scope="col" class="number">${words(allowed)}</th><th scope="col">${words(verdict)}</th></tr></thead><tbody>${noise.checks
          .map((one) => row(one, texts))
          .join('')}</tbody></table></div>`
  }`;
}

function row({ check, value, limits, passed }: NoiseCheck, texts: StudyTexts): Markup {
  return `<tr${passed ? '' : ' class="failed"'}><th scope="row">${words(texts.checks[check] ?? check)}</th><td class="number">${words(short(value, texts))}</td><td class="number">${words(allowedIn(limits, texts))}</td><td>${passed ? '✓' : '✗'} ${words(passed ? texts.passed : texts.failed)}</td></tr>`;
}

function allowedIn({ min, max }: NoiseCheck['limits'], texts: StudyTexts): string {
  if (min === undefined) return max === undefined ? '' : texts.atMost(short(max, texts));
  return max === undefined
    ? texts.atLeast(short(min, texts))
    : texts.between(short(min, texts), short(max, texts));
}

/** Three digits that count, whole numbers as they are. */
function short(value: number, texts: StudyTexts): string {
  if (Number.isInteger(value)) return texts.number(value, 0);
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return texts.number(value, Math.min(digits, 4));
}
