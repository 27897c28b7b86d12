import type { Slice } from '../../dicom/image.ts';
import { orientation } from '../../dicom/geometry.ts';
import { CodedError } from '../../errors.ts';
import type { Localiser, LocatedSpine } from '../localiser.ts';
import { canonicalView } from './canonical-view.ts';
import { locateLevels } from './locate-levels.ts';
import type { NamedSpine } from './count-vertebrae.ts';
import { refuseInstrumented } from './metal.ts';
import { nameLevels } from './name-levels.ts';
import { seeSlice, stackAxes, type SeenSlice, type ShownSlice, type StackAxes } from './seen-slice.ts';
import type { Segmenter } from './segmenter.ts';
import { spanOf, withinSpan } from './spine-span.ts';
import { columnOf, type Column, type SliceChain } from './vertebrae.ts';
import { modelBasis, type Weights } from './weights.ts';

/** Slices of a stack beyond which every other is enough: a lumbar body is 45 mm wide. */
const MOST_SLICES = 24;
/** One slice of so many is looked at first, to see where in the image the spine lies. */
const LOOKED_AT_FIRST = 3;
/** Slices that are looked at again, and how much larger or smaller their pixels then are. */
const LOOKED_AT_AGAIN = 3;
const SCALES = [0.84, 1.2] as const;

/** The localiser that needs no person: a net finds the bodies, rules name and place them. */
export class ModelLocaliser implements Localiser {
  readonly source = 'model';
  readonly basis: string;
  /** Any sagittal T1 series will do. */
  readonly seriesInstanceUid = undefined;
  readonly #segmenter: Segmenter;
  readonly #pixelMm: number;
  readonly #sha256: string;

  constructor(segmenter: Segmenter, { sha256, pixelMm }: Pick<Weights, 'sha256' | 'pixelMm'>) {
    this.#segmenter = segmenter;
    this.#pixelMm = pixelMm;
    this.#sha256 = sha256;
    this.basis = modelBasis({ sha256 });
  }

  async locate(slices: readonly Slice[]): Promise<LocatedSpine> {
    const located = locateLevels(slices, await this.name(slices));
    return { ...located, weightsSha256: this.#sha256 };
  }

  /**
   * The named vertebrae of a stack, before anything is placed in them.
   *
   * @throws CodedError `spine/…` when it cannot be said which is which; `model/failed`
   */
  async name(slices: readonly Slice[]): Promise<NamedSpine> {
    const { column, other } = await this.look(slices);
    refuseInstrumented(column.vertebrae);
    return nameLevels(column, other);
  }

  /**
   * What is seen in a stack, and in some of its slices at other pixel sizes.
   *
   * @throws CodedError `spine/not-lumbar`, `model/failed`
   */
  async look(slices: readonly Slice[]): Promise<{ column: Column; other: readonly Column[] }> {
    const plane = slices.find(isSagittal)?.header.plane;
    if (!plane) throw new CodedError('spine/not-lumbar', 'no sagittal image');
    const axes = stackAxes(plane);
    const [some, others] = someAndOthers(everyFew(fromSideToSide(slices)));
    const seen = await this.#see(this.#show(slices, some), axes);
    const span = spanOf(seen);
    const within = (shown: Iterable<ShownSlice>) =>
      span ? Iterator.from(shown).map((one) => withinSpan(one, span, axes)) : shown;
    const column = columnOf([...seen, ...(await this.#see(within(this.#show(slices, others)), axes))]);
    if (column.vertebrae.length === 0) throw new CodedError('spine/not-lumbar');
    const again = await this.#see(within(this.#show(slices, nearestToCanal(column), SCALES)), axes);
    const other = SCALES.map((scale) =>
      columnOf(again.filter(({ view }) => view.millimetres === this.#pixelMm * scale)),
    );
    return { column, other };
  }

  /** Made one by one, when the net has time for it. */
  *#show(
    slices: readonly Slice[],
    indices: readonly number[],
    scales: readonly number[] = [1],
  ): Generator<ShownSlice> {
    for (const scale of scales) {
      for (const sliceIndex of indices) {
        const slice = slices[sliceIndex];
        const view = slice && canonicalView(slice, this.#pixelMm * scale);
        if (slice && view) yield { slice, sliceIndex, view };
      }
    }
  }

  async #see(shown: Iterable<ShownSlice>, axes: StackAxes): Promise<SeenSlice[]> {
    const seen = await this.#segmenter.segment(shown, (segmentation, one) =>
      seeSlice(one, segmentation, axes),
    );
    return seen.flatMap((slice) => slice ?? []);
  }
}

function isSagittal({ header: { plane } }: Slice): boolean {
  return plane !== undefined && orientation(plane) === 'sagittal';
}

/** Indices of the slices, as they follow each other in the patient: however they came, the same are looked at first. */
function fromSideToSide(slices: readonly Slice[]): number[] {
  const x = (index: number) => slices[index]?.header.plane?.position[0] ?? 0;
  return slices.map((_, index) => index).toSorted((a, b) => x(a) - x(b));
}

function everyFew(indices: readonly number[]): number[] {
  const step = Math.ceil(indices.length / MOST_SLICES);
  return indices.filter((_, i) => i % step === 0);
}

/** Every third from the second on, and the rest. */
function someAndOthers(indices: readonly number[]): [some: number[], others: number[]] {
  const isSome = (i: number) => i % LOOKED_AT_FIRST === Math.min(1, indices.length - 1);
  return [indices.filter((_, i) => isSome(i)), indices.filter((_, i) => !isSome(i))];
}

/** The slices that show most of the spinal canal. */
function nearestToCanal({ chains }: Column): number[] {
  return chains
    .toSorted((a, b) => canalIn(b) - canalIn(a))
    .slice(0, LOOKED_AT_AGAIN)
    .map(({ seen }) => seen.sliceIndex);
}

function canalIn({ bodies }: SliceChain): number {
  return bodies.reduce((sum, body) => sum + body.canal, 0);
}
