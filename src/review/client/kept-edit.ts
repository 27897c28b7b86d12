import { z } from 'zod';
import { levelSchema } from '../../mscore/levels.ts';
import { EXCLUSIONS } from '../../spine/roi-file.ts';
import type { EditedSpine } from './edit/edited-spine.ts';
import { keptName, parsed } from './kept-work.ts';

const polygonSchema = z.array(z.tuple([z.number(), z.number()]));
const placeSchema = z.object({ sliceIndex: z.number().int(), polygon: polygonSchema });
const levelRoiSchema = placeSchema.extend({ level: levelSchema, body: polygonSchema.optional() });
const spineSchema = z.object({
  levels: z.array(levelRoiSchema),
  air: z.array(placeSchema),
  fluid: z.array(placeSchema),
  others: z.array(
    z.object({
      name: z.string(),
      sliceIndex: z.number().int(),
      body: polygonSchema.optional(),
      roi: polygonSchema.optional(),
    }),
  ),
  excluded: z.array(
    z.object({ level: levelSchema, reason: z.enum(EXCLUSIONS), rois: z.array(levelRoiSchema) }),
  ),
});

const keptSchema = z.object({
  /** Of the numbers that were edited. */
  version: z.string(),
  /** How many had decided before; another count after it was sent says that it was taken. */
  seen: z.string(),
  sent: z.boolean(),
  spine: spineSchema,
});

/** What this browser still has of an edit. */
export type Kept =
  { readonly found: 'nothing' | 'outdated' } | { readonly found: 'edit'; readonly spine: EditedSpine };

/** An edit of one measurement that is not saved yet: outlines and names of levels, nothing of the patient. */
export class KeptEdit {
  readonly #key: string;
  readonly #now: { readonly version: string; readonly seen: string };

  /** @param now the numbers that are shown, and what the form to decide says was seen */
  constructor(measurementId: string, now: { readonly version: string; readonly seen: string }) {
    this.#key = keptName('edit', measurementId);
    this.#now = now;
  }

  /** What was kept; an edit of other numbers, or one that was taken, is dropped. */
  read(): Kept {
    const text = localStorage.getItem(this.#key);
    const kept = text === null ? undefined : keptSchema.safeParse(parsed(text)).data;
    const same = kept?.version === this.#now.version;
    const taken = kept?.sent && !(same && kept.seen === this.#now.seen);
    if (kept && same && !taken) return { found: 'edit', spine: kept.spine };
    this.forget();
    return { found: kept && !taken ? 'outdated' : 'nothing' };
  }

  write(spine: EditedSpine, sent = false): void {
    localStorage.setItem(this.#key, JSON.stringify({ ...this.#now, sent, spine }));
  }

  forget(): void {
    localStorage.removeItem(this.#key);
  }
}
