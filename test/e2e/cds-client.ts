import { buildCdsRequest, type CdsRequest, type CdsResponse } from '@medplum/core';
import type { Hospital } from './hospital.ts';
import { PATIENT } from './record.ts';

const CONTEXT = { userId: 'Practitioner/dr-novak', patientId: PATIENT };

/** As the real client does it: prefetch by our templates, then the call with a signed token. */
export async function callHook(hospital: Hospital, hook: string, more: object = {}): Promise<CdsResponse> {
  const { services } = await hospital.client.getCdsServices();
  const service = services.find((offered) => offered.hook === hook);
  if (!service) throw new Error(`no service on ${hook}`);
  const user = { resourceType: 'Practitioner', id: 'dr-novak' } as const;
  const request = await buildCdsRequest(hospital.client, user, service, { ...CONTEXT, ...more });
  return send(hospital, service.id, request);
}

export async function send(hospital: Hospital, id: string, request: CdsRequest): Promise<CdsResponse> {
  return hospital.client.callCdsService(id, request, { headers: await hospital.signed(id) });
}

/** Waits until the result was written to the record. */
export async function published({ log }: Hospital): Promise<void> {
  const done = () => log.lines.some((line) => line.includes('publish-result') && line.includes('job done'));
  const giveUp = Date.now() + 20_000;
  while (!done()) {
    if (Date.now() > giveUp) throw new Error(`not published:\n${log.lines.join('\n')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
