import { catalogue } from '../error-catalogue.ts';
import type { DeadLetterCount, ListedJob } from '../jobs/job-list.ts';
import { formatTable } from './output.ts';

const HEAD = ['queue', 'id', 'state', 'tries', 'next try', 'age', 'code', 'what to do'];
const WORDS = [1, 2, 4, 6, 7];

/** What a stage of the pipeline is to a person; others are shown as they are called. */
const STAGES: Readonly<Record<string, string>> = {
  headers: 'reading the study',
  images: 'reading images',
  second: 'reading the second acquisition',
  levels: 'finding levels',
  numbers: 'measuring',
};

/** The jobs as a table, and the dead letters by code. */
export function jobsText(jobs: readonly ListedJob[], dead: readonly DeadLetterCount[], now: Date): string {
  const table =
    jobs.length === 0 ? 'No jobs.' : formatTable([HEAD, ...jobs.map((job) => rowOf(job, now))], WORDS);
  if (dead.length === 0) return table;
  const counts = dead.map(({ queue, code, count }) => `${count} × ${queue} ${code ?? 'job/lost'}`);
  return `${table}\n\nDead, for a person to look at: ${counts.join(', ')}`;
}

export function jobsJson(jobs: readonly ListedJob[]): string {
  const withRemedy = jobs.map((job) => ({ ...job, remedy: remedyOf(job) }));
  return JSON.stringify(withRemedy, null, 2);
}

function rowOf(job: ListedJob, now: Date): string[] {
  const { queue, id, state, tries, nextTry, createdOn, stage, code } = job;
  const running = state === 'running' && stage !== null ? `${state}: ${STAGES[stage] ?? stage}` : state;
  return [
    queue,
    id,
    running,
    String(tries),
    nextTry === null ? '' : untilText(nextTry.getTime() - now.getTime()),
    durationText(now.getTime() - createdOn.getTime()),
    code ?? '',
    remedyOf(job) ?? '',
  ];
}

/** Only where somebody has to do something. */
function remedyOf({ state, code }: ListedJob): string | null {
  return state !== 'waiting' && code !== null ? catalogue[code].remedy : null;
}

function untilText(milliseconds: number): string {
  return milliseconds <= 0 ? 'now' : `in ${durationText(milliseconds)}`;
}

function durationText(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 2 * 3600) return `${Math.round(seconds / 60)} min`;
  return seconds < 2 * 86_400 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}
