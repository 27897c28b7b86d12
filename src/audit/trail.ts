import type { AuditEvent } from './entry.ts';

/** Where happenings are noted that no transaction goes with. It must not hold up who notes them, nor make them fail. */
export interface AuditTrail {
  note(event: AuditEvent): void;
}
