import { storeWithNoise } from '../../fixtures/phantom/noise.ts';
import { receivedSignals } from '../../fixtures/phantom/noiseless.ts';
import type { PhantomInput } from '../../fixtures/phantom/parameters.ts';
import { examine } from '../../fixtures/phantom/person.ts';
import type { Plane } from '../../fixtures/phantom/plane.ts';
import type { SeriesProtocol } from '../../fixtures/phantom/protocol.ts';
import { randomFor } from '../../fixtures/phantom/random.ts';
import { CORONAL, stack } from '../../fixtures/phantom/stack.ts';
import { generatePhantomStudy } from '../../fixtures/phantom/study.ts';
import { orientation } from '../../src/dicom/geometry.ts';
import type { Slice } from '../../src/dicom/image.ts';
import { parsePart10 } from '../../src/dicom/parse-part10.ts';
import { claimedSagittal, type NegativeKind } from './negative-stacks.ts';

/** Depth of the bodies between C3 and C7, millimetres. */
const CERVICAL_DEPTH = 15;
const SIGMA = 13;
const SEEDS = [1, 2, 3, 4, 5, 6];

/** The phantom seen from elsewhere than the side, or above the lumbar spine. */
export function phantomKinds(): NegativeKind[] {
  return [
    { kind: 'axial phantom', stacks: () => fromStudies('t1-axial', () => true) },
    { kind: 'coronal phantom', stacks: coronal },
    {
      kind: 'localizer, no sagittal',
      stacks: () =>
        fromStudies('localizer', ({ header: { plane } }) => !plane || orientation(plane) !== 'sagittal'),
    },
    { kind: 'axial, own geometry', stacks: () => asTheyAre('t1-axial') },
    { kind: 'cervical-like', stacks: () => aboveL1(true) },
    { kind: 'thoracic', stacks: () => aboveL1(false) },
  ];
}

function slicesOf(input: PhantomInput): Slice[] {
  return generatePhantomStudy(input).instances.flatMap(({ part10, pixels }) =>
    parsePart10(part10).frames.map(({ header }) => ({ header, pixels })),
  );
}

function* fromStudies(series: 't1-axial' | 'localizer', wanted: (slice: Slice) => boolean) {
  for (const seed of SEEDS) {
    const slices = slicesOf({ seed, series: [series] }).filter(wanted);
    const [first] = slices;
    if (!first?.header.plane) continue;
    const { rows, columns } = first.header.pixels;
    const spacing = first.header.plane.rowSpacing;
    yield claimedSagittal({ rows, columns, spacing, images: slices.map(({ pixels }) => pixels) });
  }
}

function* asTheyAre(series: 't1-axial') {
  for (const seed of SEEDS.slice(0, 2)) yield slicesOf({ seed, series: [series] });
}

/** Frontal images through the bodies and the canal: bodies in a row, but seen from the front. */
function* coronal() {
  for (const seed of SEEDS) {
    const scoliosis = { amplitude: 4 * (seed - 1) };
    const { protocol, images } = render({ seed, lordosis: 20 + 8 * seed, scoliosis }, ([x, , z]) =>
      stack(CORONAL, 9, 5, 384, 320, [x, 0, z]),
    );
    const [{ rows, columns, spacing } = { rows: 0, columns: 0, spacing: 1 }] = protocol.planes;
    yield claimedSagittal({ rows, columns, spacing, images });
  }
}

/** Sagittal images that end at L1; with pixels that make their bodies as small as those of a neck, or as they are. */
function* aboveL1(cervical: boolean) {
  for (const seed of SEEDS) {
    const size = 180 + 15 * seed;
    const input = { seed, age: 25 + 10 * seed, fieldOfView: { size, offset: { z: 66 + size / 2 } } };
    const { person, protocol, images } = render(input);
    const scale = cervical ? CERVICAL_DEPTH / person.anatomy.spine.get('T10').depth : 1;
    const [{ rows, columns, spacing } = { rows: 0, columns: 0, spacing: 1 }] = protocol.planes;
    yield claimedSagittal(
      { rows, columns, spacing: spacing * scale, images },
      protocol.spacingBetweenSlices * scale,
    );
  }
}

/** The T1 series of a phantom with noise, on its own planes or on others. */
function render(input: PhantomInput, planes?: (middle: Plane['position']) => Plane[]) {
  const person = examine(input);
  const own = person.prescribed('t1');
  const protocol: SeriesProtocol = planes ? { ...own, planes: planes(person.middle) } : own;
  const images = receivedSignals(person, protocol).map((signal, i) =>
    storeWithNoise(signal, SIGMA, randomFor('negative', person.parameters.seed, i)),
  );
  return { person, protocol, images };
}
