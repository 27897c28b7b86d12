import type { CodedReason } from '../../../errors.ts';
import { groupReasons, type ReasonGroup } from '../../../picture/headline.ts';
import { list, type Markup, words } from '../../../report/html.ts';
import type { StudyTexts } from '../texts/study-texts.ts';
import type { Numbers } from './numbers.ts';

/** Why there is no number, and what must be known about one; each with what can be done. */
export function reasonsMarkup(
  { refusals, limits }: Pick<Numbers, 'refusals' | 'limits'>,
  texts: StudyTexts,
): Markup {
  return `${block('refused', texts.refusedBecause, refusals, texts)}${block('limited', texts.limits, limits, texts)}`;
}

function block(kind: string, title: string, reasons: readonly CodedReason[], texts: StudyTexts): Markup {
  if (reasons.length === 0) return '';
  const items = groupReasons(reasons).map((group) => item(group, texts));
  return `<div class="reasons ${kind}"><h3>${words(title)}</h3><ul>${items.join('')}</ul></div>`;
}

function item({ code, text, remedy, details }: ReasonGroup, texts: StudyTexts): Markup {
  const said = texts.reason(code) ?? { text, remedy };
  return `<li data-code="${words(code)}"><p>${words(said.text)}</p>${list(details)}<p class="note">${words(said.remedy)}</p></li>`;
}
