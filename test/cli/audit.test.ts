import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AuditLog } from '../../src/store/audit-log.ts';
import { logLines } from '../support/log-lines.ts';
import { NORTH } from '../support/data-keys.ts';
import { expectValidFhir } from '../support/fhir-validity.ts';
import { runMscore } from '../support/run-mscore.ts';
import { serviceFolder } from './service-folder.ts';

const HOOK = 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea';
const today = new Date().toISOString().slice(0, 10);
let service: Awaited<ReturnType<typeof serviceFolder>>;

beforeAll(async () => {
  service = await serviceFolder(async ({ sql }) => {
    const audit = await AuditLog.open(sql, logLines().logger);
    const of = { client: NORTH, patientId: 'p1', studyInstanceUid: '1.2.3', measurement: HOOK };
    const ehr = { kind: 'client', name: NORTH.issuer } as const;
    const itself = { kind: 'service', name: 'mscore' } as const;
    audit.note({ ...of, who: ehr, action: 'decided', outcome: 'refer', hookInstance: HOOK, card: HOOK });
    audit.note({ ...of, who: itself, action: 'published', outcome: 'fhir/unavailable', job: HOOK });
    audit.note({ ...of, who: itself, action: 'read-record', outcome: 'event/not-lumbar-mri' });
    const person = { kind: 'person', name: 'subject-7' } as const;
    audit.note({ who: person, action: 'signed-in', outcome: 'done' });
    const listed = ['p1', 'p2'].map((patientId) => ({ patientId, measurement: HOOK }));
    audit.note({ who: person, action: 'read-record', outcome: 'listed', client: NORTH, listed });
    await audit.settled();
  });
  // An embedded database in a folder takes its time on a busy machine.
}, 120_000);
afterAll(() => service[Symbol.asyncDispose]());

const audit = (...args: string[]) => runMscore('audit', ...args, '--config', service.config);

describe('mscore audit verify', () => {
  test('says that the trail is whole, and its head, which holds against the trail later on', async () => {
    const { code, out } = await audit('verify');
    expect(code).toBe(0);
    const [, head = ''] = /^head (\d+:[0-9a-f]{64})$/m.exec(out) ?? [];
    expect((await audit('verify', '--head', head)).code).toBe(0);
  });

  test('against a head that is not there any more says so, with exit status 3', async () => {
    const { code, out } = await audit('verify', '--json', '--head', `99:${'0'.repeat(64)}`);
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({ whole: false, broken: { why: 'missing' } });
    expect((await audit('verify', '--head', `1:${'0'.repeat(64)}`)).out).toContain('entry 1');
  });

  test('a head that is none is bad usage', async () => {
    expect((await audit('verify', '--head', '7')).code).toBe(2);
  });
});

describe('mscore audit export', () => {
  test('writes valid FHIR AuditEvents, and becomes an entry itself', async () => {
    const { code, out } = await audit('export', '--from', today, '--to', today);
    expect(code).toBe(0);
    const bundle: { entry: { resource: object }[] } = JSON.parse(out);
    for (const { resource } of bundle.entry) expectValidFhir(resource);
    expectValidFhir(bundle);
    expect(bundle.entry.map(({ resource }) => resource)).toMatchObject([
      { outcome: '0', agent: [{ name: NORTH.issuer }], source: { site: NORTH.issuer } },
      { outcome: '8', outcomeDesc: 'fhir/unavailable' },
      { outcome: '0', outcomeDesc: 'event/not-lumbar-mri' },
      { agent: [{ name: 'subject-7', type: { coding: [{ code: 'humanuser' }] } }] },
      {
        subtype: [{ code: 'read-record' }],
        entity: ['patient', 'measurement', 'patient', 'measurement', 'audit-entry'].map((what) => ({
          what: { identifier: { system: expect.stringMatching(`/${what}$`) } },
        })),
      },
      {
        subtype: [{ code: 'exported' }],
        agent: [{ name: `mscore audit export --from ${today} --to ${today}` }],
      },
    ]);
    expect(out).not.toMatch(/"p[12]"/);
  });

  test('of days without entries is an empty Bundle', async () => {
    const { out } = await audit('export', '--from', '2020-01-01', '--to', '2020-01-02');
    expectValidFhir(JSON.parse(out));
  });

  test('as lines gives what the chain can be checked with', async () => {
    const { out } = await audit('export', '--from', today, '--to', today, '--format', 'jsonl');
    const [first] = out.split('\n');
    expect(JSON.parse(first ?? '')).toMatchObject({
      number: 1,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      entry: { action: 'decided' },
    });
  });
});
