import { describe, expect, test } from '@jest/globals';
import { checkResponse, NO_CARDS, type Card, type CdsResponse } from '../../src/cds-hooks/cards.ts';
import { aCard } from './support/fake-service.ts';

const uuid = 'e56e1945-20b3-4393-8503-a1a20fd73152';
const suggestion: NonNullable<Card['suggestions']>[number] = {
  uuid,
  label: 'Order a DEXA',
  actions: [
    {
      type: 'create',
      description: 'Order a DEXA',
      resource: {
        resourceType: 'ServiceRequest',
        status: 'draft',
        intent: 'proposal',
        subject: { reference: 'Patient/1' },
      },
    },
  ],
};
const whole = aCard({
  detail: 'SNR **12.3** < 15',
  indicator: 'warning',
  suggestions: [
    suggestion,
    { uuid, label: 'Remove', actions: [{ type: 'delete', description: 'Remove', resourceId: 'Task/1' }] },
  ],
  selectionBehavior: 'at-most-one',
  overrideReasons: [{ code: 'elsewhere', system: 'https://example.org/reasons', display: 'Done elsewhere' }],
  links: [
    { type: 'absolute', label: 'How it is measured', url: 'https://mscore.example.org/method' },
    {
      type: 'smart',
      label: 'Open the images',
      url: 'https://mscore.example.org/launch',
      appContext: '{"m":1}',
    },
  ],
});

/** As a service without types would answer. */
function answer(cards: unknown): CdsResponse {
  return JSON.parse(JSON.stringify({ cards }));
}

describe('a response', () => {
  test('R1 is sent as it was made', () => {
    expect(checkResponse({ cards: [whole] })).toEqual({ cards: [whole] });
    expect(JSON.stringify(checkResponse(NO_CARDS))).toBe('{"cards":[]}');
  });

  test('R2 may use all of 139 characters for the summary', () => {
    expect(checkResponse({ cards: [aCard({ summary: 'x'.repeat(139) })] }).cards).toHaveLength(1);
  });

  const broken: [string, object, string][] = [
    ['R2 an empty summary', { summary: '' }, 'summary'],
    ['R2 a summary of 140 characters', { summary: 'x'.repeat(140) }, 'summary'],
    ['R2 critical, which some EHRs show as a pop-up', { indicator: 'critical' }, 'indicator'],
    ['R2 no source', { source: undefined }, 'source'],
    ['R2 no source label', { source: { topic: whole.source.topic } }, 'source.label'],
    ['R2 no uuid', { uuid: undefined }, 'uuid'],
    ['R2 a uuid that is none', { uuid: 'card-1' }, 'uuid'],
    [
      'R2 a suggestion without uuid',
      { suggestions: [{ label: 'x' }], selectionBehavior: 'any' },
      'suggestions.0.uuid',
    ],
    ['R3 raw HTML in the detail', { detail: 'see <b>this</b>' }, 'detail'],
    ['R3 a comment in the detail', { detail: 'see <!-- this -->' }, 'detail'],
    ['R4 no topic', { source: { label: 'Test' } }, 'source.topic'],
    [
      'R4 a topic code that is not alphanumeric',
      { source: { label: 'T', topic: { system: 's', code: 'a-b' } } },
      'code',
    ],
    ['R5 suggestions without selectionBehavior', { suggestions: [suggestion] }, 'selectionBehavior'],
    [
      'R5 another selectionBehavior',
      { suggestions: [suggestion], selectionBehavior: 'all' },
      'selectionBehavior',
    ],
    ['R8 appContext on an absolute link', { links: [{ ...whole.links?.[0], appContext: 'x' }] }, 'links.0'],
    ['R8 a link of another kind', { links: [{ ...whole.links?.[0], type: 'relative' }] }, 'links.0.type'],
    [
      'R8 a link that runs a script',
      { links: [{ ...whole.links?.[0], url: 'javascript:alert(1)' }] },
      'links.0.url',
    ],
    [
      'R9 an override reason without display',
      { overrideReasons: [{ code: 'a', system: 's' }] },
      'overrideReasons.0',
    ],
    ['G2 an empty list', { links: [] }, 'links is empty'],
    ['G2 null', { detail: null }, 'detail'],
    ['G4 an extension without a reverse domain', { extension: { score: 1 } }, 'extension'],
    ['a field that CDS Hooks does not know', { colour: 'red' }, 'colour'],
  ];

  test.each(broken)('%s is our own fault', (_what, changes, where) => {
    const made = answer([whole, { ...aCard(), ...changes }]);
    expect(() => checkResponse(made)).toThrow(
      expect.objectContaining({ code: 'internal', message: expect.stringContaining(where) }),
    );
  });

  const brokenActions: [string, object][] = [
    ['R6 create without a resource', { type: 'create', description: 'x' }],
    ['R6 update without a resource', { type: 'update', description: 'x', resourceId: 'Task/1' }],
    [
      'R6 delete without resourceId',
      { type: 'delete', description: 'x', resource: { resourceType: 'Task' } },
    ],
    ['R6 no description', { type: 'delete', resourceId: 'Task/1' }],
    ['R6 another type', { type: 'replace', description: 'x', resourceId: 'Task/1' }],
    [
      'G2 an empty string deep in the resource',
      {
        type: 'create',
        description: 'x',
        resource: { resourceType: 'Task', code: { coding: [{ code: '' }] } },
      },
    ],
    [
      'G2 an empty object deep in the resource',
      {
        type: 'create',
        description: 'x',
        resource: { resourceType: 'Task', code: {} },
      },
    ],
  ];

  test.each(brokenActions)('%s of an action is our own fault', (_what, action) => {
    const made = answer([
      aCard({ selectionBehavior: 'any' }),
      { ...aCard(), selectionBehavior: 'any', suggestions: [{ uuid, label: 'x', actions: [action] }] },
    ]);
    expect(() => checkResponse(made)).toThrow(
      expect.objectContaining({
        code: 'internal',
        message: expect.stringContaining('cards.1.suggestions.0.actions'),
      }),
    );
  });

  test('R1 cannot carry systemActions', () => {
    const made: CdsResponse = JSON.parse('{"cards":[],"systemActions":[]}');
    expect(() => checkResponse(made)).toThrow(/systemActions/);
  });

  test('R1 must have cards', () => {
    const made: CdsResponse = JSON.parse('{}');
    expect(() => checkResponse(made)).toThrow(/cards/);
  });
});
