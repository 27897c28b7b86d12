import { describe, expect, test } from '@jest/globals';
import { htmlTable, list, paragraph } from '../../src/report/html.ts';
import { interval, orNothing, percent, pValue } from '../../src/report/numbers.ts';
import { reportPage } from '../../src/report/page.ts';

const page = reportPage({
  title: 'A <script>alert(1)</script> & "more"',
  summary: 'five patients',
  sections: [
    { heading: 'One', body: paragraph('1 < 2') },
    { heading: 'Empty', body: '' },
  ],
  provenance: ['mscore validate'],
});

describe('a report', () => {
  test('is one file that may load nothing', () => {
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/<script|<link|src=|@import|url\(/);
  });

  test('escapes whatever text it is given', () => {
    expect(page).toContain('<h1>A &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;</h1>');
    expect(page).toContain('<p>1 &lt; 2</p>');
    expect(list(['<b>', '&'])).toBe('<ul><li>&lt;b&gt;</li><li>&amp;</li></ul>');
  });

  test('says what it is for at both ends, names its language, and leaves out empty sections', () => {
    expect(page.match(/Research use only, not for diagnosis\./g)).toHaveLength(2);
    expect(page).toContain('<html lang="en">');
    expect(page).not.toContain('Empty');
  });
});

test('a table has a caption, column heads, row heads and its notes', () => {
  const html = htmlTable({
    caption: 'Cut-offs',
    head: ['by', 'value', 'verdict'],
    rows: [['<Youden>', '3.2', 'fine']],
    words: [2],
    notes: ['a note'],
  });
  expect(html).toContain('<caption>Cut-offs</caption>');
  expect(html).toContain('<th scope="col" class="number">value</th><th scope="col">verdict</th>');
  expect(html).toContain('<th scope="row">&lt;Youden&gt;</th><td class="number">3.2</td><td>fine</td>');
  expect(html).toContain('<p class="note">a note</p>');
});

test('numbers are as papers print them', () => {
  expect([pValue(0.00001), pValue(0.00478), pValue(0.6238), pValue(null), pValue(Number.NaN)]).toEqual([
    '<0.0001',
    '0.0048',
    '0.624',
    '–',
    '–',
  ]);
  expect([orNothing(-0.3, 3), orNothing(undefined, 1)]).toEqual(['−0.300', '–']);
  expect([interval([-1, 0.5], 2), interval(null, 2)]).toEqual(['−1.00 to 0.50', '–']);
  expect([percent(0.875, 1), percent(null)]).toEqual(['87.5 %', '–']);
});
