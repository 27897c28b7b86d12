import type { Slice } from '../../dicom/image.ts';
import { CodedError, reason, type CodedReason } from '../../errors.ts';
import { average } from '../../mscore/arithmetic.ts';
import { LEVELS, type Level } from '../../mscore/levels.ts';
import { FLUID_LEVELS } from '../../mscore/vbq.ts';
import type { LocatedFluid, LocatedLevel, LocatedSpine } from '../localiser.ts';
import { outlineOn } from '../outline-on.ts';
import { implausibilities } from '../plausible-levels.ts';
import { fluidBehind } from './csf.ts';
import { LEAST_CONFIDENCE, levelConfidence } from './level-confidence.ts';
import { holdsMetal } from './metal.ts';
import { middleSightings } from './middle-slices.ts';
import type { NamedSpine, NamedVertebra, NamingCues, VertebraName } from './count-vertebrae.ts';
import { doubtToTell } from './name-levels.ts';
import { placeInBody, type PlacedBody } from './place-in-body.ts';
import { lookOf, unlikeNeighbours } from './unlike-neighbours.ts';

/** Median over the levels of SD over mean in the ROI: beyond it outlines are guesses. */
const NOISIEST = 0.4;

type LeftOut = LocatedSpine['leftOut'][number];

/** A vertebra with its bodies and ROIs on one to three slices. */
interface PlacedVertebra {
  readonly named: NamedVertebra;
  readonly placed: readonly PlacedBody[];
}

/**
 * Where L1–L4 of a named spine are measured, where the fluid is, and which levels are left out.
 *
 * @throws CodedError `spine/too-noisy`, `spine/numbering-uncertain`
 */
export function locateLevels(slices: readonly Slice[], spine: NamedSpine): LocatedSpine {
  const withMetal = spine.vertebrae.filter(({ vertebra }) => holdsMetal(vertebra));
  const placed = spine.vertebrae.map((_, at) => placeVertebra(spine.vertebrae, at));
  refuseNoise(placed);
  const different = unlikeOthers(placed, withMetal);
  const leftOut = LEVELS.flatMap((level): LeftOut[] => {
    const found = placed.find(({ named }) => named.name === level);
    const why = found ? whyNotPlaced(found) : `${level} is not seen`;
    if (why !== undefined) return [{ level, reason: reason('spine/level-not-placed', why) }];
    const reasons = different.leftOut.get(level);
    return reasons ? [{ level, reason: reason('spine/level-unlike-others', `${level}: ${reasons}`) }] : [];
  });
  const located = LEVELS.filter((level) => leftOut.every((left) => left.level !== level)).flatMap((level) =>
    locatedOf(level, placed, spine),
  );
  const problems = implausibilities(located, slices);
  if (problems.length > 0) throw new CodedError('spine/numbering-uncertain', problems.join('; '));
  return {
    source: 'model',
    levels: located,
    noise: [],
    csf: fluidOn(placed),
    leftOut,
    others: othersOf(placed, located),
    limits: [
      ...uncertainNames(spine.cues),
      ...uncertainLevels(located),
      ...remarkable(located, different.remarks),
    ],
  };
}

function placeVertebra(vertebrae: readonly NamedVertebra[], at: number): PlacedVertebra {
  const [below, named, above] = [vertebrae[at - 1], vertebrae[at], vertebrae[at + 1]];
  if (!named) throw new RangeError('no such vertebra');
  // From the vertebra above to the one below: the direction of the spine here.
  const [from, to] = [(above ?? named).vertebra.place, (below ?? named).vertebra.place];
  const direction = { back: to.back - from.back, down: to.down - from.down };
  const placed = middleSightings(named.vertebra).flatMap(
    (sighting) => placeInBody(sighting, direction) ?? [],
  );
  return { named, placed };
}

function whyNotPlaced({ named: { name, vertebra }, placed }: PlacedVertebra): string | undefined {
  if (placed.length > 0) return undefined;
  return middleSightings(vertebra).length === 0
    ? `${name}: its middle is in no slice`
    : `${name} has no room for 0.40 cm²`;
}

/** By vertebra, how it does not look like the others, in words. */
interface Differences {
  readonly leftOut: ReadonlyMap<VertebraName, string>;
  readonly remarks: ReadonlyMap<VertebraName, string>;
}

