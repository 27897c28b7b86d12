import { z } from 'zod';
import { OPEN_ISSUER } from '../../calling-client.ts';
import { type Markup, words } from '../../report/html.ts';
import type { Language } from '../../screening/policy.ts';
import type { ReviewSession } from '../../store/review-sessions.ts';
import { ROLES } from '../roles.ts';
import { SIGN_IN_TEXTS } from '../texts/sign-in.ts';

const role = z.enum(ROLES);

/** What the form of `openSignInForm` sends. */
export const openFormSchema = z.object({
  name: z.string().trim().min(1).max(100),
  role: z.union([z.array(role).min(1), role.transform((one) => [one])]),
  to: z.string().max(2000).default('/review'),
});

/** Anybody, as anybody: only where the service runs with `--open`. */
export function openSession({ name, role: roles }: z.infer<typeof openFormSchema>): ReviewSession {
  return { issuer: OPEN_ISSUER, subject: name, name, roles, clients: [OPEN_ISSUER] };
}

export function openSignInForm(language: Language, to: string): Markup {
  const texts = SIGN_IN_TEXTS[language];
  const boxes = ROLES.map(
    (name) =>
      `<label class="choice"><input type="checkbox" name="role" value="${name}" checked> ${words(texts.role[name])}</label>`,
  );
  return `<p class="banner" role="note">${words(texts.openBanner)}</p>
<form method="post" action="/review/sign-in" class="stack">
<input type="hidden" name="to" value="${words(to)}">
<label>${words(texts.name)} <input name="name" required maxlength="100" autocomplete="name"></label>
<fieldset><legend>${words(texts.roles)}</legend>${boxes.join('')}</fieldset>
<button>${words(texts.signIn)}</button>
</form>`;
}
