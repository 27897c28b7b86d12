/**
 * How soon a study is seen on the review page: `npm run bench:review`. A phantom of 15 × 512² in the DICOMweb sandbox,
 * the page in Debian's Chromium, everything on loopback; time counts from the navigation.
 */
import { cpus } from 'node:os';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { startDicomWebSandbox } from '../fixtures/dicomweb-sandbox/dicomweb-sandbox.ts';
import { roiFileOf } from '../fixtures/phantom/rois.ts';
import { generatePhantomStudy } from '../fixtures/phantom/study.ts';
import { measureStudy } from '../src/analysis/measure-study.ts';
import { readReference } from '../src/analysis/references.ts';
import { OPEN_ISSUER } from '../src/calling-client.ts';
import { PixelDecoder } from '../src/dicom/decode-pixels.ts';
import { DicomWebSource } from '../src/dicom/dicomweb-source.ts';
import { parseRoiFile } from '../src/spine/roi-file.ts';
import { RoiFileLocaliser } from '../src/spine/roi-file-localiser.ts';
import { startChromium } from '../test/e2e/chromium.ts';
import { result, studyKey } from '../test/support/data-keys.ts';
import { startReview } from '../test/support/review-service.ts';
import { percentileText } from './percentiles.ts';

const RUNS = 15;
const MOVES = 20;
const SLICES = 15;
/** Milliseconds; a frame of 60 a second lasts 16. */
const WANTED = { first: 300, all: 1500, numbers: 16 } as const;
const entriesSchema = z.array(z.object({ startTime: z.number(), duration: z.number() }));

await using stack = new AsyncDisposableStack();
const study = generatePhantomStudy({ seed: 5, slices: SLICES });
const { studyInstanceUid } = study;
const pacs = await startDicomWebSandbox({ studies: [study] });
stack.defer(() => pacs.close());
const decoder = new PixelDecoder();
stack.defer(() => decoder.close());
const source = new DicomWebSource({ baseUrl: pacs.baseUrl, decoder });
const references = [await readReference('fixtures/references/phantom-young.json')];
const localiser = new RoiFileLocaliser(parseRoiFile(roiFileOf(study)));
const { measurement } = await measureStudy(
  { studyInstanceUid, patient: undefined },
  { source, references, localiserFor: async () => localiser },
);
const review = await startReview({
  config: () => ({}),
  open: true,
  site: { images: source, references: async () => references },
});
stack.defer(() => review.close());
const browser = await startChromium();
stack.defer(() => browser.close());

// Another hospital each time: what one has read helps no other.
const addresses: string[] = [];
for (let run = 0; run < RUNS; run += 1) {
  const client = { issuer: OPEN_ISSUER, fhirServer: `https://${run}.example.org/fhir` };
  const id = await review.measurements.save(studyKey({ client, studyInstanceUid }), result(measurement));
  addresses.push(`${review.url}/review/studies/${id}`);
}
const storageState = await signIn();
await look(addresses[0] ?? '');
const cold = [];
for (const address of addresses.slice(1)) cold.push(await look(address));
const warm = [];
for (const address of addresses.slice(1)) warm.push(await look(address));

process.stdout.write(`${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores; a noisy machine\n`);
tell(
  'first image, not read from the PACS before',
  cold.map(({ first }) => first),
  WANTED.first,
);
tell(
  'all images, not read from the PACS before',
  cold.map(({ all }) => all),
  WANTED.all,
);
tell(
  'first image, read before',
  warm.map(({ first }) => first),
  WANTED.first,
);
tell(
  'all images, read before',
  warm.map(({ all }) => all),
  WANTED.all,
);
tell(
  'numbers again, a ROI dragged',
  warm.flatMap(({ roi }) => roi),
  WANTED.numbers,
);
tell(
  'numbers again, air dragged',
  warm.flatMap(({ air }) => air),
  WANTED.numbers,
);

async function signIn() {
  const page = await browser.newPage();
  await page.goto(`${review.url}/review`);
  await page.fill('input[name="name"]', 'Bench');
  await page.click('form[action="/review/sign-in"] button');
  const state = await page.context().storageState();
  await page.context().close();
  return state;
}

/** One look at a study, in a browser that has kept nothing. */
async function look(address: string) {
  const context = await browser.newContext({ storageState });
  const page = await context.newPage();
  await page.goto(address);
  await page.waitForSelector('[data-action="add-air"]:not([disabled])');
  const [first] = await entries(page, 'first-image');
  const [all] = await entries(page, 'all-images');
  const roi = await drag(page, 'levels-0');
  const air = await drag(page, 'air-0');
  await context.close();
  return { first: first?.startTime ?? NaN, all: all?.startTime ?? NaN, roi, air };
}

/** How long the numbers took for each frame of a drag. */
async function drag(page: Page, roi: string): Promise<number[]> {
  const before = (await entries(page, 'numbers')).length;
  const box = await page.locator(`[data-roi="${roi}"]`).boundingBox();
  if (!box) throw new Error('the ROI is not seen');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let move = 1; move <= MOVES; move += 1) await page.mouse.move(x + move / 2, y + move / 2);
  await page.mouse.up();
  return (await entries(page, 'numbers')).slice(before).map(({ duration }) => duration);
}

async function entries(page: Page, name: string) {
  return entriesSchema.parse(
    await page.evaluate(`performance.getEntriesByName('${name}').map((entry) => entry.toJSON())`),
  );
}

function tell(what: string, milliseconds: readonly number[], wanted: number): void {
  process.stdout.write(`${what}: ${percentileText(milliseconds)} (wanted ${wanted} ms)\n`);
}
