import type { Actor } from '../audit/entry.ts';
import { currentWork } from '../observability/work.ts';
import type { StudyKey } from '../store/measurements.ts';

const ITSELF: Actor = { kind: 'service', name: 'mscore' };

/** What jobs do is done by the service itself, for a client: the beginning of an audit entry. */
export function happening({ client, patientId, studyInstanceUid }: StudyKey) {
  return { who: ITSELF, client, patientId, studyInstanceUid, job: currentWork().jobId };
}
