import { createHash } from 'node:crypto';
import { type Markup, paragraph, words } from '../report/html.ts';
import { LANGUAGES, type Language } from '../screening/policy.ts';
import type { SignedIn } from './access.ts';
import { OPEN_ISSUER } from '../calling-client.ts';
import { FRAME_TEXTS, type FrameTexts } from './texts/frame.ts';

/** Where files of this room are served. */
export const ASSETS = '/review/assets';

/** Which entry of the navigation a page belongs to. */
export type Place = 'worklist' | 'site';

export interface ReviewPage {
  /** Text, not markup: of the window and as the heading. */
  readonly title: string;
  readonly body: Markup;
  /** Addresses of ES modules and style sheets of our own: nothing inline is allowed to run (Content-Security-Policy). */
  readonly scripts?: readonly string[];
  readonly styles?: readonly string[];
  /** Undefined before sign-in. */
  readonly user: SignedIn | undefined;
  readonly language: Language;
  /** Undefined before sign-in. */
  readonly csrfToken: string | undefined;
  readonly place?: Place;
  /** Above the heading: whose study the page is about. Names stand on no title, which browsers keep. */
  readonly whose?: Markup;
}

const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', sk: 'Slovenčina' };

/** A whole page of the review, escaped but for `body`. */
export function page({ title, body, scripts = [], styles = [], whose = '', ...frame }: ReviewPage): string {
  const texts = FRAME_TEXTS[frame.language];
  const sheets = [`${ASSETS}/review.css`, ...styles];
  return `<!doctype html>
<html lang="${frame.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words(title)} · ${words(texts.service)}</title>
<link rel="icon" href="${ASSETS}/icon.svg" type="image/svg+xml">
${sheets.map((href) => `<link rel="stylesheet" href="${words(href)}">`).join('\n')}
${scripts.map((source) => `<script type="module" src="${words(source)}"></script>`).join('\n')}
</head>
<body${readerMark(frame.user)}>
<a class="skip" href="#content">${words(texts.skip)}</a>
${banner(frame.user, texts)}${header(frame, texts)}
<main id="content" tabindex="-1">
${whose}
<h1>${words(title)}</h1>
${body}
</main>
<footer><p class="use">${words(texts.researchUse)}</p></footer>
</body>
</html>
`;
}

/** Tells scripts one person from another, session by session the same: what somebody began is kept for them alone. */
function readerMark(user: SignedIn | undefined): Markup {
  if (!user) return '';
  const mark = createHash('sha256')
    .update(JSON.stringify([user.issuer, user.subject]))
    .digest('base64url');
  return ` data-reader="${mark}"`;
}

/** The hidden field that makes a POST one of this session's. */
export function csrfField(csrfToken: string | undefined): Markup {
  return `<input type="hidden" name="csrf" value="${words(csrfToken ?? '')}">`;
}

function banner(user: SignedIn | undefined, texts: FrameTexts): Markup {
  const open =
    user?.issuer === OPEN_ISSUER ? `<p class="banner" role="note">${words(texts.openBanner)}</p>` : '';
  const bound =
    user?.patient === undefined ? '' : `<p class="bound" role="note">${words(texts.onePatient)}</p>`;
  return open + bound;
}

function header(
  { user, language, csrfToken, place }: Omit<ReviewPage, 'title' | 'body' | 'whose'>,
  texts: FrameTexts,
): Markup {
  const entries = user ? navigation(user, place, texts) : '';
  return `<header class="top"><p class="service">${words(texts.service)}</p>${entries}<div class="who">${languages(language, texts)}${
    user
      ? `${paragraph(texts.signedInAs(user.name))}<form method="post" action="/review/sign-out">${csrfField(csrfToken)}<button class="plain">${words(texts.signOut)}</button></form>`
      : ''
  }</div></header>`;
}

function navigation({ roles }: SignedIn, place: Place | undefined, texts: FrameTexts): Markup {
  const all = [
    { name: 'worklist', href: '/review', text: texts.worklist, seenBy: ['reader', 'reviewer'] },
    { name: 'site', href: '/review/site', text: texts.site, seenBy: ['reader', 'admin'] },
  ];
  const entries = all.filter(({ seenBy }) => roles.some((role) => seenBy.includes(role)));
  const links = entries.map(
    ({ name, href, text }) =>
      `<li><a href="${href}"${name === place ? ' aria-current="page"' : ''}>${words(text)}</a></li>`,
  );
  return `<nav aria-label="${words(texts.navigation)}"><ul>${links.join('')}</ul></nav>`;
}

function languages(chosen: Language, texts: FrameTexts): Markup {
  const links = LANGUAGES.map(
    (language) =>
      `<a href="?language=${language}" lang="${language}" hreflang="${language}"${language === chosen ? ' aria-current="true"' : ''}>${LANGUAGE_NAMES[language]}</a>`,
  );
  return `<p class="languages" role="group" aria-label="${words(texts.language)}">${links.join(' ')}</p>`;
}
