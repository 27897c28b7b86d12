/** What the checks of the noise accept and refuse in simulated air: `npm run bench:noise`. */
import { tallies } from '../fixtures/noise/tally.ts';

const DRAWS = 1000;

process.stdout.write(`${DRAWS} simulated exams of each kind, four places of 400 pixels\n`);
for (const { air, clean, accepted, bias, mostly } of tallies(DRAWS)) {
  const share = clean ? `accepted ${percent(accepted)}` : `refused ${percent(1 - accepted)}`;
  const reached = (clean ? accepted >= 0.98 : accepted <= 0.01) && Math.abs(bias ?? 0) <= 0.02;
  const off = bias === undefined ? '' : `, SD ${percent(bias)} off`;
  const why = mostly === undefined ? '' : `, mostly by ${mostly}`;
  process.stdout.write(`  ${air.padEnd(36)} ${share}${off}${why}${reached ? '' : '  MISSED'}\n`);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
