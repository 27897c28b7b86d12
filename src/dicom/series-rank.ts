import type { ImageHeader, SeriesHeaders } from './image.ts';
import type { Finding } from './series-finding.ts';

/** How a reference cohort was acquired; milliseconds, `sequence` as `SE` or `SE\IR`. */
export interface ReferenceProtocol {
  readonly sequence: string;
  readonly repetitionTime: number;
  readonly echoTime: number;
}

/** A series with all that speaks for and against it. */
export interface Judged {
  readonly series: SeriesHeaders;
  readonly findings: readonly Finding[];
}

/** The better of two suitable series first, in an order that does not depend on how they came. */
export function compareSuitable(a: Judged, b: Judged, protocols: readonly ReferenceProtocol[]): number {
  return (
    protocolDistance(a, protocols) - protocolDistance(b, protocols) ||
    points(b) - points(a) ||
    compareText(latest(b), latest(a)) ||
    compareText(a.series.seriesInstanceUid, b.series.seriesInstanceUid)
  );
}

/** Why `other`, though suitable, comes after `best`. */
export function behind(best: Judged, other: Judged, protocols: readonly ReferenceProtocol[]): string {
  if (protocolDistance(other, protocols) > protocolDistance(best, protocols)) {
    return 'further from the reference protocol than the chosen one';
  }
  if (points(other) < points(best)) {
    const against = other.findings.filter((finding) => finding.points < 0).map(({ text }) => text);
    return `less fit than the chosen one${against.length > 0 ? `: ${against.join('; ')}` : ''}`;
  }
  return latest(other) < latest(best) ? 'older than the chosen one' : 'the same as the chosen one';
}

/**
 * How far TR and TE are from the nearest protocol, as the sum of their log ratios in steps of 1 %;
 * another sequence, or a time that is missing, counts as a factor e.
 */
function protocolDistance({ series }: Judged, protocols: readonly ReferenceProtocol[]): number {
  const [first] = series.images;
  if (first === undefined || protocols.length === 0) return 0;
  return Math.min(...protocols.map((protocol) => Math.round(100 * distance(first, protocol))));
}

function distance({ acquisition }: ImageHeader, protocol: ReferenceProtocol): number {
  const sameSequence = acquisition.scanningSequence.join('\\') === protocol.sequence;
  return (
    logRatio(acquisition.repetitionTime, protocol.repetitionTime) +
    logRatio(acquisition.echoTime, protocol.echoTime) +
    (sameSequence ? 0 : 1)
  );
}

function logRatio(value: number | undefined, reference: number): number {
  return value === undefined || value <= 0 ? 1 : Math.abs(Math.log(value / reference));
}

function points({ findings }: Judged): number {
  return findings.reduce((sum, finding) => sum + finding.points, 0);
}

function latest({ series }: Judged): string {
  return series.images.reduce((last, { acquiredAt = '' }) => (acquiredAt > last ? acquiredAt : last), '');
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
