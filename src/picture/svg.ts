import { escapeXml } from '../escape-xml.ts';
import { sum } from '../mscore/arithmetic.ts';
import { COLOURS } from './colours.ts';

/** A part of the picture that is as tall as its content; its own top left corner is [0, 0]. */
export interface Block {
  readonly svg: string;
  readonly height: number;
}

/** Where something is drawn; pixels of the picture. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface TextStyle {
  readonly size: number;
  readonly fill?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly bold?: boolean;
  /** A dark edge, for words on an image. */
  readonly halo?: boolean;
}

/** One line of words; `y` is its base line. */
export function text(x: number, y: number, content: string, style: TextStyle): string {
  const { size, fill = COLOURS.text, anchor = 'start', bold = false, halo = false } = style;
  const weight = bold ? ' font-weight="bold"' : '';
  const edge = halo
    ? ' paint-order="stroke" stroke="#000" stroke-opacity="0.75" stroke-width="3.5" stroke-linejoin="round"'
    : '';
  return `<text x="${round(x)}" y="${round(y)}" font-size="${size}" fill="${fill}" text-anchor="${anchor}" font-family="DejaVu Sans"${weight}${edge}>${escapeXml(content)}</text>`;
}

export function line(from: readonly [number, number], to: readonly [number, number], stroke: string): string {
  return `<line x1="${round(from[0])}" y1="${round(from[1])}" x2="${round(to[0])}" y2="${round(to[1])}" stroke="${stroke}"/>`;
}

export function moved(x: number, y: number, content: string): string {
  return `<g transform="translate(${round(x)} ${round(y)})">${content}</g>`;
}

/** Blocks below each other; empty ones take no room. */
export function stacked(blocks: readonly Block[], gap: number): Block {
  const filled = blocks.filter(({ height }) => height > 0);
  const tops = filled.map((_, index) => sum(filled.slice(0, index).map(({ height }) => height + gap)));
  return {
    svg: filled.map(({ svg }, index) => moved(0, tops[index] ?? 0, svg)).join(''),
    height: sum(filled.map(({ height }) => height)) + gap * Math.max(0, filled.length - 1),
  };
}

/** A tenth of a pixel is finer than anyone sees. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
