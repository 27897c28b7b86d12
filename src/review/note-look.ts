import type { Request, RequestHandler } from 'express';
import type { AuditTrail } from '../audit/trail.ts';
import { signedInOf } from './access.ts';
import { inViewOf } from './measurement-in-view.ts';

/** Who opened the page of whose study, or that of its decision; names and images come with it. */
export function noteLook(audit: AuditTrail): RequestHandler {
  return (request, _response, next) => {
    lookedAt(request, audit);
    next();
  };
}

/** Of the measurement in view, where an answer to a form shows it. */
export function lookedAt(request: Request, audit: AuditTrail): void {
  const { id, client, patientId, measurement } = inViewOf(request);
  const { studyInstanceUid } = measurement.study;
  const who = { kind: 'person', name: signedInOf(request).subject } as const;
  const of = { client, patientId, studyInstanceUid, measurement: id };
  audit.note({ who, action: 'read-record', outcome: 'shown', ...of });
}
