import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { seriousFindings, startChromium } from './chromium.ts';
import { HOSTILE_NAME, openReviewHospital, type ReviewHospital } from './review-hospital.ts';

const stack = new AsyncDisposableStack();
let hospital: ReviewHospital;
let browser: Browser;
/** What pages said that went wrong: forbidden scripts, failed modules. */
let complaints: string[] = [];

beforeAll(async () => {
  hospital = await openReviewHospital();
  stack.defer(() => hospital.close());
  browser = await startChromium();
  stack.defer(() => browser.close());
  const cards = await hospital.openChart();
  expect(cards.map(({ links }) => links)).toEqual([[{ url: `${hospital.url}/review/launch` }]]);
}, 180_000);
afterEach(() => {
  expect(complaints).toEqual([]);
  complaints = [];
});
afterAll(() => stack.disposeAsync());

/** From an address of ours through the identity provider's own forms. */
async function signIn(login: string, address = '/review', language = 'en-GB'): Promise<Page> {
  const context = await browser.newContext({ locale: language, viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security|Uncaught|Failed to load module/.test(message.text()))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await signInAgain(page, login, address);
  return page;
}

async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['MSCORE_PICTURES'];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(100);
}

async function listOf(page: Page): Promise<Page> {
  await page.goto(`${hospital.url}/review`);
  return page;
}

/** Types a reason and moves a ROI, and sends neither. */
async function begin(page: Page, study: string): Promise<void> {
  await page.goto(hospital.url + study);
  await page.fill('#decision-reason', 'begun and not sent');
  await page.locator('[data-roi="levels-0"]').focus();
  await page.keyboard.press('ArrowRight');
  await until(async () => (await keptIn(page)).length === 2);
}

/** Names of unsent work that the browser has. */
function keptIn(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [localStorage, sessionStorage].flatMap((store) =>
      Object.keys(store).filter((name) => /^mscore-(edit|decision)/.test(name)),
    ),
  );
}

async function signInAgain(page: Page, login: string, address: string): Promise<void> {
  await page.goto(hospital.url + address);
  await page.fill('input[name="login"]', login);
  await page.fill('input[name="password"]', 'any');
  await page.click('button[type="submit"]');
  await page.click('button[type="submit"]');
}

/** The address of the only finding's study page. */
async function studyOf(page: Page): Promise<string> {
  return (await page.getAttribute('a.open', 'href')) ?? '';
}

describe('before anybody decided', () => {
  let eva: Page;
  beforeAll(async () => {
    eva = await signIn('eva');
  });
  afterAll(() => eva.context().close());

  test('the worklist shows the woman whose MRI was suspicious, and her name is only a name', async () => {
    expect(await eva.textContent('#counts')).toMatch(/^1 waiting/);
    await until(async () => (await hospital.resources('Task?status=requested')).length === 1);
    expect(await eva.textContent('a.open')).toBe(`Agatha ${HOSTILE_NAME}`);
    expect(await eva.locator('tbody img').count()).toBe(0);
    if (process.env['MSCORE_PICTURES'])
      await eva.evaluate(`document.querySelector('a.open').textContent = 'Agatha Gelatine'`);
    await picture(eva, 'review-worklist');
  });

  test.each(['en', 'sk'])(
    'axe finds nothing serious on worklist, study, decision and figures in %s',
    async (language) => {
      await eva.goto(`${hospital.url}/review?language=${language}`);
      const study = await studyOf(eva);
      expect(await seriousFindings(eva)).toEqual([]);
      for (const address of [study, `${study}/decision`, '/review/site']) {
        await eva.goto(hospital.url + address);
        expect(await seriousFindings(eva)).toEqual([]);
      }
      await eva.goto(`${hospital.url}/review?language=en`);
    },
  );

  test('an expired session loses nothing that was typed', async () => {
    const study = await studyOf(eva);
    await eva.goto(`${hospital.url}${study}/decision`);
    await eva.fill('#decision-reason', 'motion at L3');
    await eva.reload();
    await until(async () => (await eva.inputValue('#decision-reason')) === 'motion at L3');
    await eva.context().clearCookies();
    await eva.check('input[value="reject"]');
    await eva.click('#decision-form button');
    expect(await eva.textContent('main')).toContain('review/not-signed-in');
    await eva.goto(`${hospital.url}${study}/decision`);
    await eva.fill('input[name="login"]', 'eva');
    await eva.fill('input[name="password"]', 'any');
    await eva.click('button[type="submit"]');
    await eva.click('button[type="submit"]');
    await until(async () => (await eva.inputValue('#decision-reason')) === 'motion at L3');
    expect(await eva.textContent('.standing')).toBe('Nobody has decided yet.');
    await eva.fill('#decision-reason', '');
  });

  test('what somebody began is for nobody else who signs in at the same browser', async () => {
    const study = await studyOf(await listOf(eva));
    await begin(eva, study);
    await eva.context().clearCookies();
    await signInAgain(eva, 'ivan', study);
    expect(await eva.inputValue('#decision-reason')).toBe('');
    expect(await keptIn(eva)).toEqual([]);
    await eva.context().clearCookies();
    await signInAgain(eva, 'eva', study);
  });

  test.each([
    ['figures', '/review/site'],
    ['an error', '/review/no-such-page'],
  ])('signing out from the page of %s forgets what was begun', async (_name, address) => {
    await begin(eva, await studyOf(await listOf(eva)));
    await eva.goto(hospital.url + address);
    await eva.click('form[action="/review/sign-out"] button');
    await eva.waitForSelector('button[name="logout"]');
    await eva.context().clearCookies();
    await signInAgain(eva, 'eva', '/review');
    expect(await keptIn(eva)).toEqual([]);
  });

  test('who signs out is led to the identity provider, is known there no more, and comes back', async () => {
    const page = await signIn('eva');
    await page.click('form[action="/review/sign-out"] button');
    await page.click('button[name="logout"]');
    await page.waitForURL(`${hospital.url}/review/signed-out`);
    expect(await page.textContent('h1')).toBe('You are signed out');
    await page.click('main a');
    await page.waitForSelector('input[name="login"]');
    await page.context().close();
  });

  test('who came from the record of somebody else sees no study of hers, not by its address either', async () => {
    await eva.goto(`${hospital.url}/review`);
    const study = await studyOf(eva);
    const launch = new URLSearchParams({ iss: hospital.fhirServer, launch: 'l1' }).toString();
    const ward = await signIn('ward', `/review/launch?${launch}`);
    expect(await ward.textContent('.bound')).toContain('Opened from the record of one patient');
    expect(await ward.locator('a.open').count()).toBe(0);
    for (const address of [study, `${study}/decision`, `${study}/slices`]) {
      const answer = await ward.goto(hospital.url + address);
      expect([answer?.status(), await ward.textContent('body')]).toEqual([
        403,
        expect.stringContaining('review/wrong-patient'),
      ]);
    }
    await ward.context().close();
  });
});

