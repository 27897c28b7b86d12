import { sql } from 'kysely';
import type { OrderDependencies } from '../../cds-services/lumbar-mri.ts';
import { JobQueue } from '../../src/jobs/queue.ts';
import { MEASURE_STUDY } from '../../src/jobs/queues.ts';
import { MeasurementDesk } from '../../src/jobs/measurement-desk.ts';
import type { Measurement } from '../../src/mscore/measurement.ts';
import type { Site } from '../../src/site.ts';
import { AuditLog } from '../../src/store/audit-log.ts';
import { openDatabase } from '../../src/store/database.ts';
import { Decisions } from '../../src/store/decisions.ts';
import { ExpectedStudies } from '../../src/store/expected-studies.ts';
import { Measurements } from '../../src/store/measurements.ts';
import { Reviews } from '../../src/store/reviews.ts';
import { Withdrawals } from '../../src/store/withdrawals.ts';
import { result, studyKey } from '../support/data-keys.ts';
import { fakeSite, inputsAt } from '../support/fake-site.ts';
import { logLines } from '../support/log-lines.ts';
import { STUDY, TODAY, WOMAN_ON_PACS } from './support.ts';

/** What the services work with, on an empty database and with nobody who measures. */
export async function screeningService() {
  const database = await openDatabase({ kind: 'memory' }, logLines().logger);
  const measurements = new Measurements(database.sql, 'mscore 1.0.0');
  const queue = new JobQueue(database.bossOptions, logLines().logger);
  await queue.start();
  const reviews = new Reviews(database.sql);
  const audit = await AuditLog.open(database.sql, logLines().logger);
  return {
    measurements,
    reviews,
    database: database.sql,
    /** The newest entry of the audit trail. */
    async lastAudited(): Promise<unknown> {
      await audit.settled();
      return (await Array.fromAsync(audit.rows())).at(-1)?.entry;
    },
    dependencies(site: Partial<Site> = {}) {
      const { logger, lines } = logLines();
      const siteOf = () => fakeSite(site);
      const decisions = new Decisions(database.sql, { logger, keepDays: 365 });
      const dependencies: OrderDependencies = {
        siteOf,
        decisions,
        reviewOf: (id) => reviews.latestOf(id),
        reviewLaunchOf: () => undefined,
        audit,
        expected: new ExpectedStudies(database.sql, logger),
        desk: new MeasurementDesk({
          measurements,
          queue,
          siteOf,
          withdrawals: new Withdrawals(database.sql),
          waitMs: 0,
        }),
        logger,
        today: () => TODAY,
      };
      return { dependencies, lines, decisions };
    },
    /** The lumbar MRI of the woman was measured, with the site's references and marks. */
    async save(measurement: Measurement, studyInstanceUid = STUDY, patient = WOMAN_ON_PACS): Promise<string> {
      const inputs = await inputsAt({ studyInstanceUid, patient });
      return measurements.save(studyKey({ studyInstanceUid }), result(measurement, { inputs }));
    },
    /** What was put on the queue. */
    async queued(): Promise<unknown[]> {
      const { rows } = await sql<{ data: unknown }>`
        select data from pgboss.job where name = ${MEASURE_STUDY}
      `.execute(database.sql);
      return rows.map(({ data }) => data);
    },
    async empty(): Promise<void> {
      await sql`delete from pgboss.job`.execute(database.sql);
      await database.sql.deleteFrom('measurement').execute();
      await database.sql.deleteFrom('decision').execute();
      await database.sql.deleteFrom('expected_study').execute();
      await database.sql.deleteFrom('withdrawal').execute();
    },
    async close(): Promise<void> {
      await queue.stop();
      await audit.settled();
      await database.close();
    },
  };
}
export type ScreeningService = Awaited<ReturnType<typeof screeningService>>;
