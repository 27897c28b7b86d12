/** What a browser keeps of work that was not sent; the next person at it must not find it. */
const KEPT = /^mscore-(edit|decision) /;

export function forgetOnSignOut(): void {
  document.querySelector('form[action="/review/sign-out"]')?.addEventListener('submit', () => {
    for (const store of [localStorage, sessionStorage])
      for (const key of Object.keys(store)) if (KEPT.test(key)) store.removeItem(key);
  });
}
