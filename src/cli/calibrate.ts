import { Command, Option } from 'commander';
import { LEVELS } from '../mscore/levels.ts';
import { agesArgument, filledArgument, idArgument, levelsArgument } from './calibrate-arguments.ts';
import { type CalibrateOptions, runCalibration } from './run-calibration.ts';
import { noiseChoiceOf, type NoiseOptions, withNoiseOptions } from './noise-arguments.ts';
import { studyMeasurer } from './study-measurer.ts';

export function calibrateCommand(): Command {
  const command = new Command('calibrate')
    .description('measure young healthy women on one scanner, and write the reference cohort')
    .argument(
      '<studies...>',
      'study folders, a folder of them, DICOMweb URLs …/studies/<StudyInstanceUID>, or one manifest.csv',
    )
    .option('--out <file>', 'the reference', 'reference.json')
    .option('--force', 'write over a reference that is there')
    .option('--report <file>', 'write a page with plots (HTML, one file)')
    .option('--json', 'print one JSON object')
    .option('--id <id>', 'of the reference (default: scanner and day)', idArgument)
    .option('--population <text>', 'who the women are (default: their ages)', filledArgument)
    .addOption(
      new Option('--ages <from-to>', 'whole years; who is known to be younger or older is left out')
        .argParser(agesArgument)
        .default({ min: 20, max: 40 }, '20-40'),
    )
    .addOption(
      new Option('--levels <levels>', 'L1-L4, or e.g. L1,L3,L4')
        .argParser(levelsArgument)
        .default(LEVELS, 'L1-L4'),
    )
    .option('--cutoff <number|id>', 'of the M-score, chosen by the site; ids: mscore cutoffs (default: none)')
    .option('--cutoff-source <text>', 'where the cut-off is from', filledArgument)
    .option('--decimal-comma', 'numbers in the manifest have a decimal comma');
  return withNoiseOptions(command)
    .addHelpText(
      'after',
      '\nAt least 20 exams must count, 30 are advised.\n' +
        'Exit status: 0 written, 2 bad usage, a manifest that is not used, or too few exams, 1 fault.\n' +
        'MSCORE_PACS_AUTHORIZATION holds the Authorization header for a PACS, e.g. "Bearer …".',
    )
    .action(async (studies: string[], options: CalibrateOptions & NoiseOptions) => {
      const noise = noiseChoiceOf(options);
      await using stack = new AsyncDisposableStack();
      process.exitCode = await runCalibration(studies, options, {
        measureOne: studyMeasurer(stack, noise),
        now: () => new Date(),
        stdout: process.stdout,
        stderr: process.stderr,
      });
    });
}
