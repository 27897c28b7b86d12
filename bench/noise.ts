/** What the checks of the noise accept and refuse in simulated air, and in simulated pairs of acquisitions: `npm run bench:noise`. */
import { type Tally, tallies } from '../fixtures/noise/tally.ts';
import { talliesOfTwo } from '../fixtures/noise/tally-of-two.ts';

const DRAWS = 1000;
const PAIRS = 200;

process.stdout.write(`${DRAWS} simulated exams of each kind, four places of 400 pixels\n`);
tallies(DRAWS).forEach(print);
process.stdout.write(
  `${PAIRS} simulated exams of each kind that were acquired twice, four bodies of 468 pixels\n`,
);
talliesOfTwo(PAIRS).forEach(print);

function print({ air, clean, accepted, bias, mostly }: Tally): void {
  const share = clean ? `accepted ${percent(accepted)}` : `refused ${percent(1 - accepted)}`;
  const reached = (clean ? accepted >= 0.98 : accepted <= 0.01) && Math.abs(bias ?? 0) <= 0.02;
  const off = bias === undefined ? '' : `, SD ${percent(bias)} off`;
  const why = mostly === undefined ? '' : `, mostly by ${mostly}`;
  process.stdout.write(`  ${air.padEnd(36)} ${share}${off}${why}${reached ? '' : '  MISSED'}\n`);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
