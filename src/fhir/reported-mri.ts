import type { DiagnosticReport } from 'fhir/r4.js';
import type { CodeLists } from './codes.ts';
import { isLumbarMri } from './lumbar-mri.ts';
import { relativeReference } from './resource-parts.ts';
import type { StudyCandidate } from './study-candidate.ts';

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

/** `ServiceRequest/id` that the report answers. */
export function orderOf({ basedOn }: DiagnosticReport): string | undefined {
  return (basedOn ?? []).map(relativeReference).find((path) => path?.startsWith('ServiceRequest/'));
}
