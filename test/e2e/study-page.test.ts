import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { z } from 'zod';
import { parseRoiFile } from '../../src/spine/roi-file.ts';
import { seriousFindings, startChromium } from './chromium.ts';
import { type ReviewedStudy, reviewedStudy } from './reviewed-study.ts';

const STARTING_MS = 120_000;
const EXACT = 1e-6;

let study: ReviewedStudy;
let browser: Browser;
let page: Page;
/** What the page complained of: scripts that failed, and what its own rules forbade. */
let complaints: string[] = [];

beforeAll(async () => {
  study = await reviewedStudy(8151);
  browser = await startChromium();
}, STARTING_MS);
afterAll(async () => {
  await browser?.close();
  await study?.close();
});
beforeEach(async () => {
  page = await openPage();
});
afterEach(async () => {
  await page.context().close();
  expect(complaints).toEqual([]);
});

async function openPage(options: BrowserContextOptions = {}): Promise<Page> {
  complaints = [];
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, ...options });
  const opened = await context.newPage();
  opened.on('pageerror', ({ message }) => complaints.push(message));
  opened.on('console', (message) => {
    // Browsers ask for an icon, and there is none.
    const icon = message.location().url.endsWith('/favicon.ico');
    if (message.type() === 'error' && !icon) complaints.push(message.text());
  });
  await opened.goto(study.address);
  await opened.fill('input[name="name"]', 'Dr. Eva Nováková');
  await opened.click('form[action="/review/sign-in"] button');
  await whenEditable(opened);
  return opened;
}

async function whenEditable(opened: Page): Promise<void> {
  await opened.waitForSelector('#stage[data-shown]');
  await opened.waitForSelector('[data-action="add-air"]:not([disabled])');
}

/** With all digits, once the page has drawn what was done. */
async function mScore(): Promise<number> {
  await twoFrames();
  return Number(await page.locator('[data-number="m"]').getAttribute('data-exact'));
}

async function twoFrames(): Promise<void> {
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
}

/** Of the stored measurement. */
function storedM(): number {
  return study.measurement.mscore?.value ?? NaN;
}

/** What the form would send now. */
async function drawnRois() {
  await twoFrames();
  return parseRoiFile(await page.inputValue('input[name="rois"]'));
}

/** How far the page is from what the server measures with the same ROIs. */
async function apart(): Promise<number> {
  const { mscore } = await study.measuredAs(await drawnRois());
  return Math.abs((mscore?.value ?? NaN) - (await mScore()));
}

async function drag(selector: string, dx: number, dy: number): Promise<void> {
  const box = await page.locator(selector).last().boundingBox();
  if (!box) throw new Error(`${selector} is not seen`);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + dx / 2, y + dy / 2);
  await page.mouse.move(x + dx, y + dy);
  await page.mouse.up();
}

const focused = async () =>
  z.string().parse(await page.evaluate('document.activeElement.getAttribute("data-roi") ?? ""'));

