import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { cdsResponseSchema, checkResponse, type Card } from '../../src/cds-hooks/cards.ts';
import { DEFAULT_SETTINGS, type ClientSettings } from '../../src/cds-hooks/client-settings.ts';
import { PROFILE_NAMES, profiles } from '../../src/cds-hooks/profiles/index.ts';
import { aCard, countOnPatientView, countingService, recorded } from './support/fake-service.ts';
import { orderSelectContext, orderSignContext } from '../../src/cds-hooks/contexts.ts';
import { startService } from './support/start-service.ts';

/** What a site would set for every one of them. */
const SETTINGS: ClientSettings = {
  ...DEFAULT_SETTINGS,
  links: ['https://mscore.example.org/'],
  preferenceList: { 'http://loinc.org|38268-9': '4567' },
};

async function recordedCards(name: string): Promise<Card[]> {
  const text = await readFile(`fixtures/cds-hooks/${name}.json`, 'utf8');
  return cdsResponseSchema.parse(JSON.parse(text)).cards;
}

describe.each(PROFILE_NAMES)('the profile %s', (profile) => {
  test(`R8 shows our card as recorded: ${profile}-response.json`, async () => {
    const cards = await recordedCards('standard-response');
    const adapted = cards.map((card) => profiles[profile].adapt(card, SETTINGS));
    expect(checkResponse({ cards: adapted }).cards).toEqual(await recordedCards(`${profile}-response`));
  });

  test('R2 leaves a card that has nothing special alone', () => {
    const card = aCard();
    expect(profiles[profile].adapt(card, DEFAULT_SETTINGS)).toEqual(card);
  });
});

const requests = {
  standard: [['standard-patient-view', '1 patient, 1 results']],
  epic: [
    ['epic-order-sign-nothing-found', '1 patient, 0 results'],
    ['epic-patient-view-own-keys', '1 patient, 0 results'],
  ],
  oracle: [['oracle-patient-view', '1 patient, 0 results']],
  sandbox: [['sandbox-order-select', '1 patient, 0 results']],
} as const;

test.each(
  PROFILE_NAMES.flatMap((profile) =>
    requests[profile].map(([name, summary]) => [profile, name, summary] as const),
  ),
)('Q1 G4 a client of profile %s is understood: %s', async (profile, name, summary) => {
  const settings = { ...SETTINGS, profile, prefetchKeys: { patient: '-patient' } };
  const { fhirServer } = await recorded(name);
  await using service = await startService({
    services: [
      countOnPatientView(),
      countingService('order-sign', orderSignContext),
      countingService('order-select', orderSelectContext),
    ],
    authenticate: async () => ({ issuer: profile, fhirServers: [String(fhirServer)], settings }),
  });
  const response = await service.post('/count', await recorded(name));
  expect(await response.json()).toMatchObject({ cards: [{ summary }] });
});

const action = (description: string) => ({
  type: 'create' as const,
  description,
  resource: { resourceType: 'Task' as const, status: 'draft' as const, intent: 'order' as const },
});

describe('Epic', () => {
  const suggestion = {
    uuid: '6f0b6f6e-8e0b-4a53-9d0a-2f4d3a9d4b02',
    label: 'Both',
    actions: [action('First'), action('Second')],
  };

  test('R5 R6 gets a suggestion for each action, any of which may be chosen', () => {
    const card = aCard({ suggestions: [suggestion], selectionBehavior: 'at-most-one' });
    const { suggestions, selectionBehavior } = profiles.epic.adapt(card, SETTINGS);
    expect(selectionBehavior).toBe('any');
    expect(suggestions?.map(({ actions }) => actions?.map(({ description }) => description))).toEqual([
      ['First'],
      ['Second'],
    ]);
    expect(new Set(suggestions?.map(({ uuid }) => uuid)).size).toBe(2);
  });
});

test.each([
  ['https://mscore.example.org/app', 'https://mscore.example.org/app', true],
  ['https://mscore.example.org/app', 'https://mscore.example.org/app/review?x=1', true],
  ['https://mscore.example.org/app', 'https://mscore.example.org/apple', false],
  ['https://mscore.example.org/app', 'https://mscore.example.org.evil.example/app', false],
  ['https://mscore.example.org/app', 'http://mscore.example.org/app', false],
  ['https://mscore.example.org/app', 'https://mscore.example.org/app/../other', false],
])('R8 with %s registered, Oracle Health shows %s: %s', (registered, url, shown) => {
  const card = aCard({ links: [{ type: 'absolute', label: 'x', url }] });
  const { links } = profiles.oracle.adapt(card, { ...SETTINGS, links: [registered] });
  expect(links !== undefined).toBe(shown);
});
