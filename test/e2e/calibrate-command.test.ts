import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { youngWomen } from '../../fixtures/phantom/cohort.ts';
import { roiFileOf } from '../../fixtures/phantom/rois.ts';
import { generatePhantomStudy } from '../../fixtures/phantom/study.ts';
import { parseReference } from '../../src/mscore/parse-reference.ts';
import { startOrthanc, type Orthanc } from './peers/orthanc.ts';

const run = promisify(execFile);
/** As few as a reference may rest on, and how many of them nobody marked. */
const WOMEN = 20;
const UNMARKED = 2;

const AMPLE_MS = 600_000;

let folder: string;
let orthanc: Orthanc;
const studies: { readonly url: string; readonly id: string; readonly marked: boolean }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mscore-calibrate-'));
  orthanc = await startOrthanc(8146);
  const women = youngWomen(3001);
  for (let number = 1; number <= WOMEN; number += 1) {
    const patient = { id: `YOUNG-${number}`, birthDate: '20011231' };
    const study = generatePhantomStudy({ ...women.next().value, patient });
    for (const { part10 } of study.instances) await orthanc.storeInstance(part10);
    const id = `W${number}`;
    await writeFile(join(folder, `${id}.json`), JSON.stringify(roiFileOf(study)));
    const url = `${orthanc.dicomweb}/studies/${study.studyInstanceUid}`;
    studies.push({ url, id, marked: number > UNMARKED });
  }
}, AMPLE_MS);
afterAll(async () => {
  await orthanc?.close();
  await rm(folder, { recursive: true, force: true });
});

test(
  'mscore calibrate makes a reference of studies on a PACS, marked by a person or found by the model',
  async () => {
    const rows = studies.map(({ url, id, marked }) => `${url},${id},${marked ? `${id}.json` : ''}`);
    const missing = `${orthanc.dicomweb}/studies/1.2.3,GONE,`;
    await writeFile(join(folder, 'manifest.csv'), ['study,id,rois', ...rows, missing, ''].join('\n'));
    const { out, reference, report } = await calibrate(join(folder, 'manifest.csv'));

    expect(reference).toMatchObject({
      n: WOMEN,
      noiseMethod: 'air-sd',
      scanner: { serial: 'PW-000-0001' },
      ages: { min: 24, max: 24 },
      leftOut: [{ exam: 'GONE', reason: expect.stringContaining('study/not-found') }],
    });
    expect(reference.algorithm?.weightsSha256).toMatch(/^[0-9a-f]{64}$/);
    const told: unknown = JSON.parse(out);
    const exams = studies.map(({ id, marked }) =>
      expect.objectContaining({ exam: id, age: 24, roiSource: marked ? 'roi-file' : 'model' }),
    );
    expect(told).toMatchObject({ exams, limits: expect.arrayContaining([coded('calibrate/mixed-rois')]) });
    expect(report).toContain('<svg');
    expect([out, report, JSON.stringify(reference)].join('')).not.toMatch(/YOUNG-|dicom-web|2\.25\./);
  },
  AMPLE_MS,
);

const coded = (code: string) => expect.objectContaining({ code });

async function calibrate(manifest: string) {
  const [out, page] = [join(folder, 'reference.json'), join(folder, 'report.html')];
  const args = ['src/cli/mscore.ts', 'calibrate', manifest, '--out', out, '--report', page, '--json'];
  const env = { ...process.env, NODE_OPTIONS: '', MSCORE_PACS_AUTHORIZATION: orthanc.authorization };
  const { stdout } = await run(process.execPath, args, { env, maxBuffer: 10_000_000 });
  const reference = parseReference(await readFile(out, 'utf8'));
  return { out: stdout, reference, report: await readFile(page, 'utf8') };
}
