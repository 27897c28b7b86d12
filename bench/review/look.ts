import type { Page } from 'playwright-core';
import { z } from 'zod';

const MOVES = 20;
const entriesSchema = z.array(z.object({ startTime: z.number(), duration: z.number() }));

/** Milliseconds from the navigation, and how long the numbers took for each frame of a drag. */
export interface Look {
  readonly first: number;
  readonly all: number;
  /** When each step to the first image was done, in order. */
  readonly way: Readonly<Record<string, number>>;
  readonly roi: readonly number[];
  readonly air: readonly number[];
}

/** Opens the page of a study, waits for all of its images and drags a ROI and the air. */
export async function lookOn(page: Page, address: string): Promise<Look> {
  await page.goto(address);
  await page.waitForSelector('[data-action="add-air"]:not([disabled])');
  const way = await wayOf(page);
  const [first] = await entries(page, 'first-image');
  const [all] = await entries(page, 'all-images');
  const roi = await drag(page, 'levels-0');
  const air = await drag(page, 'air-0');
  return { first: first?.startTime ?? NaN, all: all?.startTime ?? NaN, roi, air, way };
}

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
