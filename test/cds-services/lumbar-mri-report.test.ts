import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { lumbarMriReportServices } from '../../cds-services/lumbar-mri-report.ts';
import { NO_CARDS, checkResponse } from '../../src/cds-hooks/cards.ts';
import { fakeFhir } from '../cds-hooks/support/fake-service.ts';
import { measured } from '../support/measurement.ts';
import { type CallInput, cdsCall } from '../support/cds-call.ts';
import { type ScreeningService, screeningService } from './screening-service.ts';
import { lumbarStudy, order, report, STUDY, woman } from './support.ts';

const BRAIN_MRI = { coding: [{ system: 'http://loinc.org', code: '24590-2' }] };
const OTHER_STUDY = '1.2.9';
const record = { patient: [woman()], reports: [report()], imagingStudies: [lumbarStudy()] };
let world: ScreeningService;

beforeAll(async () => {
  world = await screeningService();
});
afterEach(() => world.empty());
afterAll(() => world.close());

interface Hook extends CallInput {
  readonly status?: string;
}

async function ask({ status = 'final', prefetch = record, ...input }: Hook = {}) {
  const [service] = lumbarMriReportServices({
    ...world.dependencies().dependencies,
    reportHooks: ['report-view'],
  });
  if (!service) throw new Error('no service');
  const context = service.context.parse({
    userId: 'Practitioner/d1',
    patientId: 'p1',
    reportId: 'r1',
    category: 'RAD',
    status,
  });
  const { call, asked } = cdsCall('report-view', context, { prefetch, ...input });
  const response = checkResponse(await service.respond(call));
  return { cards: response.cards.map(({ source }) => source.topic.code), asked };
}

test('serves the hooks that the site names', () => {
  const { dependencies } = world.dependencies();
  const services = lumbarMriReportServices({ ...dependencies, reportHooks: ['report-view', 'x-signed'] });
  expect(services.map(({ id, hook }) => [id, hook])).toEqual([
    ['lumbar-mri-report', 'report-view'],
    ['lumbar-mri-report', 'x-signed'],
  ]);
});

describe('the report of a lumbar MRI with a high M-score gives a card', () => {
  test('when it was prefetched', async () => {
    await world.save(measured());
    expect((await ask()).cards).toEqual(['dexaReferral']);
  });

  test('when it is read over FHIR, with the study that it names', async () => {
    await world.save(measured());
    const fhir = fakeFhir({ 'DiagnosticReport/r1': [report()], 'ImagingStudy/i1': [lumbarStudy()] });
    expect((await ask({ prefetch: { patient: [woman()] }, fhir: fhir.reader })).cards).toEqual([
      'dexaReferral',
    ]);
    expect(fhir.asked).toEqual(['DiagnosticReport/r1', 'ImagingStudy/i1']);
  });

  test('when only its study says that it is lumbar', async () => {
    await world.save(measured());
    const vague = report({ code: { text: 'MR' } });
    expect((await ask({ prefetch: { ...record, reports: [vague] } })).cards).toEqual(['dexaReferral']);
  });
});

describe('the study that was reported is the one that speaks', () => {
  const newer = lumbarStudy({ id: 'i2', started: '2026-09-01' }, OTHER_STUDY);
  const both = { ...record, imagingStudies: [newer, lumbarStudy()] };

  test('not a newer one', async () => {
    await world.save(measured());
    expect((await ask({ prefetch: both })).cards).toEqual(['dexaReferral']);
    expect(await world.queued()).toEqual([]);
  });

  test('and if it was not measured, it is queued with its order, whatever another study says', async () => {
    await world.save(measured(), OTHER_STUDY);
    const reported = report({ basedOn: [{ reference: 'ServiceRequest/o1' }] });
    const prefetch = { ...both, reports: [reported], orders: [order('24968-0', { status: 'active' })] };
    expect((await ask({ prefetch })).cards).toEqual([]);
    expect(await world.queued()).toMatchObject([
      { studyInstanceUid: STUDY, context: { imagingStudy: 'ImagingStudy/i1', order: 'ServiceRequest/o1' } },
    ]);
  });

  test('and if nothing names it, there is no card', async () => {
    await world.save(measured());
    const { imagingStudy: _none, ...unlinked } = report();
    expect((await ask({ prefetch: { ...record, reports: [unlinked] } })).cards).toEqual([]);
  });
});

describe('no card', () => {
  test.each(['cancelled', 'entered-in-error'])(
    'for a report that is %s: nothing is asked for',
    async (status) => {
      await world.save(measured());
      expect(await ask({ status })).toEqual({ cards: NO_CARDS.cards, asked: [] });
    },
  );

  test('for a report that was cancelled since the hook was fired', async () => {
    await world.save(measured());
    expect(
      (await ask({ prefetch: { ...record, reports: [report({ status: 'cancelled' })] } })).cards,
    ).toEqual([]);
  });

  test('for the report of another body part', async () => {
    await world.save(measured());
    const brain = lumbarStudy({ description: 'MR brain' });
    const prefetch = { ...record, reports: [report({ code: BRAIN_MRI })], imagingStudies: [brain] };
    expect((await ask({ prefetch })).cards).toEqual([]);
    expect(await world.queued()).toEqual([]);
  });
});

test('a report of another body part was read, and that is in the audit trail', async () => {
  const before = await world.lastAudited();
  const elsewhere = report({ code: { text: 'MR knee' } });
  await ask({ prefetch: { ...record, reports: [elsewhere], imagingStudies: [] } });
  const after = await world.lastAudited();
  expect(after).not.toEqual(before);
  expect(after).toMatchObject({ action: 'decided', outcome: 'nothing' });
});

describe('an error', () => {
  test('when the report was not sent and there is no FHIR server', async () => {
    await expect(ask({ prefetch: { patient: [woman()] } })).rejects.toMatchObject({
      code: 'request/prefetch-missing',
      message: expect.stringContaining('(reports)'),
    });
  });

  test('when the FHIR server does not have it', async () => {
    const { reader } = fakeFhir({});
    await expect(ask({ prefetch: { patient: [woman()] }, fhir: reader })).rejects.toMatchObject({
      code: 'request/prefetch-missing',
    });
  });

  test('when it is another patient’s', async () => {
    const { reader } = fakeFhir({
      'DiagnosticReport/r1': [report({ subject: { reference: 'Patient/p2' } })],
    });
    await expect(ask({ prefetch: { patient: [woman()] }, fhir: reader })).rejects.toMatchObject({
      code: 'request/patient-mismatch',
    });
  });
});
