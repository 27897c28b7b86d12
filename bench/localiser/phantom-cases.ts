import { type PhantomInput, type Storage, STORAGES } from '../../fixtures/phantom/parameters.ts';
import { randomFor } from '../../fixtures/phantom/random.ts';
import { LEVELS, type Level } from '../../src/mscore/levels.ts';

export interface PhantomCase {
  readonly name: string;
  readonly input: PhantomInput;
  /** Why any number would be wrong: its acceptance is unsafe. */
  readonly mustRefuse?: string;
  /** A level that is ill: it must be left out unless the study is refused. */
  readonly ill?: Level;
}

type FieldOfView = NonNullable<PhantomInput['fieldOfView']>;

/** What the localiser is swept over; T1 series only. The name of a case is its seed. */
export function phantomCases(): PhantomCase[] {
  const cases = [
    ...curves(),
    ...miscounted(),
    ...cut(),
    ...pixels(),
    ...stored(),
    ...offCentre(),
    ...diseased(),
    ...people(),
  ];
  return cases.map((one) => {
    const seed = Math.floor(randomFor('bench', one.name)() * 2 ** 32);
    return { ...one, input: { seed, series: ['t1'], ...one.input } };
  });
}

/** Degrees between L1 and S1, and millimetres to the side. */
function curves(): PhantomCase[] {
  return [
    ...[10, 20, 30, 40, 50, 60, 70, 80, 85].map((lordosis) => ({
      name: `lordosis ${lordosis}`,
      input: { lordosis },
    })),
    ...[-25, -16, -8, 8, 16, 25].map((amplitude) => ({
      name: `scoliosis C ${amplitude}`,
      input: { scoliosis: { amplitude, curve: 'C' as const } },
    })),
    ...[-15, -8, 8, 15].map((amplitude) => ({
      name: `scoliosis S ${amplitude}`,
      input: { scoliosis: { amplitude, curve: 'S' as const } },
    })),
  ];
}

function miscounted(): PhantomCase[] {
  const lordoses = [35, 50, 65];
  return [
    ...lordoses.map((lordosis) => counted(4, lordosis)),
    ...lordoses.map((lordosis) => counted(6, lordosis)),
  ];
}

function counted(lumbarBodies: 4 | 6, lordosis: number): PhantomCase {
  const mustRefuse = 'the count of lumbar bodies is uncertain';
  return {
    name: `${lumbarBodies} lumbar bodies, lordosis ${lordosis}`,
    input: { lumbarBodies, lordosis },
    mustRefuse,
  };
}

function cut(): PhantomCase[] {
  const withoutSacrum = { size: 230, offset: { z: 44 } };
  return [
    ...[35, 50, 60].flatMap((lordosis): PhantomCase[] => [
      {
        name: `cut at L3, lordosis ${lordosis}`,
        input: { lordosis, fieldOfView: { size: 200, offset: { z: 96 } } },
        mustRefuse: 'cut at L3',
      },
      {
        name: `without sacrum, lordosis ${lordosis}`,
        input: { lordosis, fieldOfView: withoutSacrum },
        mustRefuse: 'no sacrum',
      },
    ]),
    {
      name: 'a sliver of sacrum',
      input: { seed: 130, lordosis: 60, fieldOfView: withoutSacrum },
      mustRefuse: 'no sacrum',
    },
  ];
}

function pixels(): PhantomCase[] {
  return [
    { name: 'sigma × 2', input: { sigma: 26 } },
    { name: 'sigma × 4', input: { sigma: 52 } },
    { name: 'fat-suppressed', input: { fatSuppressed: true }, mustRefuse: 'no signal of fat' },
    { name: 'inverted', input: { inverted: true }, mustRefuse: 'white is black' },
    ...[40, 60].map((lordosis) => ({
      name: `instrumentation, lordosis ${lordosis}`,
      input: { instrumentation: true, lordosis },
      mustRefuse: 'metal',
    })),
  ];
}

function stored(): PhantomCase[] {
  const orders = ['right-to-left', 'left-to-right'] as const;
  return STORAGES.flatMap((storage: Storage) =>
    orders.map((sliceOrder) => ({ name: `${storage}, ${sliceOrder}`, input: { storage, sliceOrder } })),
  );
}

/** Millimetres. */
function offCentre(): PhantomCase[] {
  const noMidline = { mustRefuse: 'the stack begins beside the spinal canal' };
  return [
    ...[-40, 40].map((x) => ({ ...moved(`${x} mm to the left`, { x }), ...noMidline })),
    ...[-15, 15].map((x) => moved(`${x} mm to the left`, { x })),
    ...[-40, 40].map((y) => moved(`${y} mm backwards`, { y })),
    ...[-40, 40].map((z) => moved(`${z} mm upwards`, { z })),
  ];
}

function moved(where: string, offset: FieldOfView['offset']): PhantomCase {
  return { name: `moved ${where}`, input: { fieldOfView: { offset } } };
}

function diseased(): PhantomCase[] {
  return LEVELS.flatMap((level): PhantomCase[] => [
    { name: `wedge ${level}`, input: { fracture: { level, shape: 'wedge' } }, ill: level },
    { name: `biconcave ${level}`, input: { fracture: { level, shape: 'biconcave' } }, ill: level },
    { name: `haemangioma ${level}`, input: { haemangioma: level }, ill: level },
  ]);
}

function people(): PhantomCase[] {
  return [
    { name: 'acute wedge L2', input: { fracture: { level: 'L2', acute: true } }, ill: 'L2' },
    { name: 'wedge L5', input: { fracture: { level: 'L5' } } },
    { name: 'young, lean marrow', input: { age: 22, marrowFat: 0.2, adiposity: 0.7 } },
    { name: 'old, fatty marrow', input: { age: 92, marrowFat: 0.7 } },
    { name: 'small, old', input: { size: 0.9, age: 85, marrowFat: 0.6 } },
    { name: 'large, young', input: { size: 1.1, age: 30, marrowFat: 0.3 } },
    { name: 'large, adipose', input: { size: 1.1, adiposity: 1.3 } },
    { name: 'small, flat coil', input: { size: 0.9, surfaceCoil: false } },
    { name: '15 slices, straight', input: { slices: 15, lordosis: 15, age: 75 } },
    { name: 'old, crooked', input: { age: 88, scoliosis: { amplitude: 20 }, lordosis: 30 } },
  ];
}
