import type { DiagnosticReport, ImagingStudy } from 'fhir/r4.js';
import { z } from 'zod';
import type { CodeLists } from './codes.ts';
import { isLumbarMri } from './lumbar-mri.ts';
import { part } from './resource-parts.ts';
import { onlyOrder, type StudyCandidate } from './study-candidate.ts';

/** Reports that say nothing about images that count. */
const VOID: ReadonlySet<string> = new Set(['cancelled', 'entered-in-error']);

export function isVoid(status: string): boolean {
  return VOID.has(status);
}

/**
 * The studies that a report of a lumbar MRI is about; undefined when it is of something else. Where the report's code
 * leaves the body part open, an imaging study must say that it is lumbar.
 */
export function lumbarMriOf(
  report: DiagnosticReport,
  candidates: readonly StudyCandidate[],
  lists: CodeLists,
): readonly StudyCandidate[] | undefined {
  if (isLumbarMri(report, lists)) return candidates;
  const lumbar = candidates.filter((candidate) => candidate.lumbar === true);
  return lumbar.length > 0 ? lumbar : undefined;
}

const basedSchema = z.object({ basedOn: part.references });

/** `ServiceRequest/id` that the report answers, or that the study was made for, when it is one only. */
export function orderOf(resource: DiagnosticReport | ImagingStudy): string | undefined {
  return onlyOrder(basedSchema.parse(resource).basedOn);
}
