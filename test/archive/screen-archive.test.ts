import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { StudyOutcome } from '../../src/archive/archive-run.ts';
import { type ArchiveLoad, screenArchive } from '../../src/archive/screen-archive.ts';
import type { FoundStudy } from '../../src/dicom/image-source.ts';
import { CodedError } from '../../src/errors.ts';
import { ArchiveRuns } from '../../src/store/archive-runs.ts';
import { openDatabase, type Database } from '../../src/store/database.ts';
import { NORTH } from '../support/data-keys.ts';
import { fakeImages } from '../support/fake-images.ts';
import { logLines } from '../support/log-lines.ts';

const SPAN = { client: NORTH, from: '2024-01-01', to: '2024-01-03' };
const MEASURED: StudyOutcome = { outcome: 'measured', codes: [], flagged: false };
let database: Database;
let runs: ArchiveRuns;

beforeAll(async () => {
  database = await openDatabase({ kind: 'memory' }, logLines().logger);
  runs = new ArchiveRuns(database.sql);
});
beforeEach(() => database.sql.deleteFrom('archive_run').execute());
afterAll(() => database.close());

/** Three days with two studies each, `1.1`, `1.2`, `2.1` … */
const UIDS = ['3.1', '3.2', '2.1', '2.2', '1.1', '1.2'];
const archive = UIDS.map((uid): FoundStudy => ({
  studyInstanceUid: uid,
  studyDate: `2024010${uid[0]}`,
  accessionNumber: undefined,
  studyDescription: 'LUMBAR SPINE',
  modalities: ['MR'],
  patientId: 'P1',
  issuerOfPatientId: 'NORTH',
}));

interface Screening {
  readonly screen?: (uid: string) => Promise<StudyOutcome>;
  readonly load?: ArchiveLoad;
  /** Stops it after so many studies. */
  readonly stopAfter?: number;
  readonly anew?: boolean;
  /** ISO date. */
  readonly today?: string;
}

async function screening({ screen, load, stopAfter, anew, today = '2024-06-01' }: Screening = {}) {
  const { source } = fakeImages({ studies: () => archive });
  const days: string[] = [];
  const looked: string[] = [];
  const told: string[] = [];
  const stop = new AbortController();
  const images = {
    ...source,
    studiesOn: (day: string) => {
      days.push(day);
      return source.studiesOn(day);
    },
  };
  const run = await runs.begin(SPAN, anew ?? false);
  const isDone = await screenArchive(run, load ?? { atOnce: 1 }, {
    runs,
    site: { images },
    screen: async (uid) => {
      looked.push(uid);
      return screen ? screen(uid) : MEASURED;
    },
    watcher: {
      listed: (done, of, studies) => told.push(`${done}/${of} days, ${studies}`),
      studied: (done, of) => {
        told.push(`${done}/${of}`);
        if (done === stopAfter) stop.abort();
      },
    },
    signal: stop.signal,
    today: () => today,
  });
  return { run, isDone, days, looked, told };
}

test('every day is listed and every study looked at once, the newest first', async () => {
  const { run, isDone, days, looked, told } = await screening();
  expect(isDone).toBe(true);
  expect(days).toEqual(['2024-01-01', '2024-01-02', '2024-01-03']);
  expect(looked).toEqual(UIDS);
  expect(told.join(' · ')).toBe(
    '1/3 days, 2 · 2/3 days, 4 · 3/3 days, 6 · 1/6 · 2/6 · 3/6 · 4/6 · 5/6 · 6/6',
  );
  expect(await runs.counts(run.id)).toEqual([{ ...MEASURED, studies: 6 }]);
});

describe('the same days again', () => {
  test('go on where they were stopped', async () => {
    const first = await screening({ stopAfter: 2 });
    expect(first).toMatchObject({ isDone: false, looked: ['3.1', '3.2'] });
    const second = await screening();
    expect(second.run.id).toBe(first.run.id);
    expect(second).toMatchObject({ isDone: true, days: [], looked: UIDS.slice(2) });
    expect(second.told).toEqual(['3/6', '4/6', '5/6', '6/6']);
  });

  test('try what failed, and nothing that has an outcome', async () => {
    const failing = async (uid: string) => {
      if (uid === '2.2') throw new CodedError('pacs/unavailable');
      return MEASURED;
    };
    const { run } = await screening({ screen: failing });
    expect(await runs.counts(run.id)).toContainEqual({
      outcome: 'failed',
      codes: ['pacs/unavailable'],
      flagged: false,
      studies: 1,
    });
    expect((await screening()).looked).toEqual(['2.2']);
    expect(await runs.counts(run.id)).toEqual([{ ...MEASURED, studies: 6 }]);
  });

  test('list a day again that was not over, and look at what is new', async () => {
    const first = await screening({ today: '2024-01-03' });
    const later = await screening();
    expect(later.run.id).toBe(first.run.id);
    expect(later).toMatchObject({ isDone: true, days: ['2024-01-03'], looked: [] });
    expect((await screening()).days).toEqual([]);
  });

  test('begin anew where that is asked for', async () => {
    const first = await screening();
    const again = await screening({ anew: true });
    expect(again.run.id).not.toBe(first.run.id);
    expect(again.looked).toEqual(UIDS);
  });

  test('of another hospital are another screening', async () => {
    const ours = await runs.begin(SPAN, false);
    const client = { issuer: 'https://south.example.org', fhirServer: 'https://south.example.org/fhir' };
    expect((await runs.begin({ ...SPAN, client }, false)).id).not.toBe(ours.id);
  });
});

test('no more studies are looked at at once than it may', async () => {
  let running = 0;
  let most = 0;
  const slow = async () => {
    running += 1;
    most = Math.max(most, running);
    await pause(5);
    running -= 1;
    return MEASURED;
  };
  const { looked } = await screening({ screen: slow, load: { atOnce: 3 } });
  expect(most).toBe(3);
  expect(looked.toSorted()).toEqual(UIDS.toSorted());
});

test('studies begin no faster than so many in a minute', async () => {
  const begun: number[] = [];
  const screen = async () => {
    begun.push(performance.now());
    return MEASURED;
  };
  await screening({ screen, load: { atOnce: 2, perMinute: 1_200 } });
  // One each 50 ms; timers are late, never early by more than a moment.
  expect((begun.at(-1) ?? 0) - (begun[0] ?? 0)).toBeGreaterThan(200);
});

async function away(): Promise<never> {
  throw new CodedError('pacs/unavailable');
}

test('a PACS that fails at one study after the other ends it, and nothing is lost', async () => {
  const many = Array.from({ length: 30 }, (_, i) => `9.${i}`);
  const run = await runs.begin(SPAN, false);
  await runs.list(run.id, SPAN.to, many, true);
  await expect(screening({ screen: away })).rejects.toMatchObject({ code: 'pacs/unavailable' });
  const { looked, isDone } = await screening();
  expect(isDone).toBe(true);
  expect(looked.toSorted()).toEqual(many.toSorted());
});
