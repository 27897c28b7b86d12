import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { CodedError } from '../../src/errors.ts';
import { MeasurementDesk } from '../../src/jobs/measurement-desk.ts';
import { JobQueue } from '../../src/jobs/queue.ts';
import type { SiteOf } from '../../src/site.ts';
import type { Level } from '../../src/mscore/levels.ts';
import { Withdrawals } from '../../src/store/withdrawals.ts';
import { RoiFileLocaliser } from '../../src/spine/roi-file-localiser.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { measurementSummarySchema } from '../../src/mscore/measurement.ts';
import { Measurements } from '../../src/store/measurements.ts';
import { measured } from '../support/measurement.ts';
import { siteReference } from '../mscore/reference-file.ts';
import { NORTH, result } from '../support/data-keys.ts';
import { fakeSite, inputsAt } from '../support/fake-site.ts';
import { logLines } from '../support/log-lines.ts';
import { jobRows, study } from './support.ts';

const AMPLE_MS = 60_000;
const invalid = new CodedError('spine/roi-file-invalid');
const marks = (level: Level) =>
  new RoiFileLocaliser({
    format: 'mscore-rois/1',
    levels: [
      {
        level,
        use: 'roi',
        shape: { kind: 'rectangle', coordinates: 'pixel', instanceNumber: 1, center: [9, 9] },
      },
    ],
    noise: [],
    csf: [],
  });
let database: Database;
let measurements: Measurements;
let queue: JobQueue;

beforeAll(async () => {
  database = await openDatabase({ kind: 'memory' }, logLines().logger);
  measurements = new Measurements(database.sql, 'mscore 1.0.0');
  queue = new JobQueue(database.bossOptions, logLines().logger);
  await queue.start();
});
afterEach(async () => {
  await sql`delete from pgboss.job`.execute(database.sql);
  await database.sql.deleteFrom('measurement').execute();
});
afterAll(async () => {
  await queue.stop();
  await database.close();
});

const deskOf = (siteOf: SiteOf, waitMs: number) =>
  new MeasurementDesk({ measurements, queue, siteOf, withdrawals: new Withdrawals(database.sql), waitMs });

const ask = (waitMs: number, signal = new AbortController().signal, message = study(), site = fakeSite()) =>
  deskOf(() => site, waitMs).obtain(message, {
    signal,
    answerBy: Date.now() + AMPLE_MS,
  });

/** Stores a measurement that rests on what the site has. */
async function save(site = fakeSite()): Promise<string> {
  const inputs = await inputsAt(study(), site);
  return measurements.save(study(), result(measured(), { inputs }));
}

test('what is known is given at once, and nothing is queued', async () => {
  const id = await save();
  expect(await ask(0)).toMatchObject({ id });
  expect(await jobRows(database)).toEqual([]);
});

test('what another hospital knows is not known here', async () => {
  await save();
  const elsewhere = study({ client: { ...NORTH, issuer: 'https://south.example.org' } });
  expect(await ask(0, undefined, elsewhere)).toBeUndefined();
  expect(await jobRows(database)).toMatchObject([{ data: elsewhere }]);
});

test.each([
  ['another reference cohort', fakeSite({ references: async () => [siteReference()] })],
  ['marks where there were none', fakeSite({ localiserFor: async () => marks('L1') })],
  ['a ROI file that is not valid any more', fakeSite({ localiserFor: () => Promise.reject(invalid) })],
])('a result is out of date once the site has %s: the study is queued anew', async (_what, site) => {
  await save();
  expect(await ask(0, undefined, study(), site)).toBeUndefined();
  expect(await jobRows(database)).toHaveLength(1);
});

test('a result is out of date once the marks have changed, and current while they have not', async () => {
  await save(fakeSite({ localiserFor: async () => marks('L1') }));
  const same = fakeSite({ localiserFor: async () => marks('L1') });
  const redrawn = fakeSite({ localiserFor: async () => marks('L2') });
  expect(await ask(0, undefined, study(), same)).toBeDefined();
  expect(await ask(0, undefined, study(), redrawn)).toBeUndefined();
});

test('a result is out of date once the noise is known in another way', async () => {
  await save(fakeSite({ noise: { method: 'difference' } }));
  expect(await ask(0, undefined, study(), fakeSite({ noise: { method: 'difference' } }))).toBeDefined();
  expect(await ask(0)).toBeUndefined();
});

test('without a budget an unknown study is queued and not waited for', async () => {
  expect(await ask(0)).toBeUndefined();
  expect(await jobRows(database)).toMatchObject([{ name: 'measure-study', state: 'created', data: study() }]);
});

test('a hook that is over waits no longer, and the study stays queued', async () => {
  expect(await ask(AMPLE_MS, AbortSignal.abort())).toBeUndefined();
  expect(await jobRows(database)).toHaveLength(1);
});

test('a hook whose time is nearly up does not wait, however long it might', async () => {
  const desk = deskOf(() => fakeSite(), AMPLE_MS);
  const patience = { signal: new AbortController().signal, answerBy: Date.now() + 100 };
  expect(await desk.obtain(study(), patience)).toBeUndefined();
  expect(await jobRows(database)).toHaveLength(1);
});

test(
  'a study that is measured within the budget is given to the hook that asked',
  async () => {
    const worker = new JobQueue(database.bossOptions, logLines().logger);
    await worker.start();
    const handlers = {
      measureStudy: async () => void (await save()),
      publishResult: async () => {},
    };
    await worker.work(handlers, 1);
    expect(await ask(AMPLE_MS)).toMatchObject({ measurement: measurementSummarySchema.parse(measured()) });
    await worker.stop();
  },
  AMPLE_MS,
);
