import type { Kysely } from 'kysely';
import type { AuditTrail } from '../audit/trail.ts';
import type { JobQueue } from '../jobs/queue.ts';
import type { Logger } from '../logger.ts';
import type { SiteOf } from '../site.ts';
import type { Events } from '../store/events.ts';
import type { Measurements } from '../store/measurements.ts';
import type { Schema } from '../store/schema.ts';

/** What reading events takes. */
export interface EventDependencies {
  readonly database: Kysely<Schema>;
  readonly events: Events;
  readonly measurements: Measurements;
  readonly queue: JobQueue;
  readonly audit: AuditTrail;
  readonly siteOf: SiteOf;
  readonly logger: Logger;
  /** ISO date. */
  readonly today: () => string;
}
