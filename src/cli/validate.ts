import { basename } from 'node:path';
import { Command, Option } from 'commander';
import { readCohort } from '../cohort/read-cohort.ts';
import type { OutcomeName, ScoreName } from '../validation/outcome.ts';
import { scoresByReference } from '../validation/scores-by-reference.ts';
import { validate } from '../validation/validate.ts';
import { validationPage } from '../validation/validation-page.ts';
import type { GivenCutoff } from '../validation/discriminate.ts';
import { EXIT } from './exit-codes.ts';
import { problemLines } from './problem-lines.ts';
import { readTable } from './read-table.ts';
import { collect, givenCutoff, shareArgument, wholeNumber } from './validate-arguments.ts';
import { readClaims, readReferenceArgument } from './validate-files.ts';
import { validationText } from './validation-text.ts';
import { writeNamed } from './write-file.ts';

interface Options {
  readonly report?: string;
  readonly json?: boolean;
  readonly outcome?: OutcomeName;
  readonly score?: ScoreName;
  readonly prevalence?: number;
  readonly specificity: number;
  readonly cutoff: readonly GivenCutoff[];
  readonly by: readonly string[];
  readonly reference?: string;
  readonly claims?: string;
  readonly decimalComma?: boolean;
  readonly seed: number;
  readonly resamples: number;
}

export function validateCommand(): Command {
  return new Command('validate')
    .description('compare M-scores of a cohort with DEXA and fractures')
    .argument(
      '<cohort.csv>',
      'one patient a row: m or snr, and any of bmd, t, z, tbs, fracture, age, patient',
    )
    .option('--report <file>', 'write a page with plots (HTML, one file)')
    .option('--json', 'print one JSON object')
    .addOption(
      new Option('--outcome <name>', 'what the score is to find (default: T ≤ −2.5, else fracture)').choices([
        'osteoporosis',
        'fracture',
      ]),
    )
    .addOption(new Option('--score <name>', 'default: m, else snr').choices(['m', 'snr']))
    .option('--prevalence <share>', 'for PPV and NPV, 0 to 1 (default: that of the cohort)', shareArgument)
    .option('--specificity <share>', 'for the second cut-off, 0 to 1', shareArgument, 0.9)
    .option('--cutoff <number|id>', 'judge this cut-off too; ids: mscore cutoffs', collect(givenCutoff), [])
    .option('--by <column>', 'subgroups by a column, or by age:65', collect(String), [])
    .option('--reference <file>', 'reference cohort: M from SNR')
    .option('--claims <file>', 'published figures to compare with (default: cohort.claims.json, if there)')
    .option('--decimal-comma', 'numbers in the table have a decimal comma')
    .option('--seed <number>', 'of the bootstrap', wholeNumber(0, 2 ** 31 - 1), 1)
    .option('--resamples <number>', 'of the bootstrap', wholeNumber(100, 100_000), 2000)
    .addHelpText('after', '\nExit status: 0 done, 2 bad usage or a table that is not used, 1 fault.')
    .action(async (file: string, options: Options) => {
      process.exitCode = await run(file, options);
    });
}

async function run(file: string, options: Options): Promise<number> {
  const text = await readTable(file);
  const reference = await readReferenceArgument(options.reference);
  const claims = await readClaims(options.claims, file);
  const read = readCohort(text, { decimalComma: options.decimalComma ?? false });
  if ('problems' in read) {
    process.stderr.write(problemLines(file, read.problems));
    return EXIT.usage;
  }
  const scored = scoresByReference(read.cohort, { reference, score: options.score });
  const validation = validate(scored, {
    outcome: options.outcome,
    prevalence: options.prevalence,
    specificity: options.specificity,
    cutoffs: options.cutoff,
    by: options.by,
    claims,
    seed: options.seed,
    resamples: options.resamples,
  });
  const { report } = options;
  if (report !== undefined) {
    await writeNamed(report, validationPage(validation, scored.cohort, basename(file)));
  }
  process.stdout.write(
    `${options.json ? JSON.stringify(validation, null, 2) : validationText(validation)}\n`,
  );
  return EXIT.done;
}
