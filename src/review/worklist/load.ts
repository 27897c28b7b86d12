import type { ReviewClaims } from '../../store/review-claims.ts';
import type { Reviews } from '../../store/reviews.ts';
import type { LastHook, Worklist } from '../../store/worklist.ts';
import type { SiteOf } from '../../site.ts';
import type { SignedIn } from '../access.ts';
import { findingsAmong, type ListedFinding } from './findings.ts';
import type { NamesOf, PatientWords } from '../patients.ts';

export interface WorklistStores {
  readonly worklist: Worklist;
  readonly reviews: Reviews;
  readonly claims: ReviewClaims;
  readonly siteOf: SiteOf;
  readonly namesOf: NamesOf;
}

/** All findings that somebody may see; only those of an identifier, when one is looked for. */
export async function loadFindings(
  signedIn: SignedIn,
  { worklist, reviews, claims, siteOf }: WorklistStores,
  identifier?: string,
): Promise<ListedFinding[]> {
  const measurements = await worklist.candidates(signedIn, identifier);
  const reviewed = await reviews.of(measurements.map(({ id }) => id));
  const [results, taken] = await Promise.all([
    reviews.resultsOf([...reviewed.keys()]),
    claims.of(measurements.map(({ id }) => id)),
  ]);
  return findingsAmong(measurements, {
    policyOf: ({ client }) => siteOf(client).policy,
    reviews: reviewed,
    results,
    claims: taken,
  });
}

/** A finding as a row shows it. */
export interface Row extends ListedFinding {
  readonly hook: LastHook | undefined;
  readonly patient: PatientWords | undefined;
}

/** What only the rows of one page need. */
export async function loadRows(
  findings: readonly ListedFinding[],
  { worklist, namesOf }: WorklistStores,
): Promise<Row[]> {
  const hooks = await worklist.lastHooks(findings.map(({ id }) => id));
  const byClient = [...Map.groupBy(findings, ({ client }) => JSON.stringify(client)).values()];
  const named = await Promise.all(
    byClient.map(async (of) => {
      const [first] = of;
      const names =
        first && (await namesOf(first.client, [...new Set(of.map(({ patientId }) => patientId))]));
      return of.map(({ id, patientId }) => [id, names?.get(patientId)] as const);
    }),
  );
  const patients = new Map(named.flat());
  return findings.map((finding) => ({
    ...finding,
    hook: hooks.get(finding.id),
    patient: patients.get(finding.id),
  }));
}
