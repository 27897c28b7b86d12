import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Decisions } from '../../src/store/decisions.ts';
import { keptDecision } from '../decisions/kept-decision.ts';
import { logLines } from '../support/log-lines.ts';
import { NORTH } from '../support/data-keys.ts';
import { runMscore } from '../support/run-mscore.ts';
import { serviceFolder } from './service-folder.ts';

const INSTANCE = 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea';
let service: Awaited<ReturnType<typeof serviceFolder>>;

beforeAll(async () => {
  const { kind, reasons, facts, policy, shown, card, measurement } = keptDecision();
  if (kind === null || !facts || !policy) throw new Error('a whole decision is kept');
  service = await serviceFolder(async ({ sql }) => {
    const decisions = new Decisions(sql, { logger: logLines().logger, keepDays: 365 });
    decisions.record(
      { client: NORTH, serviceId: 'lumbar-mri', hook: 'patient-view', hookInstance: INSTANCE },
      {
        recommendation: { kind, reasons: reasons.map((code) => ({ code })) },
        shown,
        card,
        basis: { facts, policy, image: 'imaging-study', measurement },
      },
    );
    await decisions.settled();
  });
  // An embedded database in a folder takes its time on a busy machine.
}, 120_000);
afterAll(() => service[Symbol.asyncDispose]());

const explain = (...args: string[]) => runMscore('explain', ...args, '--config', service.config);

test('mscore explain says why, and that today it would be the same', async () => {
  const { code, out } = await explain(INSTANCE);
  expect(code).toBe(0);
  expect(out).toContain('reaches the cut-off 5.5 (Bandirali 2015). [m-score-above-cutoff]');
  expect(out).toContain('The same facts and rules again: the same decision.');
  expect(out).toContain('By the policy of today, hospital version 3: the same decision.');
});

test('--json prints one array with facts, rules and both comparisons', async () => {
  const { code, out } = await explain(INSTANCE, '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject([
    {
      decision: { kind: 'refer', facts: { age: 70 }, policy: { id: 'hospital', version: '3' } },
      reasons: [{ code: 'm-score-above-cutoff' }, { code: 'age-refer' }],
      again: { same: true },
      today: { same: true },
    },
  ]);
});

test('a hook instance that nothing is kept of is bad usage', async () => {
  const { code, err } = await explain('another');
  expect(code).toBe(2);
  expect(err).toContain('[decision/not-kept]');
});

test('who asked is in the audit trail', async () => {
  await explain(INSTANCE);
  const day = new Date().toISOString().slice(0, 10);
  const { out } = await runMscore(
    'audit',
    'export',
    '--from',
    day,
    '--to',
    day,
    '--config',
    service.config,
    '--format',
    'jsonl',
  );
  expect(out).toContain(`"who":{"kind":"command","name":"mscore explain"`);
  expect(out).toContain(`"hookInstance":"${INSTANCE}"`);
});
