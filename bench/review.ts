/**
 * How soon a study is seen on the review page: `npm run bench:review`. A phantom of 15 × 512², the page in Debian's
 * Chromium; PACS, service and PostgreSQL are processes of their own, all on loopback. Time counts from the navigation.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { startChromium } from '../test/e2e/chromium.ts';
import { startPostgres } from '../test/e2e/peers/postgres.ts';
import { freePort } from '../fixtures/free-port.ts';
import { percentileText } from './percentiles.ts';

const RUNS = 15;
const MOVES = 20;
/** Milliseconds; a frame of 60 a second lasts 16. */
const WANTED = { first: 300, all: 1500, numbers: 16 } as const;
const entriesSchema = z.array(z.object({ startTime: z.number(), duration: z.number() }));
const servedSchema = z.object({ url: z.string(), addresses: z.array(z.string()) });

await using stack = new AsyncDisposableStack();
const postgres = await startPostgres(await freePort());
stack.defer(() => postgres.close());
const hospital = await answerOf(started('./review-hospital.ts'));
const server = started('./review-server.ts');
server.send({ hospital, connectionString: postgres.connectionString, copies: RUNS });
const { url, addresses } = servedSchema.parse(await answerOf(server));
const browser = await startChromium();
stack.defer(() => browser.close());

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
for (const step of Object.keys(warm[0]?.way ?? {}))
  process.stdout.write(`  ${step}: ${percentileText(warm.map(({ way }) => way[step] ?? NaN))}\n`);
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

/** Ended by a message when all is done. */
function started(module: string): ChildProcess {
  const child = fork(new URL(module, import.meta.url));
  stack.defer(async () => {
    const ended = once(child, 'exit');
    child.send('end');
    await ended;
  });
  return child;
}

async function answerOf(child: ChildProcess): Promise<object> {
  const [answer] = await once(child, 'message');
  return z.looseObject({}).parse(answer);
}

async function signIn() {
  const page = await browser.newPage();
  await page.goto(`${url}/review`);
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
  const way = await wayOf(page);
  const [first] = await entries(page, 'first-image');
  const [all] = await entries(page, 'all-images');
  const roi = await drag(page, 'levels-0');
  const air = await drag(page, 'air-0');
  await context.close();
  return { first: first?.startTime ?? NaN, all: all?.startTime ?? NaN, roi, air, way };
}

/** When each step to the first image was done, in order. */
async function wayOf(page: Page): Promise<Record<string, number>> {
  const found = await page.evaluate(`(() => {
    const [page] = performance.getEntriesByType('navigation');
    const loaded = performance.getEntriesByType('resource');
    const images = loaded.find(({ name }) => name.endsWith('/slices'));
    return {
      'page begins': page.responseStart,
      'page is there': page.responseEnd,
      'scripts are there': Math.max(...loaded.filter(({ name }) => name.endsWith('.js')).map((of) => of.responseEnd)),
      'images are asked for': images?.requestStart,
      'images begin': images?.responseStart,
      'images are there': images?.responseEnd,
    };
  })()`);
  return z.record(z.string(), z.number()).parse(found);
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
