/** Work that was not sent: outlines in the browser's storage, a decision in that of the tab. */
type Kind = 'edit' | 'decision';
const KEPT = /^mscore-(?:edit|decision) /;

/** The name that work of who is signed in is kept by: nobody may sign what somebody else began. */
export function keptName(kind: Kind, of: string): string {
  return `mscore-${kind} ${reader()} ${of}`;
}

/** What is kept, as JSON; undefined for what is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Forgets work of others at once, as their session may have ended without sign-out; all of it at sign-out. */
export function guardKeptWork(): void {
  const own = [keptName('edit', ''), keptName('decision', '')];
  forget((name) => !own.some((start) => name.startsWith(start)));
  document
    .querySelector('form[action="/review/sign-out"]')
    ?.addEventListener('submit', () => forget(() => true));
}

function forget(which: (name: string) => boolean): void {
  for (const store of [localStorage, sessionStorage])
    for (const name of Object.keys(store)) if (KEPT.test(name) && which(name)) store.removeItem(name);
}

/** Who is signed in, as the page marks it. */
function reader(): string {
  return document.body.dataset['reader'] ?? '';
}
