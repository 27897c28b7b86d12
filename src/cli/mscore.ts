import { readFile } from 'node:fs/promises';
import { Command, CommanderError } from 'commander';
import { z } from 'zod';
import { CodedError } from '../errors.ts';
import { auditCommand } from './audit.ts';
import { calibrateCommand } from './calibrate.ts';
import { cutoffsCommand } from './cutoffs.ts';
import { demoCommand } from './demo.ts';
import { explainCommand } from './explain.ts';
import { EXIT } from './exit-codes.ts';
import { feedbackCommand } from './feedback.ts';
import { jobsCommand } from './jobs.ts';
import { jwksCommand, keygenCommand } from './keys.ts';
import { measureCommand } from './measure.ts';
import { describeFailure } from './output.ts';
import { referenceCommand } from './reference.ts';
import { screenCommand } from './screen.ts';
import { serveCommand } from './serve.ts';
import { subscribeCommand } from './subscribe.ts';
import { validateCommand } from './validate.ts';

// Somebody who reads the first lines only, as `| head` does, has not met an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.done);
});

const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
const { version } = z.object({ version: z.string() }).parse(JSON.parse(manifest));

const program = new Command('mscore')
  .description('Opportunistic osteoporosis screening from lumbar spine MRI (research use, not for diagnosis)')
  .version(version)
  // Else `reference show --version 2` would be asked for the version of the program.
  .enablePositionalOptions();
const commands = [
  serveCommand(),
  demoCommand(),
  measureCommand(),
  calibrateCommand(),
  validateCommand(),
  cutoffsCommand(),
  explainCommand(),
  feedbackCommand(),
  auditCommand(),
  screenCommand(),
  jobsCommand(),
  referenceCommand(),
  subscribeCommand(),
  keygenCommand(),
  jwksCommand(),
];
for (const command of commands) program.addCommand(command);
// Commands that are added do not take over how their parent exits.
for (const command of withSubcommands(program)) command.exitOverride();

try {
  await program.parseAsync();
} catch (thrown) {
  // Commander has said itself what is wrong; help and version are no failures.
  if (!(thrown instanceof CommanderError)) process.stderr.write(`${describeFailure(thrown)}\n`);
  process.exitCode = exitCodeOf(thrown);
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

function exitCodeOf(thrown: unknown): number {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.done : EXIT.usage;
  return thrown instanceof CodedError && thrown.kind === 'request' ? EXIT.usage : EXIT.fault;
}
