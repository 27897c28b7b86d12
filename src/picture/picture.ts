import { Resvg } from '@resvg/resvg-js';
import { fileURLToPath } from 'node:url';
import type { Slice } from '../dicom/image.ts';
import type { Measurement } from '../mscore/measurement.ts';
import { pictureSvg } from './picture-svg.ts';

const FONTS = ['DejaVuSans', 'DejaVuSans-Bold'].map((font) =>
  fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${font}.ttf`)),
);

/**
 * The images that were measured, with bodies, ROIs, air and level names, and the result beside them.
 *
 * @returns a PNG
 */
export function drawPicture(measurement: Measurement, slices: readonly Slice[]): Uint8Array {
  return new Resvg(pictureSvg(measurement, slices), {
    font: { fontFiles: FONTS, loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' },
  })
    .render()
    .asPng();
}
