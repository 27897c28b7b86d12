import type { Slice } from '../../dicom/image.ts';
import { CodedError, reason } from '../../errors.ts';
import { average } from '../../mscore/arithmetic.ts';
import { LEVELS, type Level } from '../../mscore/levels.ts';
import type { LocatedLevel, LocatedOutline, LocatedSpine } from '../localiser.ts';
import { outlineOn } from '../outline-on.ts';
import { implausibilities } from '../plausible-levels.ts';
import { fluidBehind } from './csf.ts';
import { LEAST_CONFIDENCE, levelConfidence } from './level-confidence.ts';
import { holdsMetal } from './metal.ts';
import { middleSightings } from './middle-slices.ts';
import type { NamedSpine, NamedVertebra } from './name-levels.ts';
import { placeInBody, type PlacedBody } from './place-in-body.ts';
import { lookOf, unlikeNeighbours } from './unlike-neighbours.ts';
import type { Vertebra } from './vertebrae.ts';

/** Levels with metal that make a spine an instrumented one; a single one may be a haemangioma's void. */
const INSTRUMENTED = 2;
/** Median over the levels of SD over mean in the ROI: beyond it outlines are guesses. */
const NOISIEST = 0.3;

type LeftOut = LocatedSpine['leftOut'][number];

/** A level with the bodies and ROIs that it is measured by, on one to three slices. */
interface PlacedLevel {
  readonly level: Level;
  readonly named: NamedVertebra;
  readonly placed: readonly PlacedBody[];
}

/**
 * Where L1–L4 of a named spine are measured, where the fluid is, and which levels are left out.
 *
 * @throws CodedError `spine/instrumentation`, `spine/too-noisy`, `spine/numbering-uncertain`
 */
export function locateLevels(slices: readonly Slice[], spine: NamedSpine): LocatedSpine {
  const withMetal = spine.vertebrae.filter(({ vertebra }) => holdsMetal(vertebra));
  if (withMetal.length >= INSTRUMENTED) {
    throw new CodedError('spine/instrumentation', withMetal.map(({ name }) => name).join(', '));
  }
  const placed = LEVELS.flatMap((level) => placeLevel(level, spine) ?? []);
  const levels = placed.filter((level): level is PlacedLevel => 'placed' in level);
  const unlike = leaveOutUnlike(levels, withMetal);
  const usable = levels.filter(({ level }) => !unlike.some((left) => left.level === level));
  refuseNoise(levels);

  const located = usable.flatMap((level) => locatedOf(level, spine));
  const problems = implausibilities(located, slices);
  if (problems.length > 0) throw new CodedError('spine/numbering-uncertain', problems.join('; '));
  return {
    source: 'model',
    levels: located,
    noise: [],
    csf: fluidOn(levels),
    leftOut: [...placed.filter((level): level is LeftOut => 'reason' in level), ...unlike],
    limits: uncertainLevels(located),
  };
}

function placeLevel(level: Level, { vertebrae }: NamedSpine): PlacedLevel | LeftOut | undefined {
  const at = vertebrae.findIndex(({ name }) => name === level);
  const named = vertebrae[at];
  if (!named) return { level, reason: reason('spine/level-not-placed', `${level} is not seen`) };
  const sightings = middleSightings(named.vertebra);
  if (sightings.length === 0) {
    return { level, reason: reason('spine/level-not-placed', `${level}: its middle is in no slice`) };
  }
  const direction = directionAt(vertebrae[at + 1]?.vertebra, named.vertebra, vertebrae[at - 1]?.vertebra);
  const placed = sightings.flatMap((sighting) => placeInBody(sighting, direction) ?? []);
  if (placed.length > 0) return { level, named, placed };
  return { level, reason: reason('spine/level-not-placed', `${level} has no room for 0.40 cm²`) };
}

/** From the vertebra above to the one below: the direction of the spine here. */
function directionAt(above: Vertebra | undefined, own: Vertebra, below: Vertebra | undefined) {
  const [from, to] = [(above ?? own).place, (below ?? own).place];
  return { back: to.back - from.back, down: to.down - from.down };
}

function leaveOutUnlike(levels: readonly PlacedLevel[], withMetal: readonly NamedVertebra[]): LeftOut[] {
  const looks = levels.map(({ placed }) => lookOf(placed));
  return levels.flatMap(({ level, named }, i): LeftOut[] => {
    const look = looks[i];
    const why = look ? unlikeNeighbours(look, looks) : [];
    if (withMetal.includes(named)) why.push('signal void in the body');
    if (why.length === 0) return [];
    return [{ level, reason: reason('spine/level-unlike-others', `${level}: ${why.join(', ')}`) }];
  });
}

function refuseNoise(levels: readonly PlacedLevel[]): void {
  const noise = levels.map(({ placed }) => average(placed.map(({ roi: { sd, mean } }) => sd / mean)));
  const middle = noise.toSorted((a, b) => a - b)[Math.floor(noise.length / 2)];
  if (middle !== undefined && !(middle <= NOISIEST)) throw new CodedError('spine/too-noisy');
}

function locatedOf({ level, named, placed }: PlacedLevel, spine: NamedSpine): LocatedLevel[] {
  const confidence = levelConfidence(named, spine.cues);
  return placed.map(({ sighting: { seen }, outline, rectangle, shape }) => ({
    level,
    sliceIndex: seen.sliceIndex,
    roi: outlineOn(seen.slice.header, rectangle),
    body: outlineOn(seen.slice.header, outline),
    corners: shape.corners,
    confidence,
  }));
}

/** Behind L3, on the slice in the middle of its canal. */
function fluidOn(levels: readonly PlacedLevel[]): LocatedOutline[] {
  const sightings = levels.find(({ level }) => level === 'L3')?.placed.map(({ sighting }) => sighting) ?? [];
  const [deepest] = sightings.toSorted((a, b) => b.body.canal - a.body.canal);
  const fluid = deepest && fluidBehind(deepest);
  if (!deepest || !fluid) return [];
  const { slice, sliceIndex } = deepest.seen;
  return [{ sliceIndex, outline: outlineOn(slice.header, fluid) }];
}

function uncertainLevels(levels: readonly LocatedLevel[]): LocatedSpine['limits'] {
  const doubtful = levels.filter(({ confidence = 1 }) => confidence < LEAST_CONFIDENCE);
  const names = [...new Set(doubtful.map(({ level }) => level))];
  return names.map((level) => reason('spine/level-uncertain', level));
}
