import { Command, InvalidArgumentError } from 'commander';
import { openEhr } from '../../fixtures/demo/ehr.ts';
import { connectEhr, playStory } from '../../fixtures/demo/play.ts';
import { setStage } from '../../fixtures/demo/stage.ts';
import type { Logger } from '../logger.ts';
import { untilStopped } from './serve.ts';

interface Options {
  readonly port: number;
  readonly once?: boolean;
}

/** Only what goes wrong is worth a line between the steps of the story. */
const quiet: Logger = {
  info: () => {},
  warn: (fields, message) => process.stderr.write(`${message} ${JSON.stringify(fields)}\n`),
  error: (fields, message) => process.stderr.write(`${message} ${JSON.stringify(fields)}\n`),
};

export function demoCommand(): Command {
  return new Command('demo')
    .description('play “lumbar MRI ordered → reported” with everything embedded, and leave the page open')
    .option('--port <number>', 'port of the page on localhost', portNumber, 8788)
    .option('--once', 'end after the story')
    .action(demo);
}

async function demo({ port, once: onlyOnce }: Options): Promise<void> {
  print('M-score demo: an invented patient, a digital phantom, real protocols. Research use only.');
  print('Setting up the hospital: FHIR server, PACS with two phantom studies, the service …');
  const stage = await setStage(quiet);
  const connections = connectEhr(stage);
  try {
    // Before the story, so that a port in use is said at once.
    const page = onlyOnce ? undefined : await openEhr(connections, port);
    print(
      `Service ${stage.service.url}/cds-services · FHIR ${stage.fhirServer} · DICOMweb ${stage.dicomweb}`,
    );
    await playStory(stage, connections, print);
    if (!page) return;
    print(`\nThe same cards as an EHR shows them: ${page.url}`);
    print(`The page on which people review them: ${stage.service.url}/review (Ctrl-C ends)`);
    await untilStopped();
    page.close();
  } finally {
    await stage.close();
  }
}

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('It must be a number up to 65535.');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
