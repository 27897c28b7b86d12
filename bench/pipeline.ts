/**
 * From the event to the result in the record: `npm run bench:pipeline [-- part …]`, the parts being `events`, `throughput`,
 * `chaos`, `crash` and `memory`. PostgreSQL, the record (a FHIR engine) and the PACS run beside the service, each as a process, all on this
 * machine. Images are real and read anew for each study; the levels come from ROI files, so that a thousand studies
 * take minutes: how long the net takes is measured by `npm run bench`.
 */
import { cpus } from 'node:os';
import { endOnSignal } from './end-on-signal.ts';
import { chaos } from './pipeline/chaos.ts';
import { eventAnswers } from './pipeline/event-answers.ts';
import { memory } from './pipeline/memory.ts';
import { throughput } from './pipeline/throughput.ts';
import { print } from './pipeline/verdict.ts';

const PARTS = {
  events: eventAnswers,
  throughput,
  chaos: () => chaos(false),
  crash: () => chaos(true),
  memory,
};

endOnSignal();
const wanted = process.argv.slice(2);
print(
  `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores, Node ${process.versions.node}; a noisy machine`,
);
for (const [name, run] of Object.entries(PARTS))
  if (wanted.length === 0 || wanted.includes(name)) await run();
