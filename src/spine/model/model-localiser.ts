import type { Slice } from '../../dicom/image.ts';
import { CodedError } from '../../errors.ts';
import type { Localiser, LocatedSpine } from '../localiser.ts';
import { canonicalView } from './canonical-view.ts';
import { locateLevels } from './locate-levels.ts';
import type { NamedSpine } from './count-vertebrae.ts';
import { refuseInstrumented } from './metal.ts';
import { nameLevels } from './name-levels.ts';
import { seeSlice, stackAxes, type SeenSlice } from './seen-slice.ts';
import type { Segmenter } from './segmenter.ts';
import { columnOf, type Column, type SliceChain } from './vertebrae.ts';
import type { Weights } from './weights.ts';

/** Slices of a stack beyond which every other is enough: a lumbar body is 45 mm wide. */
const MOST_SLICES = 24;
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
    this.basis = `model ${sha256}`;
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
    const indices = everyFew(slices.map((_, index) => index));
    const column = columnOf(await this.#see(slices, indices, 1));
    if (column.vertebrae.length === 0) throw new CodedError('spine/not-lumbar');
    const again = nearestToCanal(column);
    const other = await Promise.all(
      SCALES.map(async (scale) => columnOf(await this.#see(slices, again, scale))),
    );
    return { column, other };
  }

  async #see(slices: readonly Slice[], indices: readonly number[], scale: number): Promise<SeenSlice[]> {
    const views = indices.flatMap((sliceIndex) => {
      const slice = slices[sliceIndex];
      const view = slice && canonicalView(slice, this.#pixelMm * scale);
      return slice && view ? [{ slice, sliceIndex, view }] : [];
    });
    const [first] = views;
    if (!first?.slice.header.plane) throw new CodedError('spine/not-lumbar', 'no sagittal image');
    const axes = stackAxes(first.slice.header.plane);
    const segmentations = await this.#segmenter.segment(views.map(({ view }) => view));
    return views.flatMap((seen, i) => {
      const segmentation = segmentations[i];
      return (segmentation && seeSlice(seen, segmentation, axes)) ?? [];
    });
  }
}

function everyFew(indices: readonly number[]): number[] {
  const step = Math.ceil(indices.length / MOST_SLICES);
  return indices.filter((_, i) => i % step === 0);
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
