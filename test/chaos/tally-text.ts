import { percentileText } from '../../bench/percentiles.ts';
import type { ChaosTally } from './scenario.ts';

/** What was done to the service and what came of it, line by line. */
export function tallyText(tally: ChaosTally): string {
  const { people, sent, kills, databaseCrashes, deaths, record, pacs, queues, codes, seconds } = tally;
  const { results, missing, doubled, wrong, devices, provenances, tasks, auditWhole } = tally;
  return [
    `${people} studies in ${seconds.toFixed(0)} s`,
    `  events                 ${sent.events} sent, ${sent.repeated} posts repeated; taken in ${percentileText(sent.milliseconds)}`,
    `  killed                 workers ${kills}, PostgreSQL ${databaseCrashes}; ended by themselves ${deaths}`,
    `  record                 ${record.requests} requests; 503 ${share(record.unavailable, record.requests)}, ` +
      `answer lost ${share(record.dropped, record.requests)}, after a write ${record.droppedWrites}`,
    `  PACS                   ${pacs.requests} requests; 503 ${share(pacs.unavailable, pacs.requests)}, multiparts cut ${pacs.cut}`,
    `  jobs                   ${queues.completed} done, ${queues.retries} tries repeated, ${queues.failed} given up, ${queues.replaced} replaced; ${queues.deadLetters} left for a person`,
    `  by the logs            ${Object.entries(codes)
      .map(([code, count]) => `${count} × ${code}`)
      .join(', ')}`,
    `  on the FHIR server     ${results} results; missing ${missing.length}, twice ${doubled.length}, wrong ${wrong.length}`,
    `                         ${devices} Device, ${provenances} Provenances, ${tasks} Tasks`,
    `  audit trail            ${auditWhole ? 'whole' : 'BROKEN'}`,
    ...[...missing.slice(0, 5), ...doubled.slice(0, 5), ...wrong.slice(0, 5)].map((one) => `  ! ${one}`),
  ].join('\n');
}

/** Exactly one right result for each study, and everything else in order. */
export function isSound(tally: ChaosTally): boolean {
  const { people, results, wrong, queues, devices, provenances, auditWhole, deaths } = tally;
  return (
    results === people &&
    wrong.length === 0 &&
    queues.failed === 0 &&
    queues.deadLetters === 0 &&
    devices === 1 &&
    provenances === people &&
    deaths === 0 &&
    auditWhole
  );
}

function share(count: number, of: number): string {
  return `${count} (${((100 * count) / Math.max(1, of)).toFixed(1)} %)`;
}
