import type { ErrorCode } from '../../../error-catalogue.ts';
import type { Level } from '../../../mscore/levels.ts';
import type { NoiseMethod } from '../../../mscore/noise-method.ts';
import type { Measurement } from '../../../mscore/measurement.ts';
import type { Shown } from '../../../decisions/decision.ts';
import type { Recommendation } from '../../../screening/recommendation.ts';
import type { Exclusion } from '../../../spine/roi-file.ts';

/** What dragging on the image does. */
export const MODES = ['window', 'scroll', 'pan', 'zoom'] as const;
export type Mode = (typeof MODES)[number];

/** Buttons beside the image; those of a level stand in its row. */
export const ACTIONS = [
  'previous',
  'next',
  'zoom-in',
  'zoom-out',
  'fit',
  'window-back',
  'overlay',
  'undo',
  'redo',
  'reset',
  'names-up',
  'names-down',
  'add-air',
  'add-fluid',
  'put-here',
  'remove',
] as const;
export type Action = (typeof ACTIONS)[number];

export interface ReasonText {
  readonly text: string;
  readonly remedy: string;
}

/** Every word of the study page, in one language: a text that is missing does not compile. Plain text, no markup. */
export interface StudyTexts {
  number(value: number, digits: number): string;
  /** With all its digits. */
  exact(value: number): string;
  /** @param iso an ISO date, maybe only its year or month */
  date(iso: string): string;
  /** A reference as people name it: a stored one with its version. */
  reference(id: string, version: number | undefined): string;

  readonly title: (date: string | undefined) => string;
  readonly images: string;
  readonly needsScript: string;
  readonly notBuilt: string;
  readonly noImages: string;
  readonly fetching: string;
  readonly viewer: string;
  readonly loading: (done: number, total: number) => string;
  readonly imagesAway: (why: string) => string;
  readonly image: (number: number, total: number) => string;
  readonly window: (center: number, width: number) => string;
  readonly slider: string;
  readonly dragging: string;
  readonly modes: Record<Mode, string>;
  readonly tools: string;
  readonly actions: Record<Action, string>;
  readonly help: string;
  /** Keys or gesture, and what they do. */
  readonly keys: readonly (readonly [keys: string, what: string])[];

  readonly roi: (name: string, image: number, keys: string) => string;
  readonly roiKeys: string;
  /** Of the knob beside a ROI. */
  readonly turn: string;
  readonly air: (number: number) => string;
  readonly fluid: string;

  readonly levels: string;
  readonly columns: Record<'level' | 'image' | 'pixels' | 'mean' | 'sd' | 'snr' | 'cohort' | 'edit', string>;
  readonly showLevel: (level: Level) => string;
  readonly addRoi: (level: Level) => string;
  readonly leaveOut: (level: Level) => string;
  readonly leaveOutChoose: string;
  readonly measureAgain: string;
  readonly exclusions: Record<Exclusion, string>;
  readonly bodyMissing: (level: Level) => string;

  readonly asMeasured: string;
  readonly edited: string;
  readonly restored: string;
  readonly discarded: string;
  readonly storedWas: (m: string) => string;

  readonly result: string;
  readonly mScore: string;
  readonly noMScore: string;
  readonly interval: (low: string, high: string) => string;
  readonly snr: string;
  readonly vbq: (behind: Level | undefined) => string;
  /** Short names spelled out. */
  readonly spelledOut: Record<'vbq' | 'roi', string>;
  readonly cutoff: (value: string, source: string) => string;
  readonly noCutoff: string;
  readonly reaches: string;
  readonly below: string;
  readonly comparedWith: (reference: string, n: number) => string;
  readonly status: Record<Measurement['status'], string>;
  readonly markedBy: Record<string, string>;
  readonly refusedBecause: string;
  readonly limits: string;
  /** Undefined where the catalogue's own words serve. */
  readonly reason: (code: ErrorCode) => ReasonText | undefined;

  readonly noise: string;
  readonly noiseMethods: Record<NoiseMethod, string>;
  readonly noiseNumbers: (noise: { sd: string; n: number; effective: number | undefined }) => string;
  readonly checkColumns: Record<'check' | 'value' | 'allowed' | 'verdict', string>;
  /** By the check's name. */
  readonly checks: Readonly<Record<string, string>>;
  readonly atLeast: (value: string) => string;
  readonly atMost: (value: string) => string;
  readonly between: (low: string, high: string) => string;
  readonly passed: string;
  readonly failed: string;
  readonly noChecks: string;

  readonly chart: string;
  readonly chartTitle: string;
  readonly chartText: string;
  readonly chartNone: string;
  readonly chartLevel: (level: Level, snr: string, cohort: string | undefined) => string;

  readonly timeLine: string;
  readonly timeTitle: string;
  readonly timeText: string;
  readonly timeNone: string;
  readonly timeAxis: string;
  readonly timeUnit: string;
  readonly cutoffLine: string;
  readonly osteoporosisLine: string;
  readonly thisStudy: string;
  readonly tScore: string;
  readonly earlier: Record<'date' | 'kind' | 'value' | 'where', string>;
  readonly tScoresFrom: Record<'record' | 'decision' | 'nowhere', string>;
  readonly about: (date: string) => string;

  readonly story: string;
  readonly storyNone: string;
  readonly recommended: Record<NonNullable<Recommendation['kind']>, string>;
  readonly couldNot: string;
  readonly shown: Record<Shown, string>;
  readonly accepted: (when: string) => string;
  readonly overridden: (when: string, why: string | undefined) => string;
  readonly noAnswer: string;
  readonly answersOf: Readonly<Record<string, string>>;
}
