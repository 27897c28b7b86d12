import {
  isWaiting,
  REVIEW_DECISIONS,
  type Review,
  type ReviewDecision,
  type Standing,
} from '../../decisions/review.ts';
import type { CodedError, CodedReason } from '../../errors.ts';
import { list, type Markup, paragraph, words } from '../../report/html.ts';
import type { Language } from '../../screening/policy.ts';
import type { Claim } from '../../store/review-claims.ts';
import type { Withdrawal } from '../../store/withdrawals.ts';
import type { SignedIn } from '../access.ts';
import { timeInWords } from '../in-words.ts';
import { csrfField } from '../layout.ts';
import type { Who } from '../patients.ts';
import { heldAgainst } from './form.ts';
import { DECISION_TEXTS, type DecisionTexts } from '../texts/decision.ts';
import { PATIENT_TEXTS } from '../texts/patient.ts';
import { reasonsMarkup } from '../study/parts/reasons-markup.ts';
import { STUDY_TEXTS } from '../study/texts/index.ts';
import { whoIs } from '../whose-study.ts';

/** What the panel shows, and who looks at it. */
export interface DecisionView {
  readonly measurementId: string;
  /** FHIR logical id. */
  readonly patientId: string;
  readonly who: Who;
  readonly standing: Standing;
  /** Set when the study was entered in error: then nobody decides. */
  readonly withdrawal: Withdrawal | undefined;
  readonly reviews: readonly Review[];
  /** Who has taken it. */
  readonly claim: Claim | undefined;
  /** Of `seenOf`: what the reviewer looks at. */
  readonly seen: string;
  /** Whether there is a number to confirm. */
  readonly hasNumber: boolean;
  readonly user: SignedIn;
  readonly language: Language;
  readonly csrfToken: string;
  /** What was sent and not taken, and why. */
  readonly sent?:
    | {
        readonly decision: string;
        readonly reason: string;
        readonly problem: CodedError;
        /** Why there is no M-score as it was drawn. */
        readonly refusals: readonly CodedReason[];
      }
    | undefined;
}

/**
 * How a result stands, what was decided so far, and the form to decide, for any page about the measurement. Its script
 * (`client/decision.ts`) keeps what was not sent yet. Who draws on the page enables the choice `change` and puts the ROI file
 * into the field `rois`.
 */
export function decisionPanel(view: DecisionView): Markup {
  const texts = DECISION_TEXTS[view.language];
  const { state } = view.standing;
  const standing = view.hasNumber ? texts.standing : { ...texts.standing, ...texts.withoutNumber.standing };
  const outdated = state === 'open' && view.reviews.length > 0;
  const later = state === 'measuring' ? paragraph(texts.measuringLater) : '';
  return `<section id="decision" aria-labelledby="decision-heading"><h2 id="decision-heading">${words(texts.heading)}</h2>
<p class="standing ${state}">${words(outdated ? texts.outdated : standing[state])}</p>${later}${holder(view, texts)}${history(view, texts)}
${form(view, texts)}</section>`;
}

function form(view: DecisionView, texts: DecisionTexts): Markup {
  if (view.withdrawal) return `<p class="standing withdrawn">${words(texts.withdrawn.undecided)}</p>`;
  if (!view.user.roles.includes('reviewer')) return `<p class="note">${words(texts.readersOnly)}</p>`;
  return decide(view, texts);
}

/** Who has taken it while it waits, for readers too. */
function holder({ claim, standing, user, language }: DecisionView, texts: DecisionTexts): Markup {
  if (!claim || !isWaiting(standing)) return '';
  const at = timeInWords(claim.at, language);
  const another = heldAgainst(claim, standing, user) !== undefined;
  return `<p class="holder${another ? ' another' : ''}">${words(another ? texts.heldBy(claim.by.name, at) : texts.heldByYou(at))}</p>`;
}

/** To decide on what a colleague has taken is allowed, and not by accident. */
function nevertheless({ claim, standing, user }: DecisionView, texts: DecisionTexts): Markup {
  const held = heldAgainst(claim, standing, user);
  if (!claim || held === undefined) return '';
  return `<label class="choice"><input type="checkbox" name="despite" value="${words(held)}" required> ${words(texts.nevertheless(claim.by.name))}</label>`;
}

/** One decision in a line, its reason behind it. */
export function reviewLine(review: Review, language: Language): string {
  const texts = DECISION_TEXTS[language];
  const { decision, reviewer, decidedAt, reason } = review;
  const at = timeInWords(decidedAt, language);
  const line = texts.line({ decision: texts.done[decision], name: reviewer.name, at });
  return reason === null ? line : `${line} – ${reason}`;
}

/** Of what is decided the form is out of the way, but for who sent it and is told what was wrong. */
function decide(view: DecisionView, texts: DecisionTexts): Markup {
  const sends = choices(view, texts);
  if (isWaiting(view.standing) || view.sent) return sends;
  return `<details><summary>${words(texts.again)}</summary>${sends}</details>`;
}

function history({ reviews, language }: DecisionView, texts: DecisionTexts): Markup {
  if (reviews.length === 0) return '';
  return `<h3>${words(texts.history)}</h3>${list(reviews.map((review) => reviewLine(review, language)))}`;
}

function choices(view: DecisionView, texts: DecisionTexts): Markup {
  const { measurementId, seen, hasNumber, user, csrfToken, sent, language } = view;
  const problem = sent && words(texts.problems[sent.problem.code] ?? sent.problem.message);
  const why = sent ? reasonsMarkup({ refusals: [...sent.refusals], limits: [] }, STUDY_TEXTS[language]) : '';
  const offered = REVIEW_DECISIONS.filter((decision) => hasNumber || decision !== 'confirm').map((decision) =>
    choice(decision, sent?.decision === decision, hasNumber, texts),
  );
  return `<form method="post" action="/review/studies/${measurementId}/decision" class="stack" id="decision-form" data-seen="${words(seen)}">
${csrfField(csrfToken)}<input type="hidden" name="seen" value="${words(seen)}"><input type="hidden" name="rois" value="">
${problem ? `<p class="problem" role="alert" id="decision-problem">${problem}</p>` : ''}${why}<fieldset><legend>${words(texts.choose)}</legend>${offered.join('')}</fieldset>
<label for="decision-reason">${words(texts.reason)}</label><textarea id="decision-reason" name="reason" rows="3" maxlength="2000" aria-describedby="decision-hint"${problem ? ' aria-invalid="true"' : ''}>${words(sent?.reason ?? '')}</textarea><p class="note" id="decision-hint">${words(texts.reasonHint)}</p>
${nevertheless(view, texts)}<p id="decision-signed">${words(texts.signed(user.name))} ${words(PATIENT_TEXTS[language].label)}: ${whoIs(view, language)}.</p><button>${words(texts.send)}</button></form>`;
}

function choice(
  decision: ReviewDecision,
  checked: boolean,
  hasNumber: boolean,
  texts: DecisionTexts,
): Markup {
  const said = hasNumber ? texts.choices : { ...texts.choices, ...texts.withoutNumber.choices };
  // Nothing is drawn before the page's script says so.
  const off = decision === 'change' ? ` disabled aria-describedby="decision-undrawn decision-no-number"` : '';
  const hint =
    decision === 'change'
      ? ` <span class="note" id="decision-undrawn">${words(texts.drawFirst)}</span><span class="note" id="decision-no-number" hidden>${words(texts.noNumberDrawn)}</span>`
      : '';
  return `<label class="choice"><input type="radio" name="decision" value="${decision}" required${checked && off === '' ? ' checked' : ''}${off}> ${words(said[decision])}${hint}</label>`;
}
