import type { MeasuredStudy } from '../analysis/measure-study.ts';
import { examOf } from '../calibration/exam-of.ts';
import { reason } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { WatchedExam } from '../mscore/drift/watched.ts';
import { LEVELS } from '../mscore/levels.ts';
import { matchReference } from '../mscore/match-reference.ts';
import type { KnownReference } from '../mscore/reference.ts';
import { storable } from '../storable-text.ts';
import type { WatchedChange } from '../store/scanner-log.ts';

/** Which stored reference an exam says something about, and what. */
export interface WatchedMatch {
  readonly reference: { readonly id: string; readonly version: number };
  readonly exam: WatchedExam;
}

/**
 * What a measured study says about its scanner. Undefined when no stored reference fits it, or its air was not
 * trusted or never judged: only exams that gave a number count, and those that a drift alone kept from it, since both
 * had to pass every check.
 */
export function watchedExam(
  measured: MeasuredStudy,
  references: readonly KnownReference[],
): WatchedMatch | undefined {
  const { measurement } = measured;
  if (measurement.refusals.some(({ code }) => code !== 'reference/drifted')) return undefined;
  const { protocol, air, signals } = examOf(measured, { location: '' }, 1);
  if (protocol === undefined || air === undefined) return undefined;
  const { acquired } = measurement.study;
  const levels = LEVELS.filter((level) => signals[level] !== undefined);
  const match = matchReference({ ...protocol, acquired }, levels, references);
  const { id, version } = match.reference ?? match.drifted ?? {};
  if (id === undefined || version === undefined) return undefined;
  const { softwareVersions, coil } = protocol.scanner;
  return {
    reference: { id, version },
    exam: {
      kind: 'exam',
      acquired,
      airSd: air.sd,
      airMeanOverSd: air.meanOverSd,
      airN: air.n,
      softwareVersions: filled(softwareVersions),
      coil: filled(coil),
    },
  };
}

/** Said when the charts come to another opinion, not at every exam. */
export function logChange(
  { id, version }: WatchedMatch['reference'],
  change: WatchedChange,
  logger: Logger,
): void {
  if (change.before.state === change.after.state) return;
  const fields = { reference: id, version, ...change.after };
  if (change.after.state === 'ok') {
    logger.info(fields, 'the scanner is as it was when its reference cohort was measured');
    return;
  }
  const drifted = change.after.state === 'drifted';
  const { code, text, remedy } = reason(drifted ? 'reference/drifted' : 'reference/drift-warning');
  if (drifted) logger.error({ code, ...fields, remedy }, text);
  else logger.warn({ code, ...fields, remedy }, text);
}

function filled(text: string | undefined): string | undefined {
  const trimmed = storable(text?.trim() ?? '');
  return trimmed === '' ? undefined : trimmed;
}
