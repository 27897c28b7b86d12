import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { escapeXml } from '../src/escape-xml.ts';

test('text stays text in content and in quoted attributes', () => {
  expect(escapeXml('<a href="x">&</a>')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;&lt;/a&gt;');
});

test('whatever the text, no markup and nothing that XML cannot hold is left', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const escaped = escapeXml(text);
      expect(
        ['<', '>', '"', '\0', '\u001F', '\uFFFE'].filter((character) => escaped.includes(character)),
      ).toEqual([]);
      expect(escaped.replace(/&(?:amp|lt|gt|quot);/g, '')).not.toContain('&');
    }),
  );
});