/** Which vertebrae do not look like the others, and why; the most unlike is taken out first. */
function unlikeOthers(placed: readonly PlacedVertebra[], withMetal: readonly NamedVertebra[]): Differences {
  const metal = placed.filter(({ named }) => withMetal.includes(named));
  const leftOut = new Map(metal.map(({ named }) => [named.name, 'signal void in the body']));
  let rest = placed
    .filter((one) => one.placed.length > 0 && !metal.includes(one))
    .map(({ named: { name }, placed: bodies }) => ({ name, look: lookOf(bodies) }));
  for (;;) {
    const looks = rest.map(({ look }) => look);
    const compared = rest.map(({ name, look }) => ({ name, ...unlikeNeighbours(look, looks) }));
    const [worst] = compared
      .filter(({ reasons }) => reasons.length > 0)
      .toSorted((a, b) => b.degree - a.degree);
    if (!worst) {
      const remarked = compared.filter(({ remarks }) => remarks.length > 0);
      return { leftOut, remarks: new Map(remarked.map(({ name, remarks }) => [name, remarks.join(', ')])) };
    }
    leftOut.set(worst.name, worst.reasons.join(', '));
    // A dark level must not make the others look bright.
    rest = rest.filter(({ name }) => name !== worst.name);
  }
}

function remarkable(levels: readonly LocatedLevel[], remarks: Differences['remarks']): CodedReason[] {
  return LEVELS.filter((level) => levels.some((located) => located.level === level)).flatMap((level) => {
    const remark = remarks.get(level);
    return remark === undefined ? [] : [reason('spine/level-unusual', `${level}: ${remark}`)];
  });
}

function refuseNoise(vertebrae: readonly PlacedVertebra[]): void {
  const shown = vertebrae.filter(({ placed }) => placed.length > 0);
  const noise = shown.map(({ placed }) => average(placed.map(({ roi: { sd, mean } }) => sd / mean)));
  const middle = noise.toSorted((a, b) => a - b)[Math.floor(noise.length / 2)];
  if (middle !== undefined && !(middle <= NOISIEST))
    throw new CodedError('spine/too-noisy', middle.toFixed(2));
}

function locatedOf(level: Level, placed: readonly PlacedVertebra[], spine: NamedSpine): LocatedLevel[] {
  const found = placed.find(({ named }) => named.name === level);
  if (!found) return [];
  const confidence = levelConfidence(found.named, spine.cues);
  return found.placed.map(({ sighting: { seen }, outline, rectangle, shape }) => ({
    level,
    sliceIndex: seen.sliceIndex,
    roi: outlineOn(seen.slice.header, rectangle),
    body: outlineOn(seen.slice.header, outline),
    corners: shape.corners,
    confidence,
  }));
}

function othersOf(
  placed: readonly PlacedVertebra[],
  levels: readonly LocatedLevel[],
): LocatedSpine['others'] {
  const rest = placed.filter(({ named: { name } }) => levels.every(({ level }) => level !== name));
  return rest.flatMap(({ named: { name }, placed: bodies }) =>
    bodies.map(({ sighting: { seen }, outline }) => ({ name, body: outlineOn(seen.slice.header, outline) })),
  );
}

/** Behind L3, L2 and L4, each on the slice in the middle of its canal: which of them is used is for VBQ to say. */
function fluidOn(vertebrae: readonly PlacedVertebra[]): LocatedFluid[] {
  return FLUID_LEVELS.flatMap((level) => {
    const vertebra = vertebrae.find(({ named }) => named.name === level);
    const sightings = vertebra?.placed.map(({ sighting }) => sighting) ?? [];
    const [deepest] = sightings.toSorted((a, b) => b.body.canal - a.body.canal);
    const fluid = deepest && fluidBehind(deepest);
    if (!deepest || !fluid) return [];
    const { slice, sliceIndex } = deepest.seen;
    return [{ behind: level, sliceIndex, outline: outlineOn(slice.header, fluid) }];
  });
}

function uncertainNames(cues: NamingCues): CodedReason[] {
  const doubt = doubtToTell(cues);
  return doubt === undefined ? [] : [reason('spine/level-uncertain', doubt)];
}

function uncertainLevels(levels: readonly LocatedLevel[]): CodedReason[] {
  const doubtful = levels.filter(({ confidence = 1 }) => confidence < LEAST_CONFIDENCE);
  const names = [...new Set(doubtful.map(({ level }) => level))];
  return names.map((level) => reason('spine/level-uncertain', level));
}
