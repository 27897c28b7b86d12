import type { FhirResource, ServiceRequest } from 'fhir/r4.js';
import {
  orderSelectContext,
  orderSignContext,
  patientViewContext,
  selectedOrders,
  type OrderSelectContext,
  type OrderSignContext,
} from '../src/cds-hooks/contexts.ts';
import type { CdsCall, CdsService } from '../src/cds-hooks/service.ts';
import { lumbarStudies } from '../src/fhir/imaging-studies.ts';
import { lumbarMriOrders } from '../src/fhir/lumbar-mri.ts';
import { orderIdentifiers } from '../src/fhir/order-of-study.ts';
import { assertSamePatient } from '../src/fhir/patient-match.ts';
import { recordQueries } from '../src/fhir/record-queries.ts';
import type { ExpectedStudies } from '../src/store/expected-studies.ts';
import { accounted, NOT_CONCERNED, type Answered } from './account.ts';
import { readRecord } from './read-record.ts';
import { screenPatient, type ScreeningDependencies } from './screen-patient.ts';

/** One id on three hooks, so that a later hook's card replaces an earlier one (CDS Hooks 2.0.1, Discovery). */
const service = {
  id: 'lumbar-mri',
  title: 'M-score from an earlier lumbar MRI',
  description:
    'When a lumbar MRI is ordered, or the chart is opened, looks at the newest lumbar MRI already there and ' +
    'suggests a DEXA referral when its vertebral marrow signal (M-score) suggests osteoporosis. Research use, ' +
    'not for diagnosis.',
  hookVersion: '1.0',
  prefetch: recordQueries,
};

export interface OrderDependencies extends ScreeningDependencies {
  /** Where the studies that will be made for an order are expected. */
  readonly expected: Pick<ExpectedStudies, 'expect'>;
}

/** The service `lumbar-mri`: an MRI that is ordered has no images yet, so an earlier one speaks. */
export function lumbarMriServices(dependencies: OrderDependencies): CdsService[] {
  const select: CdsService<OrderSelectContext> = {
    ...service,
    hook: 'order-select',
    context: orderSelectContext,
    respond: (call) =>
      accounted(service.id, call, dependencies, () =>
        ordered(call, selectedOrders(call.context), call.context.draftOrders, dependencies),
      ),
  };
  const sign: CdsService<OrderSignContext> = {
    ...service,
    hook: 'order-sign',
    context: orderSignContext,
    respond: (call) =>
      accounted(service.id, call, dependencies, () =>
        ordered(call, call.context.draftOrders, call.context.draftOrders, dependencies),
      ),
  };
  const view: CdsService = {
    ...service,
    hook: 'patient-view',
    context: patientViewContext,
    respond: (call) => accounted(service.id, call, dependencies, () => screenNewest(call, [], dependencies)),
  };
  return [select, sign, view];
}

/** Only an order for a lumbar MRI concerns us; all drafts count when looking for a DEXA already ordered. */
async function ordered(
  call: CdsCall,
  orders: readonly FhirResource[],
  draftOrders: readonly FhirResource[],
  dependencies: OrderDependencies,
): Promise<Answered> {
  const { codes } = dependencies.siteOf(call.client);
  const mris = lumbarMriOrders(orders, codes);
  if (mris.length === 0) return NOT_CONCERNED;
  const [answer] = await Promise.all([
    screenNewest(call, draftOrders, dependencies),
    expectStudies(call, mris, dependencies),
  ]);
  return answer;
}

/** A draft has no id that will last: what its study will be known by are the identifiers that it carries. */
async function expectStudies(
  { client, context: { patientId } }: CdsCall,
  mris: readonly ServiceRequest[],
  { expected }: OrderDependencies,
): Promise<void> {
  assertSamePatient(mris, patientId);
  await expected.expect({ client, patientId, identifiers: mris.flatMap(orderIdentifiers) });
}

async function screenNewest(
  call: CdsCall,
  draftOrders: readonly FhirResource[],
  dependencies: ScreeningDependencies,
): Promise<Answered> {
  const { codes } = dependencies.siteOf(call.client);
  const resources = await readRecord(call);
  const { candidates } = lumbarStudies(resources.imagingStudies?.resources ?? [], codes);
  return screenPatient(call, resources, { recorded: candidates, anyLumbar: true, draftOrders }, dependencies);
}
