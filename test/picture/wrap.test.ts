import { describe, expect, test } from '@jest/globals';
import { textWidth, wrap } from '../../src/picture/wrap.ts';

const style = { size: 13 };

describe('wrapped words', () => {
  test('are all there, in lines that fit', () => {
    const words = 'A level does not look like the others and was left out (fracture, lesion or metal).';
    const lines = wrap(words, 200, style);
    expect(lines.join(' ')).toBe(words);
    expect(Math.max(...lines.map((line) => textWidth(line, style)))).toBeLessThanOrEqual(200);
  });

  test('break within a word that is too long itself', () => {
    const lines = wrap('reference-'.repeat(20), 100, style);
    expect(lines.join('')).toBe('reference-'.repeat(20));
    expect(lines.length).toBeGreaterThan(1);
  });

  test('keep a number with its per cent sign', () => {
    for (let width = 40; width < 160; width += 7) {
      expect(wrap('signal 72 % of the others', width, style)).not.toContainEqual(expect.stringMatching(/^%/));
    }
  });
});
