import { describe, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { noiseChoiceOf, type NoiseOptions, withNoiseOptions } from '../../src/cli/noise-arguments.ts';

/** What these arguments come to. */
function choice(...args: string[]) {
  const command = withNoiseOptions(new Command('test'))
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  return noiseChoiceOf(command.parse(args, { from: 'user' }).opts<NoiseOptions>());
}

describe('how the noise is known', () => {
  test('is from the air unless something else is asked for', () => {
    expect(choice()).toEqual({ method: 'air-sd' });
    expect(choice('--noise', 'difference')).toEqual({ method: 'difference' });
  });

  test('is a declaration with its source, and its error when that is said', () => {
    const args = ['--noise', 'declared', '--noise-sd', '12.5', '--noise-source', 'gel bottle'];
    expect(choice(...args)).toEqual({ method: 'declared', declared: [{ sd: 12.5, source: 'gel bottle' }] });
    expect(choice(...args, '--noise-error', '0.02')).toMatchObject({ declared: [{ relativeError: 0.02 }] });
  });

  test.each([
    ['a declaration without a source', ['--noise', 'declared', '--noise-sd', '12']],
    ['a declaration without an SD', ['--noise', 'declared', '--noise-source', 'gel']],
    ['an SD that nobody asked for', ['--noise-sd', '12', '--noise-source', 'gel']],
  ])('%s is bad usage', (_what, args) => {
    expect(() => choice(...args)).toThrow(expect.objectContaining({ code: 'cli/usage' }));
  });

  test.each([
    [['--noise', 'guess']],
    [['--noise', 'declared', '--noise-sd', '-1']],
    [['--noise', 'declared', '--noise-sd', 'x']],
    [['--noise', 'declared', '--noise-error', '0.9']],
  ])('%p is not understood', (args) => {
    expect(() => choice(...args)).toThrow();
  });
});
