import { describe, expect, test } from '@jest/globals';
import { chooseLocaliser, firstOf, type Markers } from '../../src/analysis/choose-localiser.ts';
import type { StudyAnnotations } from '../../src/dicom/annotation.ts';
import { reason } from '../../src/errors.ts';
import type { Localiser, RoiSource } from '../../src/spine/localiser.ts';
import {
  bodyBox,
  IMAGES,
  images,
  region,
  report,
  segment,
  segmentation,
  T1,
  T2,
} from '../spine/annotated-spine.ts';
import { fakeImages } from '../support/fake-images.ts';

const roi = (level: 'L1' | 'L2' | 'L3') => region(level, bodyBox(level));
const sr = report([roi('L1'), roi('L2'), roi('L3')]);
const seg = segmentation([segment('L1', [bodyBox('L1')]), segment('L2', [bodyBox('L2')])]);
const series = [
  { seriesInstanceUid: T1, images: IMAGES },
  { seriesInstanceUid: T2, images: images(T2) },
];

function localiser(source: RoiSource, seriesInstanceUid?: string): Localiser {
  return { source, basis: source, seriesInstanceUid, locate: () => Promise.reject(new Error('not asked')) };
}
const model = localiser('model');

async function choose(annotations: StudyAnnotations | undefined, markers: Partial<Markers> = {}) {
  const asked: string[] = [];
  const { source, asked: askedOfPacs } = fakeImages({ series, ...(annotations && { annotations }) });
  const study = { studyInstanceUid: '1.2.3', series, annotationSeries: annotations ? ['1.2.3.66'] : [] };
  const localiserFor = async (uid: string) => {
    asked.push(uid);
    return model;
  };
  const chosen = await chooseLocaliser(study, source, { localiserFor, ...markers }, []);
  return { ...chosen, source: chosen.localiser?.source, asked, askedOfPacs };
}

describe('whose levels are measured', () => {
  test('what the caller insists on, whatever the study holds: its objects are not even fetched', async () => {
    const given = localiser('roi-file');
    const chosen = await choose({ objects: [sr], unread: [] }, { given: async () => given });
    expect([chosen.source, chosen.asked, chosen.askedOfPacs, chosen.limits]).toEqual([
      'roi-file',
      [],
      [],
      [],
    ]);
  });

  test.each([
    ['a report, before a segmentation', [seg, sr], 'dicom-sr'],
    ['a segmentation', [seg], 'dicom-seg'],
  ])('%s in the study, before anybody else is asked', async (_what, objects, source) => {
    const chosen = await choose({ objects, unread: [] });
    expect([chosen.source, chosen.asked]).toEqual([source, []]);
  });

  test.each<[string, StudyAnnotations | undefined]>([
    ['has no such objects', undefined],
    ['has none that mark levels', { objects: [], unread: [] }],
  ])('whoever speaks for the site, where the study %s', async (_what, annotations) => {
    const chosen = await choose(annotations);
    expect([chosen.source, chosen.asked]).toEqual(['model', ['1.2.3']]);
  });

  test('nobody, where nobody marked any', async () => {
    const chosen = await choose(undefined, { localiserFor: async () => undefined });
    expect(chosen.localiser).toBeUndefined();
    expect(chosen.choice.chosen).not.toBeNull();
  });
});

describe('the series', () => {
  test('is that which the levels were marked on', async () => {
    const chosen = await choose(undefined, { given: async () => localiser('roi-file', T2) });
    expect(chosen.choice.chosen?.series.seriesInstanceUid).toBe(T2);
  });

  test('is whichever is best, for who asks for none', async () => {
    const chosen = await choose(undefined);
    expect([T1, T2]).toContain(chosen.choice.chosen?.series.seriesInstanceUid);
  });
});

describe('objects that were not used', () => {
  test('are limits, also when the model is asked then', async () => {
    const unread = [reason('spine/annotation-unread')];
    const chosen = await choose({ objects: [report([roi('L1')])], unread });
    expect(chosen.source).toBe('model');
    expect(chosen.limits.map(({ code }) => code)).toEqual([
      'spine/annotation-unread',
      'spine/annotation-unused',
    ]);
  });
});

const way = (found: Localiser | undefined, asked: string[], name: string) => async () => {
  asked.push(name);
  return found;
};

const fails = () => Promise.reject(new Error('broken'));

describe('the first of several ways', () => {
  test('that has something to say is followed, and the others are not asked', async () => {
    const asked: string[] = [];
    const file = localiser('roi-file');
    const find = firstOf(
      way(undefined, asked, 'reviewer'),
      way(file, asked, 'file'),
      way(model, asked, 'model'),
    );
    expect(await find('1.2.3')).toBe(file);
    expect(asked).toEqual(['reviewer', 'file']);
  });

  test('fails with what the first that fails fails with: a broken file is not passed over', async () => {
    await expect(firstOf(fails, async () => model)('1.2.3')).rejects.toThrow('broken');
  });

  test('says nothing when none does', async () => {
    expect(await firstOf()('1.2.3')).toBeUndefined();
  });
});
