import type { StoredDecision } from '../../../decisions/stored-decision.ts';
import { type Markup, paragraph, words } from '../../../report/html.ts';
import type { CardAnswer } from '../../../store/feedback.ts';
import type { StudyTexts } from '../texts/study-texts.ts';
import { isoDay } from '../../../iso-day.ts';

/** What the EHR was told about a measurement, and what clinicians did with it, the newest first. */
export function storyMarkup(
  decisions: readonly StoredDecision[],
  answers: readonly CardAnswer[],
  texts: StudyTexts,
): Markup {
  if (decisions.length === 0) return paragraph(texts.storyNone);
  const items = decisions.map((decision) => {
    const { decidedAt, hook, kind, shown, card } = decision;
    const said = kind === null ? texts.couldNot : texts.recommended[kind];
    const own = answers.filter((answer) => answer.card === card);
    const became =
      own.length > 0 ? own.map((answer) => answerWords(answer, texts)).join('; ') : texts.noAnswer;
    return `<li><time datetime="${decidedAt.toISOString()}">${words(day(decidedAt, texts))}</time> <code>${words(hook)}</code>: ${words(said)}, ${words(texts.shown[shown])}${card === null ? '' : `; ${words(became)}`}</li>`;
  });
  return `<ol class="story">${items.join('')}</ol>`;
}

function answerWords({ outcome, at, reasons }: CardAnswer, texts: StudyTexts): string {
  if (outcome === 'accepted') return texts.accepted(day(at, texts));
  const why = reasons.map(({ code, comment }) =>
    [code === undefined ? undefined : (texts.answersOf[code] ?? code), comment].filter(Boolean).join(' – '),
  );
  return texts.overridden(day(at, texts), why.filter(Boolean).join(', ') || undefined);
}

function day(date: Date, texts: StudyTexts): string {
  return texts.date(isoDay(date));
}
