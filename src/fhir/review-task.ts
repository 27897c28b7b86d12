import type { Reference, Task } from 'fhir/r4.js';
import type { Finding } from '../screening/finding.ts';
import type { ReviewOutcome } from '../screening/review-outcome.ts';
import { resultCode } from './result-codes.ts';
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
  readonly finding: Finding;
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
    reasonCode: resultCode(naming.codeSystem, finding),
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

/**
 * What becomes of an item that is there: nothing reopens it, and only a review or a withdrawal changes it. One that was
 * cancelled or failed stays so.
 */
export function revisedTask(
  task: Task,
  {
    review,
    withdrawn,
    naming,
    issued,
  }: {
    readonly review: ReviewOutcome | undefined;
    readonly withdrawn: { readonly reason: string } | undefined;
    readonly naming: ResultNaming;
    readonly issued: string;
  },
): Task | undefined {
  if (withdrawn) {
    if (!OPEN.has(task.status)) return undefined;
    return { ...task, status: 'cancelled', statusReason: { text: withdrawn.reason }, lastModified: issued };
  }
  if (!review || !(OPEN.has(task.status) || task.status === 'completed')) return undefined;
  const settled = reviewed(task, review, naming);
  if (task.status === settled.status && sameContent(task, settled)) return undefined;
  return { ...settled, lastModified: issued };
}
