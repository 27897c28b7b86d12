import { readFile } from 'node:fs/promises';
import type { PhantomStudy } from '../../fixtures/phantom/study.ts';
import type { PixelDecoder } from '../../src/dicom/decode-pixels.ts';
import { decodeSlices } from '../../src/dicom/decode-slices.ts';
import type { SeriesHeaders, Slice } from '../../src/dicom/image.ts';
import type { ImageSource, StudyHeaders } from '../../src/dicom/image-source.ts';
import { type Part10Image, parsePart10 } from '../../src/dicom/parse-part10.ts';
import { CodedError } from '../../src/errors.ts';
import { average } from '../../src/mscore/arithmetic.ts';
import { LEVELS } from '../../src/mscore/levels.ts';
import { parseReference } from '../../src/mscore/parse-reference.ts';
import type { Reference } from '../../src/mscore/reference.ts';

/** A phantom study as an image source: its files are read as from a folder, but never written. */
export class PhantomSource implements ImageSource {
  readonly description = 'phantom';
  readonly #images: readonly Part10Image[];
  readonly #decoder: PixelDecoder;

  constructor({ instances }: PhantomStudy, decoder: PixelDecoder) {
    this.#images = instances.map(({ part10 }) => parsePart10(part10));
    this.#decoder = decoder;
  }

  async readSeries(): Promise<SeriesHeaders[]> {
    const headers = this.#images.flatMap(({ frames }) => frames.map(({ header }) => header));
    return [...Map.groupBy(headers, (header) => header.seriesInstanceUid)].map(
      ([seriesInstanceUid, images]) => ({ seriesInstanceUid, images }),
    );
  }

  async readStudy(): Promise<StudyHeaders> {
    return { series: await this.readSeries(), annotationSeries: [] };
  }

  async readAnnotations() {
    return { objects: [], unread: [] };
  }

  async readImages(_: string, seriesInstanceUid: string): Promise<Slice[]> {
    const images = this.#images.filter(({ frames }) =>
      frames.some(({ header }) => header.seriesInstanceUid === seriesInstanceUid),
    );
    if (images.length === 0) throw new CodedError('study/not-found', 'no such series');
    return decodeSlices(images, this.#decoder);
  }
}

/**
 * The young phantoms' cohort for every set of two and more levels, whatever the size of the pixels: a level
 * that is left out, or another field of view, must not hide the SNR of the others.
 */
export async function phantomReferences(): Promise<Reference[]> {
  const file = new URL('../../fixtures/references/phantom-young.json', import.meta.url);
  const young = parseReference(await readFile(file, 'utf8'));
  const { pixelSpacing: _, ...protocol } = young.protocol;
  const sets = Array.from({ length: 2 ** LEVELS.length }, (__, bits) =>
    LEVELS.filter((___, i) => bits & (1 << i)),
  );
  return sets
    .filter((levels) => levels.length >= 2)
    .map((levels) => ({
      ...young,
      id: `phantom-young ${levels.join()}`,
      protocol,
      levels: levels.join(),
      snr: {
        mean: average(levels.map((level) => young.perLevel?.[level]?.mean ?? young.snr.mean)),
        sd: young.snr.sd,
      },
    }));
}
