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
    if (message.type() === 'error') complaints.push(message.text());
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

/** Degrees of the first side of a ROI as it is seen, with the clock. */
async function seenAngle(roi: string): Promise<number> {
  await twoFrames();
  const points = (await page.locator(`[data-roi="${roi}"] polygon`).getAttribute('points')) ?? '';
  const [[ax = NaN, ay = NaN] = [], [bx = NaN, by = NaN] = []] = points
    .split(' ')
    .map((point) => point.split(',').map(Number));
  return (Math.atan2(by - ay, bx - ax) * 180) / Math.PI;
}

/** How far a ROI has turned since it lay along `before`, from −180 to 180. */
async function turnedSince(before: number, roi = 'levels-0'): Promise<number> {
  return (((((await seenAngle(roi)) - before + 540) % 360) + 360) % 360) - 180;
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

test('the images are asked for once, though nothing may keep them', async () => {
  const asked = z
    .array(z.string())
    .parse(await page.evaluate('performance.getEntriesByType("resource").map(({ name }) => name)'));
  expect(asked.filter((address) => address.endsWith('/slices'))).toHaveLength(1);
});

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

  test('so does one that is turned by the knob beside it, which goes around with the pointer, and resized as it lies then', async () => {
    await page.click('[data-show="L1"]');
    const before = await seenAngle('levels-0');
    await drag('[data-turn] .handle', 33, 14);
    expect(await turnedSince(before)).toBeGreaterThan(20);
    expect(await focused()).toBe('levels-0');
    expect(await mScore()).not.toBe(storedM());
    expect(await apart()).toBeLessThan(EXACT);
    const [m, angle] = [await mScore(), await seenAngle('levels-0')];
    await drag('.handle[data-handle="2"]', 7, -9);
    expect(await mScore()).not.toBe(m);
    expect(Math.abs(await turnedSince(angle))).toBeLessThan(0.1);
    expect(await apart()).toBeLessThan(EXACT);
    await page.keyboard.press('Control+z');
    expect(await mScore()).toBe(m);
    await page.keyboard.press('Control+z');
    expect(await mScore()).toBe(storedM());
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
    await page.click('[data-action="undo"]');
    await twoFrames();
    expect(await page.locator('#decision-no-number').isVisible()).toBe(false);
  });

  test('without an M-score nothing is confirmed; who sends it is told so, and finds drawing and reason again', async () => {
    await page.selectOption('[data-exclude="L1"]', 'fracture');
    await twoFrames();
    expect(await page.locator('#decision-no-number').isVisible()).toBe(true);
    await page.fill('#decision-reason', 'L1 is fractured');
    await page.check('input[name="decision"][value="change"]');
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.click('#decision-form button');
    expect((await answered).status()).toBe(422);
    await page.waitForSelector('#decision-problem');
    expect(await page.locator('#decision [data-code="reference/levels"]').count()).toBe(1);
    expect(await page.inputValue('#decision-reason')).toBe('L1 is fractured');
    // Browsers say of a page that it came with 422.
    expect(complaints.splice(0)).toEqual([expect.stringContaining('422')]);
    await page.goto(study.address);
    await whenEditable(page);
    expect((await drawnRois()).excluded).toEqual([{ level: 'L1', reason: 'fracture' }]);
    expect(await page.inputValue('#decision-reason')).toBe('L1 is fractured');
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

  test('a ROI is turned by a degree with the clock and against it, with Shift by five', async () => {
    await tabTo('[data-roi="levels-0"]');
    const before = await seenAngle('levels-0');
    await page.keyboard.press('e');
    expect(await turnedSince(before)).toBeCloseTo(1, 1);
    await page.keyboard.press('Shift+E');
    await page.keyboard.press('Shift+E');
    expect(await turnedSince(before)).toBeCloseTo(11, 1);
    expect(await mScore()).not.toBe(storedM());
    expect(await apart()).toBeLessThan(EXACT);
    await page.keyboard.press('q');
    await page.keyboard.press('Shift+Q');
    expect(await turnedSince(before)).toBeCloseTo(5, 1);
    expect(await focused()).toBe('levels-0');
    for (let steps = 0; steps < 5; steps += 1) await page.keyboard.press('Control+z');
    expect(await mScore()).toBe(storedM());
  });
  test('Space on a ROI does not scroll the page away', async () => {
    await tabTo('[data-roi="levels-0"]');
    const before = await page.evaluate('scrollY');
    await page.keyboard.press('Space');
    await page.waitForTimeout(300);
    expect(await page.evaluate('scrollY')).toBe(before);
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

  test.each(['[', ']'])('%s changes the window, typed with AltGr too', async (key) => {
    const grey = page.locator('#grey');
    const before = await grey.textContent();
    // As Windows reports AltGr.
    const typed = { key, ctrlKey: true, altKey: true, modifierAltGraph: true, bubbles: true };
    await page.locator('#stage').dispatchEvent('keydown', typed);
    await twoFrames();
    expect(await grey.textContent()).not.toBe(before);
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

/** Where the knob of L1 is. */
async function knob(): Promise<[x: number, y: number]> {
  await page.click('[data-show="L1"]');
  await twoFrames();
  const box = await page.locator('[data-turn] .handle').boundingBox();
  if (!box) throw new Error('no knob');
  return [box.x + box.width / 2, box.y + box.height / 2];
}

describe('on a phone', () => {
  test('the images leave room to scroll the page by, and a finger moves a ROI only once it is chosen', async () => {
    await page.context().close();
    page = await openPage({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });
    const stage = await page.locator('#stage').boundingBox();
    expect(stage?.height).toBeLessThanOrEqual(844 / 2);
    const roi = page.locator('[data-roi="levels-0"]');
    await roi.scrollIntoViewIfNeeded();
    const touch = await page.context().newCDPSession(page);
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: { x: number; y: number }[]) =>
      touch.send('Input.dispatchTouchEvent', { type, touchPoints });
    const dragByFinger = async () => {
      const box = await roi.boundingBox();
      if (!box) throw new Error('no ROI is seen');
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await send('touchStart', [{ x, y }]);
      await send('touchMove', [{ x: x + 3, y: y + 3 }]);
      await send('touchMove', [{ x: x + 6, y: y + 6 }]);
      await send('touchEnd', []);
    };
    await dragByFinger();
    expect(await mScore()).toBe(storedM());
    await dragByFinger();
    expect(await mScore()).not.toBe(storedM());
    expect(await apart()).toBeLessThan(EXACT);
  });
});

describe('turning without a mouse', () => {
  test('a finger on the knob turns the ROI, and neither scrolls nor moves it', async () => {
    await page.context().close();
    page = await openPage({ hasTouch: true, isMobile: true, viewport: { width: 800, height: 1000 } });
    const [x, y] = await knob();
    const [before, where] = [await seenAngle('levels-0'), await page.locator('#where').textContent()];
    const touch = await page.context().newCDPSession(page);
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: { x: number; y: number }[]) =>
      touch.send('Input.dispatchTouchEvent', { type, touchPoints });
    await send('touchStart', [{ x, y }]);
    await send('touchMove', [{ x: x - 12, y: y + 2 }]);
    await send('touchMove', [{ x: x - 25, y: y + 8 }]);
    await send('touchEnd', []);
    expect(await turnedSince(before)).toBeLessThan(-20);
    expect(await page.locator('#where').textContent()).toBe(where);
    expect(await apart()).toBeLessThan(EXACT);
  });

  test('so does a pen', async () => {
    const [x, y] = await knob();
    const before = await seenAngle('levels-0');
    const pen = await page.context().newCDPSession(page);
    const send = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', dx: number, dy: number) =>
      pen.send('Input.dispatchMouseEvent', {
        type,
        x: x + dx,
        y: y + dy,
        button: 'left',
        buttons: type === 'mouseReleased' ? 0 : 1,
        pointerType: 'pen',
        force: 0.5,
      });
    await send('mousePressed', 0, 0);
    await send('mouseMoved', 12, 3);
    await send('mouseMoved', 25, 9);
    await send('mouseReleased', 25, 9);
    expect(await turnedSince(before)).toBeGreaterThan(20);
    expect(await apart()).toBeLessThan(EXACT);
  });
});

describe('an edit that was not saved', () => {
  test('is there again after a reload', async () => {
    await drag('[data-roi="levels-0"]', 9, 14);
    await drag('[data-turn] .handle', 20, 5);
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
    await page.selectOption('[data-exclude="L4"]', 'metal');
    await page.click('[data-show="L2"]');
    expect(await page.locator('[data-turn] title').textContent()).toBe(language === 'en' ? 'Turn' : 'Otočiť');
    await twoFrames();
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('the chart prints to one page', async () => {
    const pdf = (await page.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  });
});
