import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { isSystemError } from '../../system-error.ts';
import { ASSETS } from '../layout.ts';

/** What `npm run build:review` writes. */
export const VIEWER_FOLDER = fileURLToPath(new URL('../../../dist/review/', import.meta.url));
/** Where it is served. */
export const VIEWER_ASSETS = `${ASSETS}/viewer`;

const manifestSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    css: z.array(z.string()).default([]),
    /** What it shares with other pages, by their names here. */
    imports: z.array(z.string()).default([]),
  }),
);

/** Pages that have a script of their own; `frame` is for the others. */
type Entry = 'main' | 'worklist' | 'decision-page' | 'frame';

/** Addresses of a page's script and style; they change with their content. */
export interface ViewerFiles {
  readonly scripts: readonly string[];
  readonly styles: readonly string[];
}

/** Undefined when it was not built: every page but the images works without. */
export async function clientFiles(page: Entry): Promise<ViewerFiles | undefined> {
  const text = await readFile(`${VIEWER_FOLDER}.vite/manifest.json`, 'utf8').catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  });
  const built = text === undefined ? {} : manifestSchema.parse(JSON.parse(text));
  const entry = built[`src/review/client/${page}.ts`];
  if (!entry) return undefined;
  // Named in the page, shared parts come at the same time as what needs them.
  const shared = entry.imports.flatMap((name) => built[name]?.file ?? []);
  return { scripts: [...shared, entry.file].map(address), styles: entry.css.map(address) };
}

function address(file: string): string {
  return `${VIEWER_ASSETS}/${file}`;
}
