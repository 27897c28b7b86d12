import { Resvg } from '@resvg/resvg-js';
import { fileURLToPath } from 'node:url';
import type { ImageHeader, Slice } from '../dicom/image.ts';
import { average, sum } from '../mscore/arithmetic.ts';
import type { Measurement, Outline } from '../mscore/measurement.ts';
import { greyPng } from './grey-png.ts';
import { headline } from './headline.ts';

const PANEL_HEIGHT = 640;
const CAPTION_HEIGHT = 88;
/** Beyond this many images a reader compares nothing any more. */
const MAX_PANELS = 4;
const FONT = fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'));

interface Shape {
  readonly outline: Outline;
  readonly kind: 'body' | 'roi' | 'noise' | 'csf';
  readonly label?: string;
}

/**
 * The images that were measured, side by side, with bodies, ROIs and level names, and the result below.
 *
 * @returns a PNG
 */
export function drawPicture(measurement: Measurement, slices: readonly Slice[]): Uint8Array {
  const shapes = shapesOf(measurement);
  const panels = slices
    .map((slice) => ({ slice, shapes: shapes.filter(({ outline }) => isOn(outline, slice.header)) }))
    .filter((panel) => panel.shapes.length > 0)
    .slice(0, MAX_PANELS);
  const widths = panels.map(({ slice }) => panelWidth(slice.header));
  const width = Math.max(480, sum(widths));
  const body = panels.map((panel, index) =>
    drawPanel(panel.slice, panel.shapes, sum(widths.slice(0, index))),
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${PANEL_HEIGHT + CAPTION_HEIGHT}">
    <rect width="100%" height="100%" fill="#101418"/>${body.join('')}${caption(measurement)}</svg>`;
  return new Resvg(svg, {
    font: { fontFiles: [FONT], loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' },
  })
    .render()
    .asPng();
}

function shapesOf({ levels, noise, vbq }: Measurement): Shape[] {
  return [
    ...(noise?.rois ?? []).map((outline): Shape => ({ outline, kind: 'noise', label: 'air' })),
    ...(vbq ? [{ outline: vbq.csf, kind: 'csf', label: 'CSF' } as const] : []),
    ...levels.flatMap(({ body }): Shape[] => (body ? [{ outline: body, kind: 'body' }] : [])),
    ...levels.map(({ roi, level }): Shape => ({ outline: roi, kind: 'roi', label: level })),
  ];
}

function isOn(outline: Outline, header: ImageHeader): boolean {
  return outline.sopInstanceUid === header.sopInstanceUid && outline.frameNumber === header.frameNumber;
}

/** Pixels may be oblong; the picture shows millimetres alike both ways. */
function panelWidth({ pixels, plane }: ImageHeader): number {
  const aspect = plane ? plane.columnSpacing / plane.rowSpacing : 1;
  return Math.round((PANEL_HEIGHT * pixels.columns * aspect) / pixels.rows);
}

const COLOURS = { body: '#7fd1ff', roi: '#ffd24d', noise: '#9be38a', csf: '#ff9bd2' } as const;

function drawPanel(slice: Slice, shapes: readonly Shape[], left: number): string {
  const { rows, columns } = slice.header.pixels;
  const width = panelWidth(slice.header);
  // Outlines count from the centre of the first pixel, pictures from its corner.
  const at = ([column, row]: readonly [number, number]) =>
    [((column + 0.5) * width) / columns, ((row + 0.5) * PANEL_HEIGHT) / rows] as const;
  const outlines = shapes.map(({ outline, kind, label }) => {
    const points = outline.polygon.map(at);
    const polygon = `<polygon points="${points.join(' ')}" fill="none" stroke="${COLOURS[kind]}" stroke-width="1.5"/>`;
    return label === undefined ? polygon : polygon + name(label, points, width, COLOURS[kind]);
  });
  const image = Buffer.from(greyPng(slice)).toString('base64');
  return `<g transform="translate(${left} 0)">
    <image width="${width}" height="${PANEL_HEIGHT}" preserveAspectRatio="none" href="data:image/png;base64,${image}"/>
    ${outlines.join('')}
    ${text(8, 20, 13, '#c8d0d8', `image ${slice.header.instanceNumber ?? slice.header.frameNumber}`)}</g>`;
}

/** Beside its outline, but never beyond the panel. */
function name(
  label: string,
  points: readonly (readonly [number, number])[],
  width: number,
  colour: string,
): string {
  const right = Math.min(Math.max(...points.map(([x]) => x)), width - 36);
  const middle = average(points.map(([, y]) => y));
  return text(right + 4, middle + 5, 14, colour, label);
}

function caption(measurement: Measurement): string {
  const { title, lines } = headline(measurement);
  const rows = lines
    .slice(0, 2)
    .map((line, index) => text(12, PANEL_HEIGHT + 50 + index * 18, 12, '#c8d0d8', line));
  return text(12, PANEL_HEIGHT + 28, 18, '#ffffff', title) + rows.join('');
}

function text(x: number, y: number, size: number, fill: string, content: string): string {
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}" font-family="DejaVu Sans">${escapeXml(content)}</text>`;
}

/** XML 1.0, "Characters": what is none cannot even be escaped. */
const NO_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

function escapeXml(content: string): string {
  const readable = content.replace(NO_XML, ' ');
  return readable.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
