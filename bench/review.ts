/**
 * How soon a study is seen on the review page: `npm run bench:review`. A phantom of 15 × 512², the page in Debian's
 * Chromium; PACS, service and PostgreSQL are processes of their own, all on loopback. Time counts from the navigation.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { cpus } from 'node:os';
import { z } from 'zod';
import { startChromium } from '../test/e2e/chromium.ts';
import { startPostgres } from '../test/e2e/peers/postgres.ts';
import { freePort } from '../fixtures/free-port.ts';
import { answerOf, stopped } from './begin-process.ts';
import { endOnSignal } from './end-on-signal.ts';
import { percentileText } from './percentiles.ts';
import { type Look, lookOn } from './review/look.ts';

/** A service that was just started is not what people look at. */
const WARM_UP = 5;
const RUNS = 15;
/** Milliseconds; a frame of 60 a second lasts 16. */
const WANTED = { first: 300, all: 1500, numbers: 16 } as const;
const servedSchema = z.object({ url: z.string(), addresses: z.array(z.string()) });

endOnSignal();
await using stack = new AsyncDisposableStack();
const postgres = await startPostgres(await freePort());
stack.defer(() => postgres.close());
const hospital = await answerOf(started('./review/hospital.ts'));
const server = started('./review/server.ts');
server.send({ hospital, connectionString: postgres.connectionString, copies: WARM_UP + RUNS });
const { url, addresses } = servedSchema.parse(await answerOf(server));
const browser = await startChromium();
stack.defer(() => browser.close());

const storageState = await signIn();
for (const address of addresses.slice(0, WARM_UP)) await lookAnew(address);
const studies = addresses.slice(WARM_UP);
const tab = await (await browser.newContext({ storageState })).newPage();
const unread = await looks(studies, lookFromWorklist);
const read = await looks(studies, lookFromWorklist);
const anew = await looks(studies, lookAnew);

process.stdout.write(`${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores; a noisy machine\n`);
const situations = {
  'not read from the PACS before': unread,
  'read before': read,
  'read before, a browser that has kept nothing': anew,
};
for (const [situation, seen] of Object.entries(situations)) {
  tell(
    `first image, ${situation}`,
    seen.map(({ first }) => first),
    WANTED.first,
  );
  tell(
    `all images, ${situation}`,
    seen.map(({ all }) => all),
    WANTED.all,
  );
  for (const step of Object.keys(seen[0]?.way ?? {}))
    process.stdout.write(`  ${step}: ${percentileText(seen.map(({ way }) => way[step] ?? NaN))}\n`);
}
tell(
  'numbers again, a ROI dragged',
  read.flatMap(({ roi }) => roi),
  WANTED.numbers,
);
tell(
  'numbers again, air dragged',
  read.flatMap(({ air }) => air),
  WANTED.numbers,
);

/** Stopped when all is done. */
function started(module: string): ChildProcess {
  const child = fork(new URL(module, import.meta.url));
  stack.defer(() => stopped(child));
  return child;
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

async function looks(opened: readonly string[], look: (address: string) => Promise<Look>): Promise<Look[]> {
  const seen: Look[] = [];
  for (const address of opened) seen.push(await look(address));
  return seen;
}

/** As a reviewer works: from the worklist to the study, the scripts kept from the last one. */
async function lookFromWorklist(address: string): Promise<Look> {
  await tab.goto(`${url}/review`);
  return lookOn(tab, address);
}

/** In a browser that has kept nothing and must start a process for the page. */
async function lookAnew(address: string): Promise<Look> {
  const context = await browser.newContext({ storageState });
  const look = await lookOn(await context.newPage(), address);
  await context.close();
  return look;
}

function tell(what: string, milliseconds: readonly number[], wanted: number): void {
  process.stdout.write(`${what}: ${percentileText(milliseconds)} (wanted ${wanted} ms)\n`);
}
