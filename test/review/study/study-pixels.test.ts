import { expect, test } from '@jest/globals';
import { CodedError } from '../../../src/errors.ts';
import { StudyPixels } from '../../../src/review/study/study-pixels.ts';
import { stackOf } from '../../picture/measured-on.ts';
import { codedFailure } from '../../support/coded-failure.ts';
import { NORTH } from '../../support/data-keys.ts';
import { fakeImages } from '../../support/fake-images.ts';

const slices = stackOf(2);
const BYTES = slices.reduce((sum, { pixels }) => sum + pixels.byteLength, 0);
const key = {
  client: NORTH,
  studyInstanceUid: '1.2.3',
  seriesInstanceUid: '1.2.3.1',
  secondSeriesInstanceUid: undefined,
};

test('a study is read once for all who look at it at the same time', async () => {
  const { source, asked } = fakeImages({ slices });
  const pixels = new StudyPixels();
  const [a, b] = await Promise.all([pixels.of(key, source), pixels.of(key, source)]);
  expect(a).toBe(b);
  expect(asked).toEqual(['images']);
});

test('two clients never share, even where a UID is the same', async () => {
  const [north, south] = [fakeImages({ slices }), fakeImages({ slices: slices.slice(1) })];
  const pixels = new StudyPixels();
  await pixels.of(key, north.source);
  const other = { ...NORTH, fhirServer: 'https://south.example.org/fhir' };
  expect((await pixels.of({ ...key, client: other }, south.source)).slices).toHaveLength(1);
});

test('what does not fit is given, and the oldest goes', async () => {
  const { source, asked } = fakeImages({ slices });
  const pixels = new StudyPixels(BYTES + 10);
  const another = { ...key, studyInstanceUid: '1.2.4' };
  for (const each of [key, another, another, key]) await pixels.of(each, source);
  expect(asked).toHaveLength(3);
  const small = new StudyPixels(10);
  expect((await small.of(key, source)).slices).toHaveLength(2);
});

test('a failure is not kept', async () => {
  const away = fakeImages({ imagesFailure: new CodedError('pacs/timeout') });
  const pixels = new StudyPixels();
  expect((await codedFailure(pixels.of(key, away.source))).code).toBe('pacs/timeout');
  const back = fakeImages({ slices });
  expect((await pixels.of(key, back.source)).slices).toHaveLength(2);
});
