import { access } from 'node:fs/promises';
import { Command } from 'commander';
import { measureStudy, type MeasuredStudy } from '../analysis/measure-study.ts';
import { readReference } from '../analysis/references.ts';
import { readRoiFile } from '../analysis/roi-files.ts';
import { PixelDecoder } from '../dicom/decode-pixels.ts';
import { CodedError } from '../errors.ts';
import type { Localiser } from '../spine/localiser.ts';
import { startModel } from '../spine/model/start-model.ts';
import { EXIT } from './exit-codes.ts';
import { measurementText } from './measurement-text.ts';
import { noiseChoiceOf, type NoiseOptions, withNoiseOptions } from './noise-arguments.ts';
import { openStudy } from './open-study.ts';
import { unreadable } from './read-table.ts';
import { writeNamed } from './write-file.ts';

interface Options extends NoiseOptions {
  readonly second?: string;
  readonly rois?: string;
  readonly reference?: string[];
  readonly json?: boolean;
  readonly picture?: string;
}

export function measureCommand(): Command {
  const command = new Command('measure')
    .description('measure one study in a folder or on a PACS')
    .argument('<study>', 'folder of DICOM files, or DICOMweb URL …/studies/<StudyInstanceUID>')
    .option('--rois <file>', 'ROI file (default: rois.json in the folder, else the levels are found)')
    .option('--reference <file...>', 'reference cohort(s) of the scanner')
    .option('--json', 'print one JSON object')
    .option('--picture <file>', 'write a PNG with the ROIs on the images')
    .option(
      '--second <study>',
      'of --noise difference: where the second acquisition lies (default: in the same study)',
    );
  return withNoiseOptions(command)
    .addHelpText(
      'after',
      '\nExit status: 0 measured or limited, 3 refused, 2 bad usage, 1 fault.\n' +
        'MSCORE_PACS_AUTHORIZATION holds the Authorization header for a PACS, e.g. "Bearer …".',
    )
    .action(async (study: string, options: Options) => {
      process.exitCode = await measure(study, options);
    });
}

async function measure(location: string, options: Options): Promise<number> {
  const choice = noiseChoiceOf(options);
  if (options.second !== undefined && choice.method !== 'difference') {
    throw new CodedError('cli/usage', '--second needs --noise difference');
  }
  for (const file of [options.rois ?? [], options.reference ?? []].flat()) {
    await access(file).catch(unreadable(file));
  }
  await using stack = new AsyncDisposableStack();
  const decoder = new PixelDecoder();
  stack.defer(() => decoder.close());
  const study = await openStudy(location, decoder);
  const { rois, second } = options;
  const noise =
    second !== undefined && choice.method === 'difference'
      ? { ...choice, second: await openStudy(second, decoder) }
      : choice;
  const { roisBeside } = study;
  const references = await Promise.all((options.reference ?? []).map(readReference));
  const measured = await measureStudy(
    { studyInstanceUid: study.studyInstanceUid, patient: undefined },
    {
      source: study.source,
      references,
      noise,
      ...(rois !== undefined && { given: () => readRoiFile(rois) }),
      localiserFor: async () => (roisBeside === undefined ? model(stack) : readRoiFile(roisBeside)),
      ...(process.stderr.isTTY && { progress: showProgress }),
    },
  );
  if (options.picture !== undefined) await writePicture(options.picture, measured);
  const { measurement } = measured;
  process.stdout.write(
    `${options.json ? JSON.stringify(measurement, null, 2) : measurementText(measurement)}\n`,
  );
  return measurement.status === 'refused' ? EXIT.refused : EXIT.done;
}

/** Started only for studies that nobody marked. */
async function model(stack: AsyncDisposableStack): Promise<Localiser> {
  const running = await startModel();
  stack.defer(() => running.close());
  return running.localiser;
}

async function writePicture(file: string, { measurement, slices }: MeasuredStudy): Promise<void> {
  const { drawPicture } = await import('../picture/picture.ts');
  await writeNamed(file, drawPicture(measurement, slices));
}

function showProgress(done: number, total: number): void {
  process.stderr.write(done < total ? `\rreading images ${done}/${total}` : `\r${' '.repeat(40)}\r`);
}
