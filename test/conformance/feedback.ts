import { beforeAll, expect, test } from '@jest/globals';
import { cdsResponseSchema } from '../../src/cds-hooks/cards.ts';
import { signToken } from '../support/client-tokens.ts';
import { hookRequest } from './support/ways.ts';
import { ISSUER, PUBLIC_URL, type World } from './support/world.ts';

/** Checks F; the world is open by the time that they run. */
export function feedbackChecks(opened: () => World): void {
  let world: World;
  beforeAll(() => {
    world = opened();
  });

  const outcomeTimestamp = '2026-11-20T15:51:00Z';
  const reason = {
    reason: { system: 'https://mscore.example.org/x', code: 'patientDeclines' },
    userComment: 'no',
  };
  let card: string;
  let suggestion: string;

  beforeAll(async () => {
    const response = await world.call(await hookRequest(world, 'callback only'));
    const [shown] = cdsResponseSchema.parse(await response.json()).cards;
    card = shown?.uuid ?? '';
    suggestion = shown?.suggestions?.[0]?.uuid ?? '';
  });

  const send = (...feedback: object[]) => world.post('/lumbar-mri/feedback', { feedback });
  const kept = (uuid: string) =>
    world.database.selectFrom('feedback').selectAll().where('card_uuid', '=', uuid).execute();

  test.each(['overrideReason', 'overrideReasons'])('F1 an override is kept with its %s', async (spelling) => {
    const time = spelling === 'overrideReason' ? '2026-11-20T15:52:00Z' : '2026-11-20T15:53:00Z';
    const item = { card, outcome: 'overridden', outcomeTimestamp: time, [spelling]: reason };
    expect((await send(item)).status).toBe(200);
    const rows = await kept(card);
    expect(
      rows.find(({ outcome_timestamp }) => outcome_timestamp.getTime() === Date.parse(time)),
    ).toMatchObject({
      issuer: ISSUER,
      outcome: 'overridden',
      detail: { overrideReasons: [{ reason: { code: 'patientDeclines' }, userComment: 'no' }] },
    });
  });

  test('F2 F1 an acceptance that is sent in batches, again and again, is kept once', async () => {
    const item = { card, outcome: 'accepted', outcomeTimestamp, acceptedSuggestions: [{ id: suggestion }] };
    for (const batch of [[item, item], [item]]) expect((await send(...batch)).status).toBe(200);
    const accepted = (await kept(card)).filter(({ outcome }) => outcome === 'accepted');
    expect(accepted).toMatchObject([{ detail: { acceptedSuggestions: [suggestion] } }]);
  });

  test('F3 feedback on a card that we do not know is kept, and counted in the log', async () => {
    expect((await send({ card: 'never-shown', outcome: 'accepted', outcomeTimestamp })).status).toBe(200);
    expect(await kept('never-shown')).toHaveLength(1);
    expect(world.lines.at(-1)).toMatchObject({ level: 'warn', fields: { unknownCards: 1 } });
  });

  test.each(['/cds-services/lumbar-mri', '/cds-services/lumbar-mri/feedback'])(
    'F4 the token may be made out to %s',
    async (path) => {
      const token = await signToken(world.signer, { iss: ISSUER, aud: `${PUBLIC_URL}${path}` });
      const response = await world.post(
        '/lumbar-mri/feedback',
        { feedback: [] },
        { Authorization: `Bearer ${token}` },
      );
      expect(response.status).toBe(200);
    },
  );

  test('F4 and to no other service', async () => {
    const aud = `${PUBLIC_URL}/cds-services/lumbar-mri-report/feedback`;
    const token = await signToken(world.signer, { iss: ISSUER, aud });
    const response = await world.post(
      '/lumbar-mri/feedback',
      { feedback: [] },
      { Authorization: `Bearer ${token}` },
    );
    expect(response.status).toBe(401);
  });
}
