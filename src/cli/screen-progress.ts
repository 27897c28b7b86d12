import type { ArchiveWatcher } from '../archive/screen-archive.ts';
import type { ProgressOutput } from './calibration-progress.ts';
import { CLEAR_LINE } from './calibration-progress.ts';

const WIDTH = 24;
/** Where nobody watches, a line now and then is enough. */
const LINE_EVERY_MS = 30_000;

export interface ScreenProgress extends ArchiveWatcher {
  /** Goes on to the next line where the bar stopped half-way: what is printed then is not part of it. */
  leave(): void;
}

/** A bar with rate and time left on a terminal; elsewhere a line every half minute. */
export function screenProgress(output: ProgressOutput, now = () => performance.now()): ScreenProgress {
  const started = now();
  let before: number | undefined;
  let lastLine = -Infinity;
  let isInLine = false;
  const tell = (text: string, isLast: boolean) => {
    if (output.isTTY) {
      isInLine = !isLast;
      output.write(`${CLEAR_LINE}${text}${isLast ? '\n' : ''}`);
    } else if (isLast || now() - lastLine >= LINE_EVERY_MS) {
      lastLine = now();
      output.write(`${text}\n`);
    }
  };
  return {
    listed(days, ofDays, studies) {
      tell(`listing day ${days} of ${ofDays}, ${studies} MR studies`, days === ofDays);
    },
    studied(done, studies) {
      before ??= done - 1;
      tell(progressLine(done, studies, done - before, now() - started), done === studies);
    },
    leave() {
      if (isInLine) output.write('\n');
      isInLine = false;
    },
  };
}

/** @param now how many of them were done in this time */
export function progressLine(done: number, studies: number, now: number, milliseconds: number): string {
  const filled = Math.floor((WIDTH * done) / studies);
  const perMinute = (now * 60_000) / milliseconds;
  const left = (studies - done) / perMinute;
  const bar = `[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}]`;
  return `${bar} ${done}/${studies} studies, ${perMinute.toFixed(perMinute < 10 ? 1 : 0)} a minute, ${timeLeft(left)} left`;
}

function timeLeft(minutes: number): string {
  if (minutes < 1) return `${Math.ceil(minutes * 60)} s`;
  if (minutes < 90) return `${Math.ceil(minutes)} min`;
  const hours = Math.ceil(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.ceil(hours / 24)} days`;
}
