import { Command } from 'commander';
import { openEhr, type EhrConnections } from '../../fixtures/demo/ehr.ts';
import { playStory } from '../../fixtures/demo/play.ts';
import { setStage } from '../../fixtures/demo/stage.ts';
import type { Logger } from '../logger.ts';
import { untilStopped } from './serve.ts';

interface Options {
  readonly port: string;
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
    .option('--port <number>', 'port of the page on localhost', '8788')
    .option('--once', 'end after the story')
    .action(demo);
}

async function demo({ port, once: onlyOnce }: Options): Promise<void> {
  print('M-score demo: an invented patient, a digital phantom, real protocols. Research use only.');
  print('Setting up the hospital: FHIR server, PACS with two phantom studies, the service …');
  const stage = await setStage(quiet);
  try {
    print(
      `Service ${stage.service.url}/cds-services · FHIR ${stage.fhirServer} · DICOMweb ${stage.dicomweb}`,
    );
    const connections = await playStory(stage, print);
    if (!onlyOnce) await showPage(connections, Number(port));
  } finally {
    await stage.close();
  }
}

async function showPage(connections: EhrConnections, port: number): Promise<void> {
  const page = await openEhr(connections, port);
  print(`\nThe same cards as an EHR shows them: ${page.url} (Ctrl-C ends)`);
  await untilStopped();
  page.close();
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
