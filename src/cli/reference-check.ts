import type { Kysely } from 'kysely';
import type { MeasureOne } from '../calibration/study.ts';
import { decimal } from '../mscore/format.ts';
import { RESEARCH_USE } from '../research-use.ts';
import type { StoredReference } from '../store/reference-events.ts';
import type { ScannerLog } from '../store/scanner-log.ts';
import type { Schema } from '../store/schema.ts';
import { EXIT } from './exit-codes.ts';
import { measurementText } from './measurement-text.ts';

export interface CheckOptions {
  readonly rois?: string;
  readonly control?: string;
  readonly json?: boolean;
}

export interface CheckDependencies {
  readonly log: ScannerLog;
  readonly database: Kysely<Schema>;
  readonly measureOne: MeasureOne;
}

/**
 * Measures a control as a patient is measured, and writes its SNR down. What is refused is not written down: it says
 * nothing about the SNR of the scanner.
 *
 * @returns what to print, and the exit status
 */
export async function checkReference(
  stored: StoredReference,
  location: string,
  { rois, control: name, json }: CheckOptions,
  { log, database, measureOne }: CheckDependencies,
): Promise<{ readonly text: string; readonly exit: number }> {
  const { measurement } = await measureOne({ location, rois }, undefined);
  const { snr, study, mscore } = measurement;
  if (measurement.status === 'refused' || snr === null) {
    const text = json ? JSON.stringify(measurement, null, 2) : measurementText(measurement);
    return { text, exit: EXIT.refused };
  }
  const { version, reference } = stored;
  const { id } = reference;
  const entry = { kind: 'control', acquired: study.acquired, name, snr } as const;
  const change = await database
    .transaction()
    .execute((transaction) => log.record(transaction, { id, version }, study.studyInstanceUid, entry));
  const scanner = await log.standing(stored);
  const recorded = change !== undefined;
  if (json) {
    const text = JSON.stringify(
      { id, version, snr, mscore: mscore?.value ?? null, recorded, scanner },
      null,
      2,
    );
    return { text, exit: EXIT.done };
  }
  const { mean, sd } = reference.snr;
  const lines = [
    `SNR ${decimal(snr, 1)}; the cohort ${id} version ${version} has ${decimal(mean, 1)}, SD ${decimal(sd, 1)}.`,
    recorded ? '' : 'This study was written down before; nothing was added.',
    `Scanner: ${scanner.state}${scanner.what.length > 0 ? ` – ${scanner.what.join(', ')}` : ''}, by ${scanner.controls} controls and ${scanner.exams} exams.`,
    RESEARCH_USE,
  ];
  return { text: lines.filter(Boolean).join('\n'), exit: EXIT.done };
}