describe('from a reported study to a confirmed result', () => {
  let context: BrowserContext;
  afterAll(() => context?.close());

  test('by keys alone; the second of two reviewers is told; the record, the card and the lists follow', async () => {
    const eva = await signIn('eva');
    context = eva.context();
    const ivan = await signIn('ivan');
    const watching = await eva.context().newPage();
    await watching.goto(`${hospital.url}/review`);
    await begin(ivan, await studyOf(ivan));

    await eva.waitForSelector('#keys:checked');
    await eva.keyboard.press('j');
    await eva.keyboard.press('t');
    await eva.waitForSelector('td:has-text("you")');
    await eva.waitForSelector('.worklist a.open:focus');
    await eva.keyboard.press('Enter');
    await eva.waitForSelector('#decision-form');
    await tabTo(eva, 'input[value="confirm"]');
    await eva.keyboard.press('Space');
    await picture(eva, 'review-study');
    await tabTo(eva, '#decision-form button');
    await eva.keyboard.press('Enter');
    await eva.waitForSelector('.standing.confirmed');
    expect(await eva.textContent('#decision')).toContain('Confirmed by Eva Nováková');
    await picture(eva, 'review-decision');

    await ivan.check('input[value="reject"]');
    await ivan.fill('#decision-reason', 'too bright at L2');
    await ivan.click('#decision-form button');
    expect(await ivan.textContent('main')).toContain('Confirmed by Eva Nováková');
    expect(await ivan.inputValue('#typed')).toBe('too bright at L2');
    expect(await seriousFindings(ivan)).toEqual([]);
    await ivan.click('main a');
    await until(async () => /edit of last time is here again/.test((await ivan.textContent('#state')) ?? ''));
    expect(await ivan.inputValue('#decision-reason')).toBe('too bright at L2');
    await ivan.context().close();

    await until(async () => (await watching.textContent('#counts'))?.startsWith('0 waiting') === true);
    const status = async () =>
      (await hospital.resources('Observation?patient=agatha&_count=50')).filter(isMscore);
    await until(async () => (await status()).some((one) => one['status'] === 'final'));
    await until(async () =>
      (await hospital.resources('Task?_count=50')).some((one) => one['status'] === 'completed'),
    );
    const provenance = JSON.stringify(await hospital.resources('Provenance?_count=50'));
    expect(provenance).toContain('verifier');
    expect(provenance).toContain('Eva Nováková');
    expect((await hospital.openChart())[0]?.detail).toMatch(/confirmed by a reviewer on \d{4}-\d\d-\d\d/);
    expect(hospital.log.lines.join('\n')).not.toMatch(/Agatha|Nováková|PHANTOM-0001/);
  });

  test('what a reviewer draws is measured and amends the record', async () => {
    const eva = await signIn('eva');
    await eva.goto(`${hospital.url}/review?state=decided`);
    const study = await studyOf(eva);
    const before = await eva.textContent('td .score');
    await eva.goto(hospital.url + study);
    await eva.waitForSelector('[data-roi="levels-0"]');
    const roi = await eva.locator('[data-roi="levels-0"]').boundingBox();
    if (!roi) throw new Error('no ROI');
    const [x, y] = [roi.x + roi.width / 2, roi.y + roi.height / 2];
    await eva.mouse.move(x, y);
    await eva.mouse.down();
    await eva.mouse.move(x + 6, y + 10, { steps: 4 });
    await eva.mouse.up();
    await eva.click('#decision summary');
    await eva.check('input[value="change"]');
    await eva.click('#decision-form button');
    await until(async () => {
      await eva.goto(`${hospital.url}${study}/decision`);
      return (await eva.locator('.standing.changed').count()) === 1;
    });
    await until(async () =>
      (await hospital.resources('Observation?patient=agatha&_count=50')).some(
        (one) => one['status'] === 'amended',
      ),
    );
    expect((await hospital.openChart())[0]?.detail).toContain('after changes to the measured levels');
    await eva.goto(`${hospital.url}/review?state=decided`);
    expect(await eva.textContent('td .score')).not.toBe(before);
    await eva.context().close();
  });
});

function isMscore(resource: Readonly<Record<string, unknown>>): boolean {
  return JSON.stringify(resource['hasMember'] ?? '') !== '""';
}

/** As somebody without a mouse gets there. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let press = 0; press < 200; press += 1) {
    if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no way to ${selector} by the Tab key`);
}
