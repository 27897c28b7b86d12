import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { FeedbackItem } from '../../src/cds-hooks/feedback.ts';
import { ShownCards } from '../../src/store/cards.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { Feedback } from '../../src/store/feedback.ts';
import { aCard } from '../cds-hooks/support/fake-service.ts';
import { NORTH } from '../support/data-keys.ts';
import { logLines } from '../support/log-lines.ts';

const SERVICE = 'lumbar-mri';
let database: Database;
let shown: ShownCards;
let feedback: Feedback;

beforeAll(async () => {
  database = await openDatabase({ kind: 'memory' }, logLines().logger);
  shown = new ShownCards(database.sql);
  feedback = new Feedback(database.sql);
});
afterEach(async () => {
  await database.sql.deleteFrom('card').execute();
  await database.sql.deleteFrom('feedback').execute();
});
afterAll(() => database.close());

function item(card: string, changes: Partial<FeedbackItem> = {}): FeedbackItem {
  return {
    card,
    outcome: 'overridden',
    outcomeTimestamp: '2026-11-20T10:00:00.000Z',
    acceptedSuggestions: [],
    overrideReasons: [
      { reason: { system: 'https://x.example.org', code: 'dexaDone' }, userComment: 'in 2025' },
    ],
    ...changes,
  };
}

const send = (items: FeedbackItem[], issuer = NORTH.issuer) =>
  feedback.save({ issuer, serviceId: SERVICE, items });
const rows = () => database.sql.selectFrom('feedback').selectAll().execute();

describe('shown cards', () => {
  test('are kept with client, service and kind', async () => {
    const uuid = randomUUID();
    await shown.add(NORTH, SERVICE, [aCard({ uuid })]);
    expect(await database.sql.selectFrom('card').selectAll().execute()).toMatchObject([
      { uuid, issuer: NORTH.issuer, fhir_server: NORTH.fhirServer, service_id: SERVICE, kind: 'count' },
    ]);
  });

  test('no cards are nothing to keep, and the same card twice is one', async () => {
    const card = aCard();
    await shown.add(NORTH, SERVICE, []);
    await shown.add(NORTH, SERVICE, [card]);
    await shown.add(NORTH, SERVICE, [card]);
    expect(await database.sql.selectFrom('card').select('uuid').execute()).toEqual([{ uuid: card.uuid }]);
  });
});

describe('feedback', () => {
  test('is kept with what the clinician said, under the FHIR server that the card was shown on', async () => {
    const card = aCard();
    await shown.add(NORTH, SERVICE, [card]);
    expect(await send([item(card.uuid)])).toEqual({ unknownCards: 0 });
    expect(await rows()).toMatchObject([
      {
        card_uuid: card.uuid,
        issuer: NORTH.issuer,
        fhir_server: NORTH.fhirServer,
        service_id: SERVICE,
        outcome: 'overridden',
        outcome_timestamp: new Date('2026-11-20T10:00:00Z'),
        detail: { acceptedSuggestions: [], overrideReasons: [{ userComment: 'in 2025' }] },
      },
    ]);
  });

  test('that is sent again changes nothing, within a batch and later', async () => {
    const same = item(randomUUID());
    await send([same, same]);
    await send([same]);
    expect(await rows()).toHaveLength(1);
  });

  test('with another outcome or at another time is another row', async () => {
    const card = randomUUID();
    await send([item(card)]);
    await send([item(card, { outcome: 'accepted' })]);
    await send([item(card, { outcomeTimestamp: '2026-11-20T10:00:01.000Z' })]);
    expect(await rows()).toHaveLength(3);
  });

  test('on cards that we never showed is kept, and the cards are counted once each', async () => {
    const [unknown, known] = [randomUUID(), aCard()];
    await shown.add(NORTH, SERVICE, [known]);
    const items = [item(unknown), item(unknown, { outcome: 'accepted' }), item(known.uuid)];
    expect(await send(items)).toEqual({ unknownCards: 1 });
    expect(await rows()).toHaveLength(3);
  });

  test('on a card of another client is feedback on an unknown card', async () => {
    const card = aCard();
    await shown.add(NORTH, SERVICE, [card]);
    expect(await send([item(card.uuid)], 'https://south.example.org')).toEqual({ unknownCards: 1 });
    expect(await rows()).toMatchObject([{ issuer: 'https://south.example.org', fhir_server: '' }]);
  });

  test('without items is nothing', async () => {
    expect(await send([])).toEqual({ unknownCards: 0 });
  });
});
