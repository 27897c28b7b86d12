import { z } from 'zod';
import { levelSchema } from '../../mscore/levels.ts';
import { EXCLUSIONS } from '../../spine/roi-file.ts';
import type { EditedSpine } from './edit/edited-spine.ts';

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
      body: polygonSchema,
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
  /** Whether it was sent: another version is then no surprise. */
  sent: z.boolean(),
  spine: spineSchema,
});

/** What this browser still has of an edit. */
export type Kept =
  { readonly found: 'nothing' | 'outdated' } | { readonly found: 'edit'; readonly spine: EditedSpine };

/** An edit of one measurement that is not saved yet: outlines and names of levels, nothing of the patient. */
export class KeptEdit {
  readonly #key: string;
  readonly #version: string;

  constructor(measurementId: string, version: string) {
    this.#key = `mscore-edit ${measurementId}`;
    this.#version = version;
  }

  /** What was kept; an edit of other numbers is dropped. */
  read(): Kept {
    const text = localStorage.getItem(this.#key);
    if (text === null) return { found: 'nothing' };
    const kept = keptSchema.safeParse(parsed(text)).data;
    if (kept?.version === this.#version) return { found: 'edit', spine: kept.spine };
    this.forget();
    return { found: kept && !kept.sent ? 'outdated' : 'nothing' };
  }

  write(spine: EditedSpine, sent = false): void {
    localStorage.setItem(this.#key, JSON.stringify({ version: this.#version, sent, spine }));
  }

  forget(): void {
    localStorage.removeItem(this.#key);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
