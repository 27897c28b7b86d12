import { openCluster } from '../../test/chaos/cluster.ts';
import { NO_FAULTS } from '../../test/chaos/faulty-proxy.ts';
import { numbersOf } from '../../test/chaos/people.ts';
import { sendEvents } from '../../test/chaos/sender.ts';
import { percentiles, percentileText } from '../percentiles.ts';
import { print, verdict } from './verdict.ts';

const EVENTS_PER_SECOND = 50;
const WARM_UP = 250;
const PEOPLE = 1_000;
const MOST_P99_MS = 30;

/** How long a web process takes to keep, queue and answer an event, at a steady rate; nothing works on them meanwhile. */
export async function eventAnswers(): Promise<void> {
  print(`\nanswers to events, ${EVENTS_PER_SECOND} a second to two web processes`);
  const faults = { record: NO_FAULTS, pacs: NO_FAULTS };
  const cluster = await openCluster({ people: 1, webs: 2, workers: 0, faults, seed: 1 });
  try {
    const people = numbersOf(WARM_UP + PEOPLE);
    await sendEvents(cluster.webs, people.slice(0, WARM_UP), EVENTS_PER_SECOND);
    const { milliseconds, events, repeated } = await sendEvents(
      cluster.webs,
      people.slice(WARM_UP),
      EVENTS_PER_SECOND,
    );
    print(
      `  ${events} events, from when each was due: ${percentileText(milliseconds)}; ${repeated} posts repeated`,
    );
    const { p99 } = percentiles(milliseconds);
    verdict(p99 <= MOST_P99_MS && repeated === 0, `p99 ${p99.toFixed(1)} ms, wanted ≤ ${MOST_P99_MS} ms`);
  } finally {
    await cluster.close();
  }
}
