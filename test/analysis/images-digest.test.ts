import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { imagesDigest } from '../../src/analysis/images-digest.ts';
import type { StudyHeaders } from '../../src/dicom/image-source.ts';
import { reason } from '../../src/errors.ts';
import { imageHeader } from '../mscore/image-header.ts';

/** Series by their numbers, each with so many images. */
const study = (counts: readonly number[], annotationSeries: readonly string[] = []): StudyHeaders => ({
  series: counts.map((count, at) => {
    const seriesInstanceUid = `1.2.${at}`;
    const images = Array.from({ length: count }, (_, i) =>
      imageHeader({ seriesInstanceUid, sopInstanceUid: `${seriesInstanceUid}.${i}` }),
    );
    return { seriesInstanceUid, images };
  }),
  annotationSeries,
});

const counts = fc.array(fc.nat({ max: 4 }), { maxLength: 4 });

test('two studies have one digest if and only if they have the same images', () => {
  fc.assert(
    fc.property(counts, counts, (one, other) => {
      const same = JSON.stringify(one) === JSON.stringify(other);
      expect(imagesDigest(study(one)) === imagesDigest(study(other))).toBe(same);
    }),
  );
});

test('in whatever order a PACS gives them', () => {
  fc.assert(
    fc.property(counts, (of) => {
      const { series, annotationSeries } = study(of, ['1.3', '1.4']);
      const turned = series.map((one) => ({ ...one, images: one.images.toReversed() })).toReversed();
      expect(imagesDigest({ series: turned, annotationSeries: annotationSeries.toReversed() })).toBe(
        imagesDigest({ series, annotationSeries }),
      );
    }),
  );
});

test('levels that somebody marked in the study since change it, and a series that cannot be read', () => {
  const before = study([3]);
  expect(imagesDigest({ ...before, annotationSeries: ['1.3'] })).not.toBe(imagesDigest(before));
  const unreadable = { seriesInstanceUid: '1.2.0', images: [], unreadable: reason('dicom/invalid') };
  expect(imagesDigest({ series: [unreadable], annotationSeries: [] })).not.toBe(imagesDigest(study([0])));
});
