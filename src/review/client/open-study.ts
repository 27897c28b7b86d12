import type { Slice } from '../../dicom/image.ts';
import type { NoiseInput } from '../../analysis/exam-noise.ts';
import { reason } from '../../errors.ts';
import { noNumbers } from '../study/parts/numbers.ts';
import { type ImageList, imageListSchema, listedImagesSchema } from '../study/image-list.ts';
import type { StudyDocument } from '../study/study-document.ts';
import { STUDY_TEXTS } from '../study/texts/index.ts';
import { Controls } from './controls.ts';
import { spineOf } from './edit/edited-spine.ts';
import { type Recomputed, recomputer } from '../study/recompute.ts';
import { Editor } from './editor.ts';
import { byId } from './elements.ts';
import { type ComingImages, fetchImages, ImagesAway } from './fetch-images.ts';
import { listenToPointers } from './gestures.ts';
import { KeptEdit } from './kept-edit.ts';
import { listenToKeys } from './keyboard.ts';
import { showNumbers } from './panels.ts';
import { Stage } from './stage.ts';

/** Shows the images of a study, then lets somebody edit what is measured on them. */
export async function openStudy(study: StudyDocument): Promise<void> {
  const texts = STUDY_TEXTS[study.language];
  if (study.images === null) return;
  const state = byId('images-state', HTMLElement);
  state.textContent = texts.fetching;
  try {
    const coming = await fetchImages(study.images, imageListSchema);
    state.textContent = '';
    byId('viewer', HTMLElement).hidden = false;
    await openImages(study, coming);
  } catch (thrown) {
    if (!(thrown instanceof ImagesAway)) throw thrown;
    state.textContent = texts.imagesAway(thrown.message);
  }
}

async function openImages(study: StudyDocument, coming: ComingImages<ImageList>): Promise<void> {
  const texts = STUDY_TEXTS[study.language];
  const { list } = coming;
  const { headers } = list;
  const seen = document.querySelector<HTMLFormElement>('#decision-form')?.dataset['seen'] ?? '';
  const kept = new KeptEdit(study.measurementId, { version: study.version, seen });
  const editor = new Editor(spineOf(study.measurement, headers), headers, () => changed());
  const stage = new Stage(list, texts, editor.scene);
  const controls = new Controls({ stage, editor, texts });
  listenToPointers(stage, editor, () => controls.mode);
  listenToKeys(stage, editor, (action) => controls.act(action));
  let recompute: ReturnType<typeof recomputer> | undefined;
  let shownFor = editor.spine;
  let due = false;

  let here = 0;
  const slices = await coming.slices((at, slice) => {
    stage.arrived(at, slice);
    here += 1;
    controls.say(texts.loading(here, headers.length));
  });
  performance.mark('all-images');
  const second = list.second === null ? [] : await secondSlices(list.second);
  recompute = recomputer({ slices, references: study.references, noise: noiseOf(study, second) });
  const last = kept.read();
  editor.allow();
  if (last.found === 'edit') editor.replace(last.spine);
  if (last.found === 'edit') controls.note(texts.restored);
  if (last.found === 'outdated') controls.note(texts.discarded);
  controls.whenSent(() => kept.write(editor.spine, true));

  function changed(): void {
    stage.refresh();
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      controls.update();
      if (editor.spine === shownFor || !recompute) return;
      shownFor = editor.spine;
      showEdit(recompute);
    });
  }

  function showEdit(again: ReturnType<typeof recomputer>): void {
    const { file } = editor;
    if (file) kept.write(editor.spine);
    else kept.forget();
    const start = performance.now();
    const numbers = file ? numbersOf(again(file)) : study.measurement;
    showNumbers(numbers, study, texts, file !== undefined);
    controls.measured(numbers.mscore !== null);
    performance.measure('numbers', { start });
  }
}

async function secondSlices(address: string): Promise<Slice[]> {
  return (await fetchImages(address, listedImagesSchema)).slices(() => undefined);
}

function numbersOf({ numbers, refusal }: Recomputed) {
  return numbers ?? noNumbers(refusal);
}

function noiseOf({ noise, measurement }: StudyDocument, second: readonly Slice[]): NoiseInput {
  if (noise.method !== 'difference') return noise;
  const seriesInstanceUid = measurement.noise?.secondSeriesInstanceUid;
  const refusal = measurement.refusals.find(({ code }) => code.startsWith('noise/'));
  if (seriesInstanceUid !== undefined && second.length > 0)
    return { method: 'difference', second: { seriesInstanceUid, slices: second } };
  return { method: 'difference', second: { refusal: refusal ?? reason('noise/no-second') } };
}
