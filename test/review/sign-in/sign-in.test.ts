import { writeFile, mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startFhirSandbox } from '../../../fixtures/fhir-sandbox/fhir-sandbox.ts';
import { startIdentityProvider } from '../../support/identity-provider.ts';
import { PlainBrowser } from '../../support/plain-browser.ts';
import { type ReviewService, startReview } from '../../support/review-service.ts';

const NORTH = 'https://north.example.org';
const SOUTH = 'https://south.example.org';
const stack = new AsyncDisposableStack();
let review: ReviewService;
let fhirServer: string;

beforeAll(async () => {
  const folder = stack.use(await mkdtempDisposable(join(tmpdir(), 'mscore-sign-in-')));
  const secret = join(folder.path, 'secret');
  await writeFile(secret, 'shared-with-the-provider\n');
  review = await startReview({
    config: async (publicUrl) => {
      const redirect_uris = [`${publicUrl}/review/sign-in/callback`];
      const client = {
        client_id: 'mscore',
        client_secret: 'shared-with-the-provider',
        redirect_uris,
        post_logout_redirect_uris: [`${publicUrl}/review/signed-out`],
      };
      const provider = await startIdentityProvider({
        clients: [client],
        accounts: {
          eva: { name: 'Eva Nováková', roles: ['osteology', 'north'] },
          ivan: { name: 'Ivan', roles: ['porters'] },
          anna: {
            name: 'Anna',
            roles: ['osteology'],
            fhirUser: 'https://north.example.org/fhir/Practitioner/1',
            patient: 'p1',
          },
          paul: { name: 'Paul', fhirUser: 'Patient/p2', patient: 'p2' },
          pavol: {
            name: 'Pavol',
            fhirUser: 'Practitioner/2',
            patient: 'p1',
            appContext: '260cc89f-e4ce-4a4e-aca0-11cb589e0c8f',
          },
          nobody: { name: 'No', fhirUser: 'Practitioner/3' },
        },
      });
      stack.defer(async () => void (await provider.close()));
      const fhir = await startFhirSandbox({
        smartConfiguration: {
          issuer: provider.issuer,
          authorization_endpoint: `${provider.issuer}/auth`,
          token_endpoint: `${provider.issuer}/token`,
          jwks_uri: `${provider.issuer}/jwks`,
          capabilities: ['launch-ehr', 'client-confidential-symmetric', 'context-ehr-patient'],
        },
      });
      stack.defer(() => fhir.close());
      fhirServer = fhir.baseUrl;
      const site = { pacs: { dicomweb: 'http://127.0.0.1:1' }, patientIdSystems: [{ system: 'urn:mrn' }] };
      const launch = { clientId: 'mscore', clientSecretFile: secret };
      const jwks = { keys: [{ kty: 'EC' }] };
      return {
        review: {
          oidc: {
            issuer: provider.issuer,
            clientId: 'mscore',
            clientSecretFile: secret,
            roles: { reader: ['osteology'], reviewer: ['osteology'], admin: ['it'] },
          },
        },
        clients: [
          { issuer: NORTH, jwks, fhirServers: [fhirServer], site, review: { groups: ['north'], launch } },
          {
            issuer: SOUTH,
            jwks,
            fhirServers: ['https://south.example.org/fhir'],
            site,
            review: { groups: ['south'] },
          },
        ],
      };
    },
  });
  stack.defer(() => review.close());
});
afterAll(() => stack.disposeAsync());

/** From a first address through the provider's own pages, back to ours. */
async function signIn(login: string, from = `${review.url}/review`, browser = new PlainBrowser()) {
  const form = await browser.get(from);
  const consent = await browser.submit(form, { login, password: 'any' });
  return { browser, page: await browser.submit(consent) };
}

const sessions = () => review.database.sql.selectFrom('review_session').selectAll().execute();
const launchUrl = (iss = fhirServer) =>
  `${review.url}/review/launch?${new URLSearchParams({ iss, launch: 'l1' }).toString()}`;

describe('who comes without a session', () => {
  test('is sent to the identity provider with PKCE, state and nonce, and back to the page they wanted', async () => {
    const answer = await fetch(`${review.url}/review?state=open`, {
      redirect: 'manual',
      headers: { accept: 'text/html' },
    });
    expect(answer.headers.get('location')).toBe('/review/sign-in?to=%2Freview%3Fstate%3Dopen');
    const away = await fetch(`${review.url}/review/sign-in?to=%2Freview%3Fstate%3Dopen`, {
      redirect: 'manual',
    });
    const asked = new URL(away.headers.get('location') ?? '').searchParams;
    expect(asked.get('code_challenge_method')).toBe('S256');
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(asked.get(name)?.length).toBeGreaterThan(30);
    const { page } = await signIn('eva', `${review.url}/review?state=open`);
    expect(page.url).toBe(`${review.url}/review?state=open`);
  });

  test('is told by a code when it is a script', async () => {
    const answer = await fetch(`${review.url}/review`, { headers: { accept: 'application/json' } });
    expect(answer.status).toBe(401);
  });

  test.each([
    'https://evil.example.org/review',
    '//evil.example.org/review',
    '/cds-services',
    'javascript:alert(1)',
    '/reviewer',
  ])('and wanted %s is led to the worklist instead', async (to) => {
    const { page } = await signIn('eva', `${review.url}/review/sign-in?to=${encodeURIComponent(to)}`);
    expect(page.url).toBe(`${review.url}/review`);
  });
});

