import type { CallingClient } from '../../src/calling-client.ts';
import { OPEN_ISSUER } from '../../src/calling-client.ts';
import type { Measurement } from '../../src/mscore/measurement.ts';
import { Withdrawals } from '../../src/store/withdrawals.ts';
import { PlainBrowser } from './plain-browser.ts';
import { type ReviewService, type ReviewServiceOptions, startReview } from './review-service.ts';

/** Whoever signs in for trying out sees patients of this one. */
export const TRIED_OUT: CallingClient = { issuer: OPEN_ISSUER, fhirServer: 'http://127.0.0.1:9/fhir' };

/** The review page as with `--open`. */
export function startOpenReview(
  site: ReviewServiceOptions['site'],
  client: CallingClient = TRIED_OUT,
  settings: object = {},
): Promise<ReviewService> {
  const open = {
    fhirServers: [client.fhirServer],
    site: { pacs: { dicomweb: 'http://127.0.0.1:9' }, patientIdSystems: [{ system: 'urn:mrn' }] },
  };
  return startReview({ open: true, config: () => ({ open, review: settings }), site });
}

export async function signedInAs(
  { url }: ReviewService,
  name: string,
  ...roles: string[]
): Promise<PlainBrowser> {
  const browser = new PlainBrowser();
  const form = new URLSearchParams({ name });
  for (const role of roles.length > 0 ? roles : ['reader', 'reviewer']) form.append('role', role);
  await browser.postForm(`${url}/review/sign-in`, form);
  return browser;
}

/** Has the study of a stored measurement entered in error, as this resource of the record says. */
export async function withdraw(
  { measurements, database }: Pick<ReviewService, 'measurements' | 'database'>,
  id: string,
  source = 'DiagnosticReport/r1',
): Promise<void> {
  const stored = await measurements.get(id);
  if (!stored) throw new Error('no such measurement');
  const { client, patientId, measurement } = stored;
  const { studyInstanceUid } = measurement.study;
  await new Withdrawals(database.sql).add({ client, patientId, studyInstanceUid }, source);
}

/** Stores a measurement of a study of its own; gives its id. */
export async function store(
  { measurements, database }: Pick<ReviewService, 'measurements' | 'database'>,
  measurement: Measurement,
  { patientId = 'p1', client = TRIED_OUT, verified = true, daysAgo = 0 } = {},
): Promise<string> {
  const studyInstanceUid = `2.25.${Math.floor(Math.random() * 1e15)}`;
  const study = { ...measurement.study, studyInstanceUid };
  const id = await measurements.save(
    { client, patientId, studyInstanceUid },
    {
      measurement: { ...measurement, study },
      inputs: '',
      images: undefined,
      verified,
      retryAfter: undefined,
      context: {},
      published: 'off',
    },
  );
  const at = new Date(Date.now() - daysAgo * 86_400_000);
  await database.sql.updateTable('measurement').set({ created_at: at }).where('id', '=', id).execute();
  return id;
}
