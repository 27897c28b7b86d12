import type { DiagnosticReport } from 'fhir/r4.js';
import { reportViewContext, type ReportViewContext } from '../src/cds-hooks/contexts.ts';
import type { CdsCall, CdsService } from '../src/cds-hooks/service.ts';
import { CodedError } from '../src/errors.ts';
import { readReportedStudies, reportedStudies } from '../src/fhir/imaging-studies.ts';
import { assertSamePatient } from '../src/fhir/patient-match.ts';
import type { RecordResources } from '../src/fhir/record.ts';
import { recordQueries } from '../src/fhir/record-queries.ts';
import { isVoid, lumbarMriOf, orderOf } from '../src/fhir/reported-mri.ts';
import { accounted, NOT_CONCERNED, READ_AND_NOT_CONCERNED, type Answered } from './account.ts';
import { readRecord } from './read-record.ts';
import { screenPatient, type ScreeningDependencies } from './screen-patient.ts';

const SERVICE_ID = 'lumbar-mri-report';

export interface ReportDependencies extends ScreeningDependencies {
  /** The report hooks are drafts (CDS Hooks library, July 2026), and sites name them their own way. */
  readonly reportHooks: readonly string[];
}

/** The service `lumbar-mri-report`: the study that was reported is the one to measure. */
export function lumbarMriReportServices(dependencies: ReportDependencies): CdsService[] {
  return dependencies.reportHooks.map((hook): CdsService<ReportViewContext> => ({
    id: SERVICE_ID,
    hook,
    title: 'M-score of a reported lumbar MRI',
    description:
      'When a lumbar MRI report is opened or signed, measures its sagittal T1 images and suggests a DEXA ' +
      'referral when the vertebral marrow signal (M-score) suggests osteoporosis. Research use, not for diagnosis.',
    context: reportViewContext,
    prefetch: recordQueries,
    respond: (call) => accounted(SERVICE_ID, call, dependencies, () => reported(call, dependencies)),
  }));
}

async function reported(
  call: CdsCall<ReportViewContext>,
  dependencies: ReportDependencies,
): Promise<Answered> {
  if (isVoid(call.context.status)) return NOT_CONCERNED;
  const { codes } = dependencies.siteOf(call.client);
  const { patientId } = call.context;
  const resources = await readRecord(call);
  const report = await findReport(call, resources);
  if (isVoid(report.status)) return READ_AND_NOT_CONCERNED;

  const linked = [...(resources.imagingStudies?.resources ?? []), ...(resources.orders?.resources ?? [])];
  const { candidates } = call.fhir
    ? await readReportedStudies(report, linked, patientId, call.fhir, codes)
    : reportedStudies(report, linked, patientId, codes);
  const recorded = lumbarMriOf(report, candidates, codes);
  if (!recorded) return READ_AND_NOT_CONCERNED;
  return screenPatient(call, resources, { recorded, anyLumbar: false, order: orderOf(report) }, dependencies);
}

/**
 * @throws CodedError `request/prefetch-missing` when the report was not sent and cannot be read,
 *   `request/patient-mismatch` when it is another patient's
 */
async function findReport(
  call: CdsCall<ReportViewContext>,
  { reports }: RecordResources,
): Promise<DiagnosticReport> {
  const { reportId } = call.context;
  const sent = reports?.resources.find(
    ({ resourceType, id }) => resourceType === 'DiagnosticReport' && id === reportId,
  );
  const found = sent ?? (await call.fhir?.read(`DiagnosticReport/${reportId}`));
  if (found?.resourceType !== 'DiagnosticReport') throw new CodedError('request/prefetch-missing', 'reports');
  assertSamePatient([found], call.context.patientId);
  return found;
}