describe('a session', () => {
  test('is opened with the roles and the hospitals of the groups', async () => {
    const { page } = await signIn('eva');
    expect(page.text).toContain('Signed in as Eva Nováková');
    expect((await sessions()).at(-1)).toMatchObject({
      subject: 'eva',
      roles: ['reader', 'reviewer'],
      clients: [NORTH],
    });
  });

  test('is not opened without a role, nor without a hospital', async () => {
    for (const login of ['ivan', 'anna']) {
      const { page } = await signIn(login);
      expect([page.status, page.text]).toEqual([403, expect.stringContaining('review/no-role')]);
    }
  });

  test('is known by a cookie that no script reads, and whose value is nowhere in the database', async () => {
    const { browser } = await signIn('eva');
    const secret = browser.cookie(review.url, 'mscore-review') ?? '';
    expect(secret.length).toBeGreaterThan(40);
    expect(JSON.stringify(await sessions())).not.toContain(secret);
  });

  test('gets a new secret at every sign-in, and the old one ends', async () => {
    const { browser } = await signIn('eva');
    const first = browser.cookie(review.url, 'mscore-review') ?? '';
    await browser.get(`${review.url}/review/sign-in`);
    expect(browser.cookie(review.url, 'mscore-review')).not.toBe(first);
    const thief = new PlainBrowser();
    thief.setCookie(review.url, 'mscore-review', first);
    expect((await thief.get(`${review.url}/review`)).url).not.toMatch(/^.*\/review$/);
  });

  test('ends with sign-out, here and at the identity provider, which leads back and asks who it is the next time', async () => {
    const { browser, page } = await signIn('eva');
    const gone = await browser.submit(page);
    expect(gone.text).toContain('You are signed out');
    expect(browser.cookie(review.url, 'mscore-review')).toBeUndefined();
    const [, away = ''] = /^0; url=(.+)$/.exec(gone.headers.get('refresh') ?? '') ?? [];
    expect(new URL(away).searchParams.get('id_token_hint')?.split('.')).toHaveLength(3);
    const back = await browser.submit(await browser.get(away), { logout: 'yes' });
    expect([back.url, back.text]).toEqual([
      `${review.url}/review/signed-out`,
      expect.stringContaining('You are signed out'),
    ]);
    expect((await browser.get(`${review.url}/review`)).text).toContain('name="login"');
  });

  test('that an EHR opened ends here alone: who works in the EHR goes on', async () => {
    const { browser, page } = await signIn('anna', launchUrl());
    const gone = await browser.submit(page);
    expect(gone.text).toContain('You are signed out');
    expect(gone.headers.has('refresh')).toBe(false);
  });

  test('ends when its time is up: what is posted after that is not done', async () => {
    const { browser, page } = await signIn('eva');
    await review.database.sql
      .updateTable('review_session')
      .set({ expires_at: new Date(0) })
      .execute();
    const late = await browser.submit(page);
    expect([late.status, late.text]).toEqual([401, expect.stringContaining('review/not-signed-in')]);
  });
});

describe('a forged request', () => {
  test.each([
    ['from another origin', { csrf: true, origin: 'https://evil.example.org' }],
    ['without the token of the session', { csrf: false, origin: undefined }],
  ])('%s is refused', async (_, { csrf, origin }) => {
    const { browser, page } = await signIn('eva');
    const token = /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const forged = await browser.post(
      `${review.url}/review/sign-out`,
      csrf ? { csrf: token } : {},
      origin ? { origin } : {},
    );
    expect([forged.status, forged.text]).toEqual([403, expect.stringContaining('review/forged')]);
  });

  test('a sign-in that was begun in another browser is not finished in this one', async () => {
    const browser = new PlainBrowser();
    const answer = await browser.get(`${review.url}/review/sign-in/callback?code=stolen&state=planted`);
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('review/sign-in-failed')]);
  });
});

describe('an EHR that opens the page', () => {
  test('binds the session to the patient that is open', async () => {
    const { page } = await signIn('anna', launchUrl());
    expect(page.text).toContain('Opened from the record of one patient');
    expect((await sessions()).at(-1)).toMatchObject({
      clients: [NORTH],
      launch_fhir_server: fhirServer,
      launch_patient_id: 'p1',
      roles: ['reader', 'reviewer'],
    });
  });

  test('by the link of a card leads to the study that the card was about', async () => {
    const { page } = await signIn('pavol', launchUrl());
    expect(page.url).toBe(`${review.url}/review/studies/260cc89f-e4ce-4a4e-aca0-11cb589e0c8f`);
  });

  test.each([
    ['a patient', 'paul'],
    ['without a patient', 'nobody'],
  ])('for %s is refused', async (_, login) => {
    const { page } = await signIn(login, launchUrl());
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('review/launch-context')]);
  });

  test.each(['https://evil.example.org/fhir', 'https://south.example.org/fhir', 'nonsense'])(
    'at %s, which may not, is never asked anything',
    async (iss) => {
      const answer = await new PlainBrowser().get(launchUrl(iss));
      expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('review/launch-unknown')]);
    },
  );
});

test('no line of the log names who signed in, or a patient', () => {
  expect(JSON.stringify(review.lines)).not.toMatch(/Nov|eva|anna|p1|p2/);
});
