import { z } from 'zod';
import { keptName, parsed } from './kept-work.ts';

const keptSchema = z.looseObject({ sent: z.boolean() });

/** On the page that says that a decision was not taken: what was drawn and typed for it counts as not sent again. */
export function keepWhatWasNotTaken(): void {
  const study = document.querySelector<HTMLElement>('[data-not-taken]')?.dataset['notTaken'];
  if (study === undefined) return;
  unsend(localStorage, keptName('edit', study));
  unsend(sessionStorage, keptName('decision', `/review/studies/${study}/decision`));
}

function unsend(store: Storage, name: string): void {
  const kept = keptSchema.safeParse(parsed(store.getItem(name) ?? '')).data;
  if (kept) store.setItem(name, JSON.stringify({ ...kept, sent: false }));
}