async function tabTo(selector: string): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no number of Tabs leads to ${selector}`);
}

describe('editing with the mouse', () => {
  test('a ROI that is dragged changes M, to what the server measures with the same file', async () => {
    expect(await mScore()).toBe(storedM());
    await drag('[data-roi="levels-0"]', 9, 14);
    expect(await mScore()).not.toBe(storedM());
    expect(await apart()).toBeLessThan(EXACT);
  });

  test('so does one that is resized by a corner, and air that is moved', async () => {
    await page.click('[data-show="L2"]');
    await drag('.handle[data-handle="2"]', 8, 6);
    expect(await apart()).toBeLessThan(EXACT);
    const resized = await mScore();
    await drag('[data-roi="levels-3"]', 6, 0);
    expect(await mScore()).not.toBe(resized);
    await drag('[data-roi="air-0"]', 0, -30);
    expect(await mScore()).not.toBe(storedM());
    expect(await apart()).toBeLessThan(EXACT);
  });

  test('names that are shifted by one, which changes every level', async () => {
    await page.click('[data-action="names-down"]');
    expect(await mScore()).not.toBe(storedM());
    expect(await apart()).toBeLessThan(EXACT);
    await page.click('[data-action="names-up"]');
    expect(await mScore()).toBe(storedM());
  });

  test('a level that is left out with a reason leaves no cohort to compare with, in the words of the server', async () => {
    await page.selectOption('[data-exclude="L2"]', 'fracture');
    const { refusals, limits } = await study.measuredAs(await drawnRois());
    const shown = page.locator('#result [data-code]');
    expect(await shown.evaluateAll((items) => items.map((item) => item.getAttribute('data-code')))).toEqual(
      [...refusals, ...limits].map(({ code }) => code),
    );
    expect(limits.map(({ code }) => code)).toContain('spine/level-excluded');
  });

  test('a drag is one step to take back', async () => {
    await drag('[data-roi="levels-0"]', 9, 14);
    const dragged = await mScore();
    await page.keyboard.press('Control+z');
    expect(await mScore()).toBe(storedM());
    await page.keyboard.press('Control+y');
    expect(await mScore()).toBe(dragged);
  });
});

describe('by the keyboard alone', () => {
  test('images are scrolled, a ROI is moved and resized, a level left out, everything taken back', async () => {
    await tabTo('#stage');
    const first = await page.locator('#where').textContent();
    await page.keyboard.press('PageDown');
    await twoFrames();
    expect(await page.locator('#where').textContent()).not.toBe(first);
    await page.keyboard.press('PageUp');
    await twoFrames();
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('levels-0');
    // The ROI is not on the next image: the focus goes on with the images.
    await page.keyboard.press('PageDown');
    await twoFrames();
    await page.keyboard.press('PageUp');
    await twoFrames();
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('levels-0');

    for (const key of ['ArrowLeft', 'ArrowDown', 'ArrowDown', 'Shift+ArrowRight'])
      await page.keyboard.press(key);
    expect(await mScore()).not.toBe(storedM());
    expect(await focused()).toBe('levels-0');
    expect(await apart()).toBeLessThan(EXACT);

    await tabTo('[data-exclude="L1"]');
    await page.keyboard.press('ArrowDown');
    await twoFrames();
    expect((await drawnRois()).excluded).toEqual([{ level: 'L1', reason: 'fracture' }]);

    await tabTo('[data-action="reset"]');
    await page.keyboard.press('Enter');
    expect(await mScore()).toBe(storedM());
  });

  test('the focus is always seen', async () => {
    await tabTo('[data-roi="levels-0"]');
    const width = await page.evaluate(
      'getComputedStyle(document.activeElement.firstElementChild).strokeWidth',
    );
    expect(width).toBe('4px');
    await tabTo('[data-action="undo"], [data-action="add-air"]');
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
  });
});

describe('looking', () => {
  test('the wheel scrolls, with Ctrl it zooms; dragging on the image changes the window', async () => {
    const box = await page.locator('#stage').boundingBox();
    if (!box) throw new Error('no stage');
    await page.mouse.move(box.x + box.width * 0.4, box.y + 40);
    const [where, grey] = [page.locator('#where'), page.locator('#grey')];
    const before = [await where.textContent(), await grey.textContent()];
    await page.mouse.wheel(0, 120);
    await twoFrames();
    expect(await where.textContent()).not.toBe(before[0]);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.4 + 60, box.y + 90);
    await page.mouse.up();
    await twoFrames();
    expect(await grey.textContent()).not.toBe(before[1]);
    await page.mouse.wheel(0, -120);
    await twoFrames();
    const wide = (await page.locator('[data-roi="levels-0"]').boundingBox())?.width ?? 0;
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -240);
    await page.keyboard.up('Control');
    await twoFrames();
    expect((await page.locator('[data-roi="levels-0"]').boundingBox())?.width).toBeGreaterThan(wide);
  });

  test('one finger scrolls, two fingers zoom', async () => {
    await page.context().close();
    page = await openPage({ hasTouch: true, isMobile: true, viewport: { width: 800, height: 1000 } });
    const box = await page.locator('#stage').boundingBox();
    if (!box) throw new Error('no stage');
    const [x, y] = [box.x + box.width * 0.15, box.y + box.height * 0.3];
    const touch = await page.context().newCDPSession(page);
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: { x: number; y: number }[]) =>
      touch.send('Input.dispatchTouchEvent', { type, touchPoints });
    const before = await page.locator('#where').textContent();
    await send('touchStart', [{ x, y }]);
    await send('touchMove', [{ x, y: y + 40 }]);
    await send('touchEnd', []);
    await twoFrames();
    expect(await page.locator('#where').textContent()).not.toBe(before);

    await page.click('[data-show="L1"]');
    const wide = (await page.locator('[data-roi="levels-0"]').boundingBox())?.width ?? 0;
    await send('touchStart', [
      { x, y },
      { x: x + 60, y },
    ]);
    await send('touchMove', [
      { x: x - 30, y },
      { x: x + 90, y },
    ]);
    await send('touchEnd', []);
    await twoFrames();
    expect((await page.locator('[data-roi="levels-0"]').boundingBox())?.width).toBeGreaterThan(wide * 1.3);
  });
});

describe('an edit that was not saved', () => {
  test('is there again after a reload', async () => {
    await drag('[data-roi="levels-0"]', 9, 14);
    const [m, rois] = [await mScore(), await drawnRois()];
    await page.reload();
    await whenEditable(page);
    expect(await mScore()).toBe(m);
    expect(await drawnRois()).toEqual(rois);
    expect(await page.locator('#state').textContent()).toContain('Your edit of last time');
  });

  test('is dropped, and that is said, when the study was measured again meanwhile', async () => {
    await drag('[data-roi="levels-0"]', 9, 14);
    await mScore();
    await study.save({ ...study.measurement, roiSource: 'roi-file' });
    await page.reload();
    await whenEditable(page);
    expect(await page.locator('#state').textContent()).toContain('measured again');
    expect(await mScore()).toBe(storedM());
    await study.save(study.measurement);
  });
});

describe('for everybody', () => {
  test.each([
    ['light', 'en'],
    ['dark', 'sk'],
  ] as const)('axe finds nothing serious, %s, %s', async (colorScheme, language) => {
    await page.context().close();
    page = await openPage({ colorScheme });
    await page.goto(`${study.address}?language=${language}`);
    await whenEditable(page);
    await page.click('.help summary');
    await page.click('[data-show="L2"]');
    await page.selectOption('[data-exclude="L4"]', 'metal');
    await twoFrames();
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('the chart prints to one page', async () => {
    const pdf = (await page.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  });
});
