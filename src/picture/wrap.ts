import { sum } from '../mscore/arithmetic.ts';
import { type Block, text, type TextStyle } from './svg.ts';

/** Widths of DejaVu Sans in em, rounded up: a line is rather a little short than cut. */
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/[ijl|'.,:; \u00a0]/, 0.34],
  [/[ftr()[\]!/\\-]/, 0.42],
  [/[mwMW%@—–]/, 1],
  [/[A-Z0-9_]/, 0.7],
  [/[ -\u2fff]/, 0.64],
];
/** Ideographs and whatever else there is. */
const WIDEST = 1.05;

/** How wide a line of words is at most; pixels. */
export function textWidth(content: string, { size, bold = false }: TextStyle): number {
  const em = Array.from(content, (letter) => WIDTHS.find(([letters]) => letters.test(letter))?.[1] ?? WIDEST);
  return sum(em) * size * (bold ? 1.12 : 1);
}

/** Lines no wider than `width`, broken between words, and within a word that is too long itself. */
export function wrap(content: string, width: number, style: TextStyle): string[] {
  const fits = (line: string) => textWidth(line, style) <= width;
  const lines: string[] = [];
  for (const word of content
    .replaceAll(' %', '\u00a0%')
    .split(/[ \t\r\n]+/)
    .filter(Boolean)) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && fits(longer)) lines[lines.length - 1] = longer;
    else lines.push(...broken(word, fits));
  }
  return lines;
}

function broken(word: string, fits: (line: string) => boolean): string[] {
  const parts = [''];
  for (const letter of word) {
    const longer = `${parts.at(-1) ?? ''}${letter}`;
    if (fits(longer) || longer === letter) parts[parts.length - 1] = longer;
    else parts.push(letter);
  }
  return parts;
}

/** Words over as many lines as they need. */
export function paragraph(content: string, width: number, style: TextStyle): Block {
  const lines = wrap(content, width, style);
  const step = Math.round(style.size * 1.35);
  return {
    svg: lines.map((words, index) => text(0, index * step + style.size, words, style)).join(''),
    height: lines.length * step,
  };
}
