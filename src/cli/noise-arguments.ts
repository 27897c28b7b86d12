import { type Command, InvalidArgumentError, Option } from 'commander';
import type { NoiseChoice } from '../analysis/noise-choice.ts';
import { CodedError } from '../errors.ts';
import type { NoiseMethod } from '../mscore/noise-method.ts';
import { filledArgument } from './calibrate-arguments.ts';

export interface NoiseOptions {
  readonly noise: NoiseMethod;
  readonly noiseSd?: number;
  readonly noiseSource?: string;
  readonly noiseError?: number;
}

/** The options that say how the noise is to be known. */
export function withNoiseOptions(command: Command): Command {
  const methods: readonly NoiseMethod[] = ['air-sd', 'difference', 'declared'];
  return command
    .addOption(
      new Option('--noise <method>', 'how the noise is known; compared only with cohorts of the same method')
        .choices(methods)
        .default('air-sd'),
    )
    .option('--noise-sd <number>', 'of --noise declared: SD of the noise in stored grey values', positive)
    .option('--noise-source <text>', 'of --noise declared: who measured it, how and when', filledArgument)
    .option(
      '--noise-error <share>',
      'of --noise declared: its relative standard error (default: 0.05)',
      share,
    );
}

function positive(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('It must be a number above 0.');
}

function share(text: string): number {
  const value = positive(text);
  if (value <= 0.5) return value;
  throw new InvalidArgumentError('It must be a share of at most 0.5, e.g. 0.03.');
}

/**
 * The choice that the options come to; a declaration holds for what is measured with it.
 *
 * @throws CodedError `cli/usage` for options that do not go together
 */
export function noiseChoiceOf({ noise, noiseSd, noiseSource, noiseError }: NoiseOptions): NoiseChoice {
  if (noise !== 'declared') {
    const declaration = [noiseSd, noiseSource, noiseError].some((option) => option !== undefined);
    if (declaration) throw new CodedError('cli/usage', '--noise-sd and the like need --noise declared');
    return { method: noise };
  }
  if (noiseSd === undefined || noiseSource === undefined) {
    throw new CodedError('cli/usage', '--noise declared needs --noise-sd and --noise-source');
  }
  const declared = {
    sd: noiseSd,
    source: noiseSource,
    ...(noiseError !== undefined && { relativeError: noiseError }),
  };
  return { method: noise, declared: [declared] };
}
