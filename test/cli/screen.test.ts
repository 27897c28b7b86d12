import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { HOSPITAL_NUMBERS, IMAGED_PATIENT, recordBefore } from '../../fixtures/demo/patient.ts';
import { yearsAgo } from '../../fixtures/demo/stage.ts';
import { startDicomWebSandbox } from '../../fixtures/dicomweb-sandbox/dicomweb-sandbox.ts';
import { startFhirSandbox } from '../../fixtures/fhir-sandbox/fhir-sandbox.ts';
import { generatePhantomStudy } from '../../fixtures/phantom/study.ts';
import { runMscore } from '../support/run-mscore.ts';

const TOKEN = 'test-only';
const stack = new AsyncDisposableStack();
let config: string;

/** A woman whom the record knows, one whom it does not, and one outside of the days. */
beforeAll(async () => {
  const known = generatePhantomStudy({
    seed: 3,
    series: ['t1'],
    patient: IMAGED_PATIENT,
    age: 69,
    marrowFat: 0.6,
    studyDate: '20240105',
  });
  const stranger = generatePhantomStudy({
    seed: 4,
    series: ['t1'],
    patient: { ...IMAGED_PATIENT, id: 'PHANTOM-0009' },
    studyDate: '20240106',
  });
  const later = generatePhantomStudy({
    seed: 5,
    series: ['t1'],
    patient: IMAGED_PATIENT,
    studyDate: '20240201',
  });
  const folder = stack.use(await mkdtempDisposable(join(tmpdir(), 'mscore-screen-')));
  const pacs = await startDicomWebSandbox({ studies: [known, stranger, later] });
  stack.defer(() => pacs.close());
  const record = await startFhirSandbox({ resources: recordBefore(known, yearsAgo), requireToken: TOKEN });
  stack.defer(() => record.close());
  const access = { fhirServer: record.baseUrl, tokenFile: 'token' };
  const site = {
    pacs: { dicomweb: pacs.baseUrl },
    patientIdSystems: [{ system: HOSPITAL_NUMBERS, issuer: IMAGED_PATIENT.issuer }],
    references: resolve('fixtures/references'),
    record: access,
  };
  config = join(folder.path, 'mscore.json');
  await writeFile(join(folder.path, 'token'), TOKEN);
  await writeFile(
    config,
    JSON.stringify({ publicUrl: 'http://127.0.0.1', open: { fhirServers: [record.baseUrl], site } }),
  );
}, 60_000);
afterAll(() => stack.disposeAsync());

const screen = (...more: string[]) =>
  runMscore('screen', '--open', '--from', '2024-01-01', '--to', '2024-01-31', '--config', config, ...more);

test('the studies of a month are measured once, and told in numbers', async () => {
  const first = await screen('--json');
  expect(first).toMatchObject({ code: 0 });
  expect(JSON.parse(first.out)).toMatchObject({
    from: '2024-01-01',
    to: '2024-01-31',
    finished: true,
    seen: 2,
    passedOver: { 'event/patient-unknown': 1 },
    measurable: 1,
    flagged: 1,
    refused: 0,
    failed: 0,
  });
  expect(first.err).toContain('2/2 studies');

  const again = await screen();
  expect(again.code).toBe(0);
  expect(again.err).not.toContain('studies, ');
  expect(again.out).toMatch(/flagged: the M-score reaches the cut-off +1\n/);
  expect(again.out).toContain('event/patient-unknown');

  const days = ['--from', '2020-01-01', '--to', '2099-12-31', '--format', 'jsonl'];
  const trail = await runMscore('audit', 'export', ...days, '--config', config);
  const entries = trail.out.split('\n').filter((line) => line !== '');
  const screened = entries.filter((line) =>
    line.includes('"mscore screen --from 2024-01-01 --to 2024-01-31"'),
  );
  const outcomes = screened.map((line) => /"outcome":"([^"]+)"/.exec(line)?.[1]);
  // Each beginning, and the one woman whose record was read.
  expect(outcomes).toEqual(['begun', 'done', 'begun']);
  expect(screened[1]).toMatch(/"patient":"\w{64}"/);
}, 120_000);

test('a span that ends before it begins, and a day that is none, are bad usage', async () => {
  const backwards = await runMscore(
    'screen',
    '--from',
    '2024-02-01',
    '--to',
    '2024-01-01',
    '--config',
    config,
  );
  expect(backwards).toMatchObject({ code: 2, err: expect.stringContaining('--to is before --from') });
  const noDay = await runMscore('screen', '--from', '2024-02-30', '--to', '2024-03-01', '--config', config);
  expect(noDay.code).toBe(2);
});
