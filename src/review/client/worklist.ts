import { byId } from './elements.ts';
import { guardKeptWork } from './kept-work.ts';

const REMEMBERED = 'mscore-keys-off';
/** The row whose finding was taken or given back; the page is loaded anew then. */
const CLAIMED = 'mscore-row';

guardKeptWork();
comeBackToRow();
followList();
listenToKeys();

/** Who takes a finding goes on from it. */
function comeBackToRow(): void {
  const row = sessionStorage.getItem(CLAIMED);
  sessionStorage.removeItem(CLAIMED);
  if (row !== null) focusRow(document.getElementById(row));
  document.addEventListener('submit', ({ target }) => {
    const from = target instanceof HTMLElement && target.closest('.worklist tr');
    if (from) sessionStorage.setItem(CLAIMED, from.id);
  });
}

/** The list asks for itself anew when the server says that something changed; who is where in it stays there. */
function followList(): void {
  const live = byId('live', HTMLElement);
  if (byId('list', HTMLElement).dataset['live'] !== 'true') return;
  const events = new EventSource('/review/live');
  const stop = () => {
    events.close();
    live.textContent = live.dataset['off'] ?? '';
  };
  events.addEventListener('open', () => (live.textContent = live.dataset['on'] ?? ''));
  events.addEventListener('over', stop);
  events.addEventListener('changed', () => {
    void renewList().then((renewed) => {
      if (renewed) live.textContent = live.dataset['changed'] ?? '';
      else stop();
    });
  });
}

/** False when the page is not the list any more: the session has ended. */
async function renewList(): Promise<boolean> {
  const response = await fetch(location.href, { headers: { accept: 'text/html' } });
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const renewed = page.getElementById('list');
  if (!response.ok || !renewed) return false;
  const row = document.activeElement?.closest('tr')?.id;
  const onButton = document.activeElement instanceof HTMLButtonElement;
  byId('list', HTMLElement).replaceWith(renewed);
  if (row !== undefined) focusRow(document.getElementById(row), onButton);
  return true;
}

function focusRow(row: Element | null | undefined, onButton = false): void {
  row?.querySelector<HTMLElement>(onButton ? 'button.claim' : 'a.open')?.focus();
}

function rows(): Element[] {
  return [...byId('list', HTMLElement).querySelectorAll('tbody tr')];
}

/** Down and up the rows; from nowhere to the first. */
function step(by: 1 | -1): void {
  const all = rows();
  const at = all.findIndex((row) => row.contains(document.activeElement));
  focusRow(at < 0 ? all[0] : all[at + by]);
}

function listenToKeys(): void {
  const actions: Readonly<Record<string, () => void>> = {
    j: () => step(1),
    k: () => step(-1),
    t: () => document.activeElement?.closest('tr')?.querySelector<HTMLButtonElement>('button.claim')?.click(),
    '/': () => byId('search', HTMLInputElement).focus(),
    n: () => document.querySelector<HTMLAnchorElement>('.pager a[rel="next"]')?.click(),
    p: () => document.querySelector<HTMLAnchorElement>('.pager a[rel="prev"]')?.click(),
  };
  // Who speaks to the computer, or rests a hand on the keys, can do without (WCAG 2.1.4).
  const wanted = byId('keys', HTMLInputElement);
  wanted.checked = localStorage.getItem(REMEMBERED) === null;
  wanted.addEventListener('change', () => {
    if (wanted.checked) localStorage.removeItem(REMEMBERED);
    else localStorage.setItem(REMEMBERED, '');
  });
  document.addEventListener('keydown', (event) => {
    const action = Object.hasOwn(actions, event.key) ? actions[event.key] : undefined;
    const { target, ctrlKey, metaKey, altKey } = event;
    if (!action || !wanted.checked || ctrlKey || metaKey || altKey || isForWords(target)) return;
    event.preventDefault();
    action();
  });
}

function isForWords(target: EventTarget | null): boolean {
  const words = target instanceof HTMLInputElement && target.type !== 'checkbox';
  return words || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}
