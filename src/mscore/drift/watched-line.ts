import { decimal } from '../format.ts';
import { type ChartState, type EwmaChart, REMEMBERED } from './ewma-chart.ts';

/** A chart with its name, and with the days of its values. */
export class WatchedLine {
  readonly name: string;
  readonly #chart: EwmaChart;
  /** From the unit of the chart, perhaps a logarithm, to that of the number. */
  readonly #toNumber: (value: number) => number;
  readonly #dates: (string | undefined)[] = [];

  constructor(name: string, chart: EwmaChart, toNumber: (value: number) => number) {
    this.name = name;
    this.#chart = chart;
    this.#toNumber = toNumber;
  }

  /** @param acquired ISO date */
  follow(value: number, acquired: string | undefined, error?: number): void {
    this.#chart.follow(value, error);
    this.#dates.push(acquired);
    if (this.#dates.length > REMEMBERED) this.#dates.shift();
  }

  get state(): ChartState {
    return this.#chart.state;
  }

  /** Of the exams since the change. */
  get datesOfRun(): readonly (string | undefined)[] {
    return this.#dates.slice(this.#dates.length - this.#chart.runLength);
  }

  kept(): WatchedLine {
    return new WatchedLine(this.name, this.#chart.kept(), this.#toNumber);
  }

  /** `SD of the air 12.1 against 9.8 (+23 %)`. */
  inWords(): string {
    const [now, before] = [this.#toNumber(this.#chart.level), this.#toNumber(this.#chart.middle)];
    const percent = Math.round((now / before - 1) * 100);
    return `${this.name} ${digits(now)} against ${digits(before)} (${percent < 0 ? '−' : '+'}${Math.abs(percent)} %)`;
  }
}

function digits(value: number): string {
  return decimal(value, value < 10 ? 2 : 1);
}
