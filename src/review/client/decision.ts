import { z } from 'zod';
import { byId } from './elements.ts';
import { keptName, parsed } from './kept-work.ts';

/** A decision that is not taken yet, of one measurement. */
const draftSchema = z.object({
  seen: z.string(),
  sent: z.boolean(),
  decision: z.string(),
  reason: z.string(),
});

/** Readers have no form. */
export function openDecision(): void {
  const form = document.querySelector<HTMLFormElement>('#decision-form');
  if (!form) return;
  keepDraft(form);
  offerChange(form);
}

/** What was typed and not taken survives a reload and an expired session, as long as the tab is open. */
function keepDraft(form: HTMLFormElement): void {
  const key = keptName('decision', new URL(form.action).pathname);
  const seen = form.dataset['seen'] ?? '';
  const reason = byId('decision-reason', HTMLTextAreaElement);
  const draft = draftSchema.safeParse(parsed(sessionStorage.getItem(key) ?? '')).data;
  const taken = draft?.sent && draft.seen !== seen;
  if (taken) sessionStorage.removeItem(key);
  else if (draft) {
    if (reason.value === '') reason.value = draft.reason;
    if (draft.seen === seen) choose(form, draft.decision);
  }
  const keep = (sent: boolean) => {
    const decision = form.querySelector<HTMLInputElement>('input[name="decision"]:checked')?.value ?? '';
    sessionStorage.setItem(key, JSON.stringify({ seen, sent, decision, reason: reason.value }));
  };
  form.addEventListener('input', () => keep(false));
  form.addEventListener('submit', () => keep(true));
}

/** Once something was drawn it can be confirmed as drawn, and not as it was. */
function offerChange(form: HTMLFormElement): void {
  const rois = form.querySelector<HTMLInputElement>('input[name="rois"]');
  const undrawn = byId('decision-undrawn', HTMLElement);
  const noNumber = byId('decision-no-number', HTMLElement);
  const update = () => {
    const drawn = (rois?.value ?? '') !== '';
    undrawn.hidden = drawn;
    // Only said: what the server finds counts, and it may find more images than the page has.
    noNumber.hidden = !drawn || rois?.dataset['number'] !== 'none';
    enable('change', drawn);
    enable('confirm', !drawn);
  };
  rois?.addEventListener('change', update);
  update();

  function enable(decision: string, on: boolean): void {
    const radio = radioOf(form, decision);
    if (!radio) return;
    radio.disabled = !on;
    if (!on) radio.checked = false;
  }
}

function choose(form: HTMLFormElement, decision: string): void {
  const radio = radioOf(form, decision);
  if (radio && !radio.disabled) radio.checked = true;
}

function radioOf(form: HTMLFormElement, decision: string): HTMLInputElement | undefined {
  return [...form.querySelectorAll<HTMLInputElement>('input[name="decision"]')].find(
    ({ value }) => value === decision,
  );
}
