import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { DecidedCall, Decision } from '../../src/decisions/decision.ts';
import { recordFacts } from '../../src/screening/facts.ts';
import { parsePolicy } from '../../src/screening/policy.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { Decisions } from '../../src/store/decisions.ts';
import { NORTH } from '../support/data-keys.ts';
import { logLines } from '../support/log-lines.ts';
import { screenedWoman } from '../support/screened-woman.ts';

const INSTANCE = 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea';
const DAY = new Date('2026-11-20T10:00:00Z');
const policy = parsePolicy({ id: 'p', version: '4', codes: { dexa: { stems: ['hustota'] } } });
let database: Database;

beforeAll(async () => {
  database = await openDatabase({ kind: 'memory' }, logLines().logger);
});
afterEach(async () => {
  await database.sql.deleteFrom('decision').execute();
});
afterAll(() => database.close());

const call = (hookInstance = INSTANCE): DecidedCall => ({
  client: NORTH,
  serviceId: 'lumbar-mri',
  hook: 'patient-view',
  hookInstance,
});
const nothing: Decision = {
  recommendation: { kind: 'nothing', reasons: [{ code: 'not-measured' }] },
  shown: 'nothing',
  card: null,
  basis: {
    facts: recordFacts(screenedWoman(), '2026-11-20'),
    policy,
    image: 'not-found',
    measurement: null,
  },
};

function decisionsOn(day: Date, keepDays = 30) {
  const { logger, lines } = logLines();
  return { decisions: new Decisions(database.sql, { logger, keepDays, now: () => day }), lines };
}

/** Keeps it, and waits until it is kept. */
async function keep(
  decisions: Decisions,
  of: DecidedCall,
  what: Parameters<Decisions['record']>[1] = nothing,
): Promise<void> {
  decisions.record(of, what);
  await decisions.settled();
}

describe('a decision', () => {
  test('comes back as it was kept, but for the code lists of the policy', async () => {
    const { decisions } = decisionsOn(DAY);
    await keep(decisions, call());
    expect(await decisions.find(INSTANCE)).toEqual([
      {
        client: NORTH,
        service: 'lumbar-mri',
        hook: 'patient-view',
        decidedAt: DAY,
        failure: null,
        kind: 'nothing',
        reasons: ['not-measured'],
        shown: 'nothing',
        card: null,
        facts: nothing.basis?.facts,
        policy: { ...policy, codes: {} },
        image: 'not-found',
        measurement: null,
      },
    ]);
  });

  test('is found by its hook instance in either case, and every call of it, the newest first', async () => {
    await keep(decisionsOn(DAY).decisions, call());
    const later = new Date(DAY.getTime() + 1000);
    const { decisions } = decisionsOn(later);
    await keep(
      decisions,
      { ...call(INSTANCE.toUpperCase()), hook: 'order-sign' },
      { failure: 'pacs/timeout' },
    );
    const found = await decisions.find(INSTANCE);
    expect(found.map(({ hook, failure }) => [hook, failure])).toEqual([
      ['order-sign', 'pacs/timeout'],
      ['patient-view', null],
    ]);
    expect(await decisions.find('another')).toEqual([]);
  });

  test('on a hook instance that is no UUID is found by it, and the text is not kept', async () => {
    const { decisions } = decisionsOn(DAY);
    await keep(decisions, call('chart of Mrs Novak'));
    expect(await decisions.find('chart of Mrs Novak')).toHaveLength(1);
    const rows = await database.sql.selectFrom('decision').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain('Novak');
  });
});

describe('what is kept', () => {
  test('is bounded in time: what is older is forgotten as new ones come', async () => {
    await keep(decisionsOn(DAY).decisions, call('old'));
    const { decisions } = decisionsOn(new Date('2026-12-21T00:00:00Z'));
    await keep(decisions, call('new'));
    expect([await decisions.find('old'), await decisions.find('new')]).toMatchObject([[], [{}]]);
  });

  test('is not forgotten a day early', async () => {
    await keep(decisionsOn(DAY).decisions, call());
    expect(await decisionsOn(new Date('2026-12-20T09:59:00Z')).decisions.forget()).toBe(0);
  });
});

test('a store that is away neither throws nor keeps anybody waiting: the log says it', async () => {
  const closed = await openDatabase({ kind: 'memory' }, logLines().logger);
  await closed.close();
  const { logger, lines } = logLines();
  const decisions = new Decisions(closed.sql, { logger, keepDays: 1 });
  await keep(decisions, call('chart of Mrs Novak'));
  expect(lines).toMatchObject([{ level: 'error', message: 'a decision could not be kept' }]);
  expect(JSON.stringify(lines)).not.toContain('Novak');
});
