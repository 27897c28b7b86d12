import type { PgBoss, QueueOptions } from 'pg-boss';

export const MEASURE_STUDY = 'measure-study';
export const PUBLISH_RESULT = 'publish-result';
export const READ_EVENT = 'read-event';
export const READ_CHANGES = 'read-changes';
/** Where a job goes that a person must look at: `mscore jobs`. */
export const DEAD_LETTERS = 'dead-letters';

/** Faults outside us usually pass within minutes; after eight tries a person must look. */
const RETRY: QueueOptions = { retryLimit: 8, retryDelay: 2, retryBackoff: true, retryDelayMax: 600 };
/**
 * A result is measured once and must not be lost because an EHR was down for a long week-end: it is written again
 * every ten minutes, for three days. What a person must put right by then is a line of the log each time.
 */
const PUBLISH_RETRY: QueueOptions = { ...RETRY, retryLimit: 440 };
/** Nobody tells of a study twice; what is worth how long waiting for is decided where events are read. */
const EVENT_RETRY: QueueOptions = PUBLISH_RETRY;
const DAY_SECONDS = 86_400;
/** A finished job's row names a patient; it is of no use after a day. */
const FORGET: QueueOptions = { deleteAfterSeconds: DAY_SECONDS };
/** A dead letter names a patient too, and somebody should have looked at it within a month. */
const FORGET_DEAD: QueueOptions = { ...FORGET, retentionSeconds: 30 * DAY_SECONDS };
/** A worker that was killed is noticed after missed heartbeats, long before its job would expire. */
const EXPIRE: QueueOptions = { expireInSeconds: 300, heartbeatSeconds: 30 };

/** Makes the queues, or brings them up to date. */
export async function createQueues(boss: PgBoss): Promise<void> {
  await boss.createQueue(DEAD_LETTERS, FORGET_DEAD);
  const options = { notify: true, deadLetter: DEAD_LETTERS, ...FORGET, ...EXPIRE };
  const measuring = { ...options, ...RETRY };
  const publishing = { ...options, ...PUBLISH_RETRY };
  // At most one job per study is queued or running, whatever asks for it.
  await boss.createQueue(MEASURE_STUDY, { ...measuring, policy: 'exclusive' });
  // At most one is running, and one more may wait: what it writes may have changed since.
  await boss.createQueue(PUBLISH_RESULT, { ...publishing, policy: 'stately' });
  const reading = { ...options, ...EVENT_RETRY };
  await boss.createQueue(READ_EVENT, { ...reading, policy: 'exclusive' });
  // While one is searching, the next change may come after what it found.
  await boss.createQueue(READ_CHANGES, { ...reading, policy: 'stately' });
  // Creating a queue leaves one of an earlier version as it was.
  await boss.updateQueue(DEAD_LETTERS, FORGET_DEAD);
  await boss.updateQueue(MEASURE_STUDY, measuring);
  await boss.updateQueue(PUBLISH_RESULT, publishing);
  await boss.updateQueue(READ_EVENT, reading);
  await boss.updateQueue(READ_CHANGES, reading);
}
