import { relativeErrorOfMeanOverSd, relativeErrorOfSd } from '../rayleigh.ts';
import type { Reference } from '../reference.ts';
import { airBaseline, cohortBaseline, controlBaseline, FIRST_VALUES } from './baselines.ts';
import { type ChartState, EwmaChart } from './ewma-chart.ts';
import { WatchedLine } from './watched-line.ts';
import type { ControlExam, WatchedEntry, WatchedExam } from './watched.ts';

/** Whether a scanner is still what its cohort was measured on. */
export interface ScannerVerdict {
  readonly state: ChartState;
  /** What changed, in words; empty while it is `ok`. */
  readonly what: readonly string[];
  /** ISO date of the first exam after the change; undefined when images did not say their date. */
  readonly since?: string | undefined;
}

type Cohort = Pick<Reference, 'air' | 'noiseSd' | 'snr' | 'n'>;

/**
 * Follows a scanner by what its exams leave behind, against the cohort's own exams: charts of the air's SD and
 * mean/SD, and of controls. `drifted` stays until a person keeps the cohort. Another software or coil than in the
 * first exam is a warning at once. Same entries in the same order, same verdict.
 */
export class ScannerWatch {
  #lines: Map<string, WatchedLine>;
  #drifted: ScannerVerdict | undefined;
  #first: WatchedExam | undefined;
  #latest: WatchedExam | undefined;
  /** First values of named controls. */
  #controls = new Map<string, number[]>();

  constructor(cohort: Cohort) {
    this.#lines = linesOf(cohort);
  }

  follow(entry: WatchedEntry): void {
    if (entry.kind === 'kept') return this.#keep();
    if (entry.kind === 'exam') this.#followExam(entry);
    else this.#followControl(entry);
    const verdict = this.#now();
    if (verdict.state === 'drifted') this.#drifted ??= verdict;
  }

  get verdict(): ScannerVerdict {
    return this.#drifted ?? this.#now();
  }

  #keep(): void {
    this.#lines = new Map([...this.#lines].map(([name, line]) => [name, line.kept()]));
    this.#drifted = undefined;
    this.#first = undefined;
    this.#latest = undefined;
  }

  #followExam(exam: WatchedExam): void {
    this.#first ??= exam;
    this.#latest = exam;
    const { airSd, airMeanOverSd, airN, acquired } = exam;
    this.#lines.get(AIR_SD)?.follow(Math.log(airSd), acquired, relativeErrorOfSd(airN));
    if (airMeanOverSd === undefined) return;
    this.#lines.get(AIR_SHAPE)?.follow(Math.log(airMeanOverSd), acquired, relativeErrorOfMeanOverSd(airN));
  }

  #followControl({ name, snr, acquired }: ControlExam): void {
    if (name === undefined) return this.#lines.get(CONTROLS)?.follow(snr, acquired);
    const key = `named control ${name}`;
    const line = this.#lines.get(key);
    if (line) return line.follow(Math.log(snr), acquired);
    const values = [...(this.#controls.get(name) ?? []), snr];
    this.#controls.set(name, values);
    if (values.length < FIRST_VALUES) return undefined;
    const chart = new EwmaChart(controlBaseline(values));
    this.#lines.set(key, new WatchedLine(`SNR of ${name}`, chart, Math.exp));
    return undefined;
  }

  #now(): ScannerVerdict {
    const lines = [...this.#lines.values()];
    const drifted = lines.filter(({ state }) => state === 'drifted');
    const moved = drifted.length > 0 ? drifted : lines.filter(({ state }) => state === 'warning');
    const what = [...moved.map((line) => line.inWords()), ...this.#otherThanFirst()];
    if (what.length === 0) return { state: 'ok', what };
    return { state: drifted.length > 0 ? 'drifted' : 'warning', what, since: earliest(moved) };
  }

  #otherThanFirst(): string[] {
    const [before, now] = [this.#first, this.#latest];
    return [
      other('software', before?.softwareVersions, now?.softwareVersions),
      other('coil', before?.coil, now?.coil),
    ].filter((change) => change !== undefined);
  }
}

const AIR_SD = 'SD of the air';
const AIR_SHAPE = 'mean/SD of the air';
const CONTROLS = 'SNR of controls';

function linesOf(cohort: Cohort): Map<string, WatchedLine> {
  const [sd, shape] = [airBaseline(cohort, 'airSd'), airBaseline(cohort, 'airMeanOverSd')];
  const lines = [
    ...(sd ? [new WatchedLine(AIR_SD, new EwmaChart(sd), Math.exp)] : []),
    ...(shape ? [new WatchedLine(AIR_SHAPE, new EwmaChart(shape), Math.exp)] : []),
    new WatchedLine(CONTROLS, new EwmaChart(cohortBaseline(cohort)), (snr) => snr),
  ];
  return new Map(lines.map((line) => [line.name, line]));
}

/** The date of the first exam after the change; not known when any of those exams has none. */
function earliest(lines: readonly WatchedLine[]): string | undefined {
  const dates = lines.flatMap((line) => line.datesOfRun);
  const known = dates.filter((date) => date !== undefined);
  return known.length < dates.length ? undefined : known.toSorted()[0];
}

function other(name: string, before: string | undefined, now: string | undefined): string | undefined {
  if (before === now) return undefined;
  return `${name} ${now ?? 'not named'}, was ${before ?? 'not named'}`;
}
