import { copyFile, mkdir, mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fireHook } from '../fixtures/demo/ehr.ts';
import { HOSPITAL_NUMBERS, IMAGED_PATIENT, recordBefore } from '../fixtures/demo/patient.ts';
import { yearsAgo } from '../fixtures/demo/stage.ts';
import { startDicomWebSandbox } from '../fixtures/dicomweb-sandbox/dicomweb-sandbox.ts';
import { startFhirSandbox } from '../fixtures/fhir-sandbox/fhir-sandbox.ts';
import { roiFileOf } from '../fixtures/phantom/rois.ts';
import { generatePhantomStudy } from '../fixtures/phantom/study.ts';
import { parseConfig } from '../src/config.ts';
import { startService } from '../src/main.ts';
import { logLines } from './support/log-lines.ts';

const TOKEN = 'test-only';

describe('a service whose weights are not those that were validated', () => {
  const { logger, lines } = logLines();
  const stack = new AsyncDisposableStack();
  const study = generatePhantomStudy({ series: ['t1'], patient: IMAGED_PATIENT, marrowFat: 0.6 });
  let rois: string;
  let openChart: () => Promise<number>;

  beforeAll(async () => {
    const folder = stack.use(await mkdtempDisposable(join(tmpdir(), 'mscore-main-')));
    rois = join(folder.path, 'rois');
    await mkdir(rois);
    await writeWeights(folder.path);
    const pacs = await startDicomWebSandbox({ studies: [study] });
    stack.defer(() => pacs.close());
    const record = await startFhirSandbox({ resources: recordBefore(study, yearsAgo), requireToken: TOKEN });
    stack.defer(() => record.close());
    const site = {
      pacs: { dicomweb: pacs.baseUrl },
      patientIdSystems: [{ system: HOSPITAL_NUMBERS, issuer: IMAGED_PATIENT.issuer }],
      references: resolve('fixtures/references'),
      rois: 'rois',
    };
    const settings = {
      publicUrl: 'http://127.0.0.1',
      listen: { port: 0 },
      hook: { waitMs: 30_000, deadlineMs: 40_000 },
      model: { manifest: 'net.json' },
      open: { fhirServers: [record.baseUrl], site },
    };
    const config = parseConfig(settings, folder.path, {});
    const service = await startService({ config, storage: { kind: 'memory' }, open: true, logger });
    stack.defer(() => service.close());
    openChart = async () => {
      const ehr = {
        service: service.url,
        fhirServer: record.baseUrl,
        token: TOKEN,
        patient: '',
        pictures: new Map(),
      };
      const unused = { store: async () => {}, withdrawOrders: async () => {} };
      return (await fireHook('patient-view', { ...ehr, ...unused })).response.cards.length;
    };
  }, 120_000);
  afterAll(() => stack.disposeAsync());

  test('starts all the same, and says so at once', () => {
    expect(lines).toContainEqual({
      level: 'error',
      fields: expect.objectContaining({ code: 'model/weights-mismatch', remedy: expect.any(String) }),
      message: expect.stringContaining('not those that were validated'),
    });
  });

  test('refuses a study whose levels nobody marked', async () => {
    expect(await openChart()).toBe(0);
    expect(lastMeasured()).toMatchObject({ status: 'refused', refusals: ['spine/no-rois'] });
  });

  test('measures it as soon as somebody did', async () => {
    await writeFile(join(rois, `${study.studyInstanceUid}.json`), JSON.stringify(roiFileOf(study)));
    expect(await openChart()).toBe(1);
    expect(lastMeasured()).toMatchObject({ refusals: [] });
  });

  function lastMeasured(): object | undefined {
    return lines.findLast(({ message }) => message === 'study measured')?.fields;
  }
});

/** The manifest that ships, beside another net. */
async function writeWeights(folder: string): Promise<void> {
  const shipped = 'model/vertebra-localiser.json';
  await copyFile(shipped, join(folder, 'net.json'));
  const { file } = JSON.parse(await readFile(shipped, 'utf8'));
  await writeFile(join(folder, file), 'another net');
}
