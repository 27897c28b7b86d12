import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { resourceSchema } from '../../fhir-resource.ts';
import type { Action, Card, Suggestion } from '../cards.ts';
import { isRegistered, withLinks, type CardTarget, type ClientProfile } from './profile.ts';

/** Epic ignores what an order says unless it is coded by an entry of its own preference list. */
const PREFERENCE_LIST = 'urn:com.epic.cdshooks.action.code.system.preference-list-item';

/**
 * Epic: signs with RS384; takes one action of each suggestion, and `any` as the only way to choose; shows the
 * action's words, not the suggestion's; opens only SMART apps that it knows.
 */
export const epic: ClientProfile = { algorithms: ['RS384'], adapt };

function adapt(card: Card, target: CardTarget): Card {
  const links = (card.links ?? []).filter(
    (link) => link.type === 'absolute' || isRegistered(link, target.links),
  );
  const adapted = withLinks(card, links);
  if (!card.suggestions) return adapted;
  const suggestions = card.suggestions.flatMap((suggestion) => oneActionEach(suggestion, target));
  return { ...adapted, suggestions, selectionBehavior: 'any' };
}

function oneActionEach(suggestion: Suggestion, target: CardTarget): Suggestion[] {
  const { actions = [] } = suggestion;
  if (actions.length === 0) return [suggestion];
  return actions.map((action, index) => ({
    ...suggestion,
    ...(index > 0 && { uuid: randomUUID() }),
    actions: [withPreference(action, target)],
  }));
}

const codedSchema = z.looseObject({
  code: z.looseObject({
    coding: z.array(z.looseObject({ system: z.string().optional(), code: z.string().optional() })),
  }),
});

/** The order with Epic's own code before ours, where the site gave one. */
function withPreference(action: Action, { preferenceList }: CardTarget): Action {
  if (action.type === 'delete') return action;
  const { data: resource } = codedSchema.safeParse(action.resource);
  const known = resource?.code.coding
    .map(({ system, code }) => preferenceList[`${system}|${code}`])
    .find((entry) => entry !== undefined);
  if (!resource || known === undefined) return action;
  const coding = [{ system: PREFERENCE_LIST, code: known }, ...resource.code.coding];
  return {
    ...action,
    resource: resourceSchema.parse({ ...resource, code: { ...resource.code, coding } }),
  };
}
