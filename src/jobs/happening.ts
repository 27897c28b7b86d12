import type { Actor, AuditEvent } from '../audit/entry.ts';
import { currentWork } from '../observability/work.ts';

const ITSELF: Actor = { kind: 'service', name: 'mscore' };

/** What jobs do is done by the service itself, for a client: the beginning of an audit entry. */
export function happening({
  client,
  patientId,
  studyInstanceUid,
}: Pick<AuditEvent, 'client' | 'patientId' | 'studyInstanceUid'>) {
  return { who: ITSELF, client, patientId, studyInstanceUid, job: currentWork().jobId };
}
