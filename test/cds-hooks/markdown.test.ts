import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { escapeMarkdown, hasRawHtml } from '../../src/cds-hooks/markdown.ts';

/** What a Markdown renderer shows: backslash escapes and entities resolved. */
function shown(markdown: string): string {
  return markdown
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

describe('R3 text from a record', () => {
  test.each([
    ['<script>alert(1)</script>', String.raw`&lt;script&gt;alert\(1\)&lt;\/script&gt;`],
    ['[click](https://evil.example)', String.raw`\[click\]\(https\:\/\/evil\.example\)`],
    ['www.evil.example', String.raw`www\.evil\.example`],
    ['![x](y)', String.raw`\!\[x\]\(y\)`],
    ['one | two', String.raw`one \| two`],
    ['a\n\n# b', String.raw`a \# b`],
    ['&lt;b&gt;', '&amp;lt;b&amp;gt;'],
    ['Müller-Lüdenscheidt', String.raw`Müller\-Lüdenscheidt`],
    ['evil\u202egnp.exe', String.raw`evil gnp\.exe`],
  ])('%j is shown as it is, not acted upon', (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });

  test('never becomes HTML or more than one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const escaped = escapeMarkdown(text);
        expect(hasRawHtml(escaped)).toBe(false);
        expect(escaped).not.toMatch(/[<>\n\r]/);
      }),
    );
  });

  test('reads as it was, but for spaces', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        expect(shown(escapeMarkdown(text))).toBe(text.replace(/\s+/g, ' ').trim());
      }),
    );
  });
});

test.each([
  ['<b>', true],
  ['</b>', true],
  ['<!-- -->', true],
  ['<?php', true],
  ['M < 2 and SNR<15', false],
  ['&lt;b&gt;', false],
])('R3 %s holds raw HTML: %s', (markdown, expected) => {
  expect(hasRawHtml(markdown)).toBe(expected);
});
