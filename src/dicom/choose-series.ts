import { catalogue } from '../error-catalogue.ts';
import type { ErrorCode } from '../errors.ts';
import type { SeriesHeaders } from './image.ts';
import { judgeSeries } from './series-criteria.ts';
import { SERIES_LIMITS, type SeriesLimits } from './series-finding.ts';
import { behind, compareSuitable, type Judged, type ReferenceProtocol } from './series-rank.ts';

export interface RejectedSeries {
  readonly seriesInstanceUid: string;
  readonly number: number | undefined;
  readonly description: string;
  readonly reasons: readonly string[];
}

/** The series to measure, or why there is none; every other series with its reasons either way. */
export type SeriesChoice =
  | {
      readonly chosen: { readonly series: SeriesHeaders; readonly reasons: readonly string[] };
      readonly rejected: readonly RejectedSeries[];
    }
  | { readonly chosen: null; readonly rejected: readonly RejectedSeries[]; readonly refusal: ErrorCode };

/**
 * Chooses the sagittal T1 series of a lumbar study: every series is judged, those against which something
 * decisive speaks are out, and of the rest the one closest to a reference protocol wins, then the one
 * with most points, then the latest. Without any the refusal is what keeps the most promising series from
 * being used, or the fault that kept one from being read.
 *
 * @param markedOn the series that the levels were marked on: when the study has it, it is that or none
 */
export function chooseSagittalT1(
  series: readonly SeriesHeaders[],
  protocols: readonly ReferenceProtocol[] = [],
  markedOn?: string,
  limits: SeriesLimits = SERIES_LIMITS,
): SeriesChoice {
  const judged = series.map((each) => ({ series: each, findings: judgeSeries(each, limits) }));
  const marked = judged.filter((each) => each.series.seriesInstanceUid === markedOn);
  const candidates = marked.length > 0 ? marked : judged;
  const suitable = judged.filter((each) => !isUnsuitable(each));
  const [best] = suitable
    .filter((each) => candidates.includes(each))
    .toSorted((a, b) => compareSuitable(a, b, protocols));

  const others = suitable
    .filter((each) => each !== best)
    .toSorted((a, b) => compareSuitable(a, b, protocols))
    .map((other) => {
      const elsewhere = marked.length > 0 || best === undefined;
      const why = elsewhere ? 'the levels were marked on another series' : behind(best, other, protocols);
      return rejection(other, [`suitable, but ${why}`]);
    });
  const unsuitable = judged.filter(isUnsuitable).map((each) => rejection(each, decisiveTexts(each)));
  const rejected = [...others, ...unsuitable];
  if (best === undefined) return { chosen: null, rejected, refusal: refusal(candidates) };

  const reasons = [
    ...(marked.length > 0 ? ['the levels were marked on it'] : []),
    ...best.findings.map(({ text }) => text),
  ];
  return { chosen: { series: best.series, reasons }, rejected };
}

function isUnsuitable({ findings }: Judged): boolean {
  return findings.some(({ decisive }) => decisive);
}

/** Where several things could be named, the one that says most about the whole study. */
const REFUSALS = [
  'series/body-part',
  'series/contrast',
  'series/lossy',
  'series/not-original',
  'dicom/no-geometry',
] as const satisfies readonly ErrorCode[];

/**
 * The reason that alone keeps some series from being the sagittal T1. A fault comes first: while a series
 * cannot be read, nobody knows that the study has no better one.
 */
function refusal(unsuitable: readonly Judged[]): ErrorCode {
  const unread = unsuitable.flatMap(({ series }) => series.unreadable?.code ?? []);
  const fault = unread.find((code) => catalogue[code].kind === 'fault');
  if (fault) return fault;

  const almost = unsuitable
    .map(({ findings }) => findings.filter(({ decisive }) => decisive))
    .filter((decisive) => decisive.every((finding) => finding.refusal !== undefined))
    .toSorted((a, b) => a.length - b.length);
  const codes = almost
    .filter(({ length }) => length === almost[0]?.length)
    .flat()
    .map((finding) => finding.refusal);
  return REFUSALS.find((code) => codes.includes(code)) ?? unread[0] ?? 'series/no-sagittal-t1';
}

function decisiveTexts({ findings }: Judged): string[] {
  return findings.filter(({ decisive }) => decisive).map(({ text }) => text);
}

function rejection({ series }: Judged, reasons: readonly string[]): RejectedSeries {
  const [first] = series.images;
  return {
    seriesInstanceUid: series.seriesInstanceUid,
    number: first?.seriesNumber,
    description: first?.seriesDescription ?? '',
    reasons,
  };
}
