import type { CodeableConcept, Reference, Task } from 'fhir/r4.js';
import type { Finding } from '../screening/finding.ts';
import type { ReviewOutcome } from '../screening/review-outcome.ts';
import { resultCode, type ResultConcept } from './result-codes.ts';
import type { ResultNaming } from './result-keys.ts';
import { sameContent } from './same-content.ts';

const OPEN: ReadonlySet<Task['status']> = new Set<Task['status']>([
  'draft',
  'requested',
  'received',
  'accepted',
  'ready',
  'in-progress',
  'on-hold',
]);

interface TaskFrame {
  /** Undefined when somebody decided about what asked for nobody. */
  readonly finding: Finding | undefined;
  readonly naming: ResultNaming;
  readonly key: string;
  /** `Patient/id`. */
  readonly patient: string;
  /** The M-score Observation. */
  readonly focus: string;
  /** FHIR instant. */
  readonly issued: string;
}

/** The worklist's item for a finding: somebody is asked to review it. */
export function reviewTask({ finding, naming, key, patient, focus, issued }: TaskFrame): Task {
  return {
    resourceType: 'Task',
    identifier: [{ system: naming.identifierSystem, value: key }],
    status: 'requested',
    intent: 'order',
    code: resultCode(naming.codeSystem, 'review'),
    ...(finding && { reasonCode: resultCode(naming.codeSystem, finding) }),
    focus: { reference: focus },
    for: { reference: patient },
    authoredOn: issued,
    lastModified: issued,
  };
}

/** The item once a person has decided: completed, whatever the decision, which is its output. */
export function reviewed(task: Task, review: ReviewOutcome, naming: ResultNaming): Task {
  const { decision, decidedAt, reason } = review;
  return {
    ...task,
    status: 'completed',
    ...(reason !== undefined && { statusReason: { text: reason } }),
    owner: reviewerReference(review),
    executionPeriod: { ...task.executionPeriod, end: decidedAt },
    output: [
      {
        type: resultCode(naming.codeSystem, 'review-decision'),
        valueCodeableConcept: resultCode(naming.codeSystem, decision),
      },
    ],
  };
}

/** The reviewer by name, and by number where one is known: the record need not hold this person as a resource. */
export function reviewerReference({ reviewer: { display, identifier } }: ReviewOutcome): Reference {
  return { type: 'Practitioner', display, ...(identifier && { identifier }) };
}

/** What the worklist says of a measurement, which its item in the record must say too. */
export interface TaskStanding {
  readonly finding: Finding | undefined;
  /** That decided, and still holds for the numbers. */
  readonly review: ReviewOutcome | undefined;
  readonly withdrawn: { readonly reason: string } | undefined;
}

/**
 * What becomes of an item that is there: completed by a review, as long as that holds; else cancelled, when nobody need look
 * any more; else asked for, again where we had settled it. What somebody else completed, cancelled or failed stays so.
 */
export function revisedTask(
  task: Task,
  standing: TaskStanding,
  { naming, issued }: { readonly naming: ResultNaming; readonly issued: string },
): Task | undefined {
  const settledByUs = isSettledByUs(task, naming);
  const completed = standing.review && task.status === 'completed';
  if (!OPEN.has(task.status) && !settledByUs && !completed) return undefined;
  const revised = standingTask(task, standing, { naming, settledByUs });
  if (task.status === revised.status && sameContent(task, revised)) return undefined;
  return { ...revised, lastModified: issued };
}

function standingTask(
  task: Task,
  { finding, review, withdrawn }: TaskStanding,
  { naming, settledByUs }: { readonly naming: ResultNaming; readonly settledByUs: boolean },
): Task {
  const asked = settledByUs ? askedAgain(task) : task;
  if (review) return reviewed(asked, review, naming);
  if (withdrawn) return cancelled(asked, 'withdrawn', naming, withdrawn.reason);
  return finding ? asked : cancelled(asked, 'no-finding', naming);
}

function cancelled(
  task: Task,
  code: 'withdrawn' | 'no-finding',
  { codeSystem }: ResultNaming,
  text?: string,
): Task {
  const statusReason = resultCode(codeSystem, code);
  return {
    ...task,
    status: 'cancelled',
    statusReason: { ...statusReason, ...(text !== undefined && { text }) },
  };
}

/** Without all that settled it. */
function askedAgain({
  statusReason: _reason,
  owner: _owner,
  output: _output,
  executionPeriod: { end: _end, ...period } = {},
  ...task
}: Task): Task {
  return { ...task, status: 'requested', ...(period.start !== undefined && { executionPeriod: period }) };
}

/** Completed by what a reviewer decided on our page, or cancelled by us. */
function isSettledByUs({ status, output, statusReason }: Task, { codeSystem }: ResultNaming): boolean {
  const says = (concept: CodeableConcept | undefined, ...codes: readonly ResultConcept[]) =>
    concept?.coding?.some(
      ({ system, code }) => system === codeSystem && codes.some((one) => one === code),
    ) === true;
  if (status === 'completed') return output?.some(({ type }) => says(type, 'review-decision')) === true;
  return status === 'cancelled' && says(statusReason, 'withdrawn', 'no-finding');
}
