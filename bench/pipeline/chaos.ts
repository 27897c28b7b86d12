import { runChaos } from '../../test/chaos/scenario.ts';
import { isSound, tallyText } from '../../test/chaos/tally-text.ts';
import { print, verdict } from './verdict.ts';

const PEOPLE = 1_000;
const EVENTS_PER_SECOND = 20;
const KILL_EVERY_MS = 8_000;
const AT_MOST_MS = 30 * 60_000;

/** A thousand studies while workers are killed, and PostgreSQL once or not. */
export async function chaos(crashDatabase: boolean): Promise<void> {
  print(`\nworkers killed every ${KILL_EVERY_MS / 1000} s${crashDatabase ? ', PostgreSQL killed once' : ''}`);
  const tally = await runChaos({
    people: PEOPLE,
    eventsPerSecond: EVENTS_PER_SECOND,
    kills: { everyMs: KILL_EVERY_MS, atMost: Infinity },
    crashDatabase,
    seed: crashDatabase ? 2 : 1,
    atMostMs: AT_MOST_MS,
  });
  print(tallyText(tally));
  verdict(isSound(tally), `${tally.results} of ${PEOPLE} studies have exactly one result, wanted all`);
}
