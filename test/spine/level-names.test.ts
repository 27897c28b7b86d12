import { describe, expect, test } from '@jest/globals';
import { subjectOf } from '../../src/spine/level-names.ts';
import type { Code } from '../../src/dicom/code.ts';

const sct = (value: string): Code => ({ value, scheme: 'SCT', meaning: '' });
const VERTEBRA = sct('51282000');
const BACKGROUND: Code = { value: '125040', scheme: 'DCM', meaning: 'Background' };

describe('codes', () => {
  test.each([
    ['66794005', 'L1'],
    ['14293000', 'L2'],
    ['36470004', 'L3'],
    ['11994002', 'L4'],
    ['61032001', 'L1'],
    ['53983007', 'L2'],
    ['55492004', 'L3'],
    ['71996003', 'L4'],
  ])('SCT %s is %s, be it what the region is or where', (value, level) => {
    expect(subjectOf({ types: [sct(value)], sites: [], label: undefined })).toBe(level);
    expect(subjectOf({ types: [], sites: [sct(value)], label: undefined })).toBe(level);
    expect(subjectOf({ types: [VERTEBRA], sites: [sct(value)], label: undefined })).toBe(level);
  });

  test('the old code of L3 is as good', () => {
    expect(subjectOf({ types: [], sites: [{ ...sct('T-11930'), scheme: 'SRT' }], label: '' })).toBe('L3');
  });

  test.each([
    ['of another scheme', { ...sct('36470004'), scheme: 'DCM' }],
    ['of L5, which is not measured', sct('49668003')],
    ['of the lumbar spine', sct('122496007')],
  ])('%s name no level', (_what, code) => {
    expect(subjectOf({ types: [], sites: [code], label: undefined })).toBeUndefined();
  });

  test('of a local scheme are read by their meaning', () => {
    const local = { value: '7', scheme: '99HOSPITAL', meaning: 'L2 vertebra' };
    expect(subjectOf({ types: [local], sites: [], label: undefined })).toBe('L2');
    const freeText = { value: 'CORNERSTONEFREETEXT', scheme: 'CORNERSTONEJS', meaning: 'Haemangioma' };
    expect(subjectOf({ types: [freeText], sites: [sct('36470004')], label: undefined })).toBeUndefined();
  });

  test('of something else at a level do not name the level', () => {
    const nodule = sct('27925004');
    expect(subjectOf({ types: [nodule], sites: [sct('36470004')], label: 'L3' })).toBeUndefined();
  });
});

describe('labels', () => {
  test.each([
    ['L3', 'L3'],
    ['l3', 'L3'],
    ['L3 vertebra', 'L3'],
    ['vertebra L3', 'L3'],
    ['vertebrae_L3', 'L3'],
    ['Vertebral body L1', 'L1'],
    ['Lumbar vertebra 3', 'L3'],
    ['lumbar_vertebra_L4', 'L4'],
    ['ROI L2', 'L2'],
    ['LWK3', 'L3'],
    ['LWK 3', 'L3'],
  ])('%j is %s', (label, level) => {
    expect(subjectOf({ types: [], sites: [], label })).toBe(level);
  });

  test.each([
    'L3/L4 disc',
    'L3-L4',
    'L3-4',
    'L3 L4',
    'L3L4',
    'disc L3',
    'L3 lesion',
    'left L3 pedicle',
    'XL3',
    'L31',
    'L0',
    'L5',
    'L6',
    'vertebrae_T12',
    'vertebra 3',
    '3',
    'vertebra',
    'S1',
    '',
    'constructor',
  ])('%j is no level', (label) => {
    expect(subjectOf({ types: [], sites: [], label })).toBeUndefined();
  });

  test('are read where the code only says vertebra, bone or tissue', () => {
    for (const value of ['51282000', '14016003', '272673000', '85756007', '123037004', '91723000']) {
      expect(subjectOf({ types: [sct(value)], sites: [], label: 'L3' })).toBe('L3');
    }
  });
});

describe('air', () => {
  test.each(['air', 'Air', 'noise', 'noise ROI', 'background', 'Background air'])('is called %j', (label) => {
    expect(subjectOf({ types: [], sites: [], label })).toBe('air');
  });

  test('is the background in code', () => {
    expect(subjectOf({ types: [BACKGROUND], sites: [], label: undefined })).toBe('air');
    expect(subjectOf({ types: [BACKGROUND], sites: [], label: 'ROI 5 at the back' })).toBe('air');
  });

  test.each(['airway', 'hair', 'air bubble', 'background L3 tissue'])('is not %j', (label) => {
    expect(subjectOf({ types: [], sites: [], label })).not.toBe('air');
  });
});

test.each([
  ['two levels in code', { types: [sct('36470004')], sites: [sct('11994002')], label: undefined }],
  ['a code and another label', { types: [sct('36470004')], sites: [], label: 'L4' }],
  ['air in a vertebra', { types: [BACKGROUND], sites: [], label: 'L3' }],
])('%s contradict each other', (_what, names) => {
  expect(subjectOf(names)).toBe('contradictory');
});
