import { RESEARCH_USE } from '../research-use.ts';
import { type Markup, paragraph, words } from './html.ts';
import { STYLE } from './style.ts';

export interface Section {
  readonly heading: string;
  readonly body: Markup;
}

export interface Page {
  readonly title: string;
  /** What the report is about, in a sentence or two. */
  readonly summary: string;
  readonly sections: readonly Section[];
  /** What made it: program, settings, file. */
  readonly provenance: readonly string[];
}

/** One file that needs nothing else: no script, no font, no image from anywhere, and it may load none. */
export function reportPage({ title, summary, sections, provenance }: Page): string {
  const shown = sections.filter(({ body }) => body !== '');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${words(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header><p class="use">${RESEARCH_USE}</p><h1>${words(title)}</h1>${paragraph(summary)}</header>
<main>
${shown.map(({ heading, body }) => `<section><h2>${words(heading)}</h2>${body}</section>`).join('\n')}
</main>
<footer>${provenance.map(paragraph).join('')}<p class="use">${RESEARCH_USE}</p></footer>
</body>
</html>
`;
}
