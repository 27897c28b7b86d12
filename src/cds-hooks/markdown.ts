/** GitHub-flavoured Markdown, as card details are written in (CDS Hooks 2.0.1, `card.detail`). */

const MARKUP = /[\\`*_{}[\]()#+\-.!|~:@/$^=]/g;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
// Control characters, and the marks that reverse how the text around them reads (Unicode UAX #9).
const INVISIBLE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/**
 * Text that a patient's record or a site supplied, made safe to put into Markdown: one line, no HTML, no
 * markup, no link. The reader sees the characters as they were.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(INVISIBLE, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(MARKUP, String.raw`\$&`)
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}

/** Whether a Markdown text holds anything that a renderer could take for an HTML tag or comment. */
export function hasRawHtml(markdown: string): boolean {
  return /<[a-z/!?]/i.test(markdown);
}
