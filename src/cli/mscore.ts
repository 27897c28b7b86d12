#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { demoCommand } from './demo.ts';
import { EXIT } from './exit-codes.ts';
import { measureCommand } from './measure.ts';
import { describeFailure } from './output.ts';
import { serveCommand } from './serve.ts';

const program = new Command('mscore')
  .description('Opportunistic osteoporosis screening from lumbar spine MRI (research use, not for diagnosis)')
  .exitOverride()
  .addCommand(serveCommand())
  .addCommand(demoCommand())
  .addCommand(measureCommand());

try {
  await program.parseAsync();
} catch (thrown) {
  if (thrown instanceof CommanderError) {
    // Commander has said what is wrong; help and version are no failures.
    process.exitCode = thrown.exitCode === 0 ? EXIT.done : EXIT.usage;
  } else {
    process.stderr.write(`${describeFailure(thrown)}\n`);
    process.exitCode = EXIT.fault;
  }
}
