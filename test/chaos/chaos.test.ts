import { expect, test } from '@jest/globals';
import { runChaos } from './scenario.ts';
import { isSound, tallyText } from './tally-text.ts';

const PEOPLE = 30;
const LIMIT_MS = 150_000;

test(
  'workers killed, PostgreSQL killed, the record and the PACS failing: one result for each study',
  async () => {
    const tally = await runChaos({
      people: PEOPLE,
      eventsPerSecond: 8,
      kills: { everyMs: 3_000, atMost: 4 },
      crashDatabase: true,
      seed: 1,
      atMostMs: LIMIT_MS,
    });
    if (!isSound(tally)) process.stdout.write(`${tallyText(tally)}\n`);
    expect(tally).toMatchObject({ results: PEOPLE, missing: [], doubled: [], wrong: [], auditWhole: true });
    expect(tally).toMatchObject({ devices: 1, provenances: PEOPLE, databaseCrashes: 1, deaths: 0 });
    expect(tally.queues).toMatchObject({ failed: 0, deadLetters: 0 });
    // Something did go wrong, or nothing is shown.
    for (const count of [tally.kills, tally.record.unavailable, tally.pacs.requests, tally.queues.retries])
      expect(count).toBeGreaterThan(0);
  },
  LIMIT_MS + 60_000,
);
