import { setTimeout as pause } from 'node:timers/promises';
import { buildCdsRequest, type CdsRequest, type CdsResponse, type CdsService } from '@medplum/core';
import type { Hospital } from './hospital.ts';
import { PATIENT } from './record.ts';

const CONTEXT = { userId: 'Practitioner/dr-novak', patientId: PATIENT };

export async function discover(hospital: Hospital): Promise<CdsService[]> {
  return (await hospital.client.getCdsServices()).services;
}

/** As the real client does it: prefetch by our templates, then the call with a signed token. */
export async function callHook(hospital: Hospital, hook: string, more: object = {}): Promise<CdsResponse> {
  return callService(hospital, await discover(hospital), hook, more);
}

/** The same with services that were discovered before. */
export async function callService(
  hospital: Hospital,
  services: readonly CdsService[],
  hook: string,
  more: object,
): Promise<CdsResponse> {
  const service = services.find((offered) => offered.hook === hook);
  if (!service) throw new Error(`no service on ${hook}`);
  const user = { resourceType: 'Practitioner', id: 'dr-novak' } as const;
  const request = await buildCdsRequest(hospital.client, user, service, { ...CONTEXT, ...more });
  return send(hospital, service.id, request);
}

export async function send(hospital: Hospital, id: string, request: CdsRequest): Promise<CdsResponse> {
  return hospital.client.callCdsService(id, request, { headers: await hospital.signed(id) });
}

/** What became of a card. */
export async function sendFeedback(hospital: Hospital, id: string, item: object): Promise<void> {
  const url = `${hospital.client.getCdsServicesUrl()}/${id}/feedback`;
  await hospital.client.post(url, { feedback: [item] }, 'application/json', {
    headers: await hospital.signed(id),
  });
}

/** Waits until the result was written to the record. */
export async function published({ log }: Hospital): Promise<void> {
  const done = () => log.lines.some((line) => line.includes('publish-result') && line.includes('job done'));
  const giveUp = Date.now() + 20_000;
  while (!done()) {
    if (Date.now() > giveUp) throw new Error(`not published:\n${log.lines.join('\n')}`);
    await pause(50);
  }
}
