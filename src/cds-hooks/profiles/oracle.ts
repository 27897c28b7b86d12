import type { Link } from '../cards.ts';
import { isRegistered, withLinks, type ClientProfile } from './profile.ts';

/** Oracle Health: shows links to registered addresses only, and knows no `appContext`. */
export const oracle: ClientProfile = {
  algorithms: ['ES384', 'RS384'],
  adapt: (card, { links }) =>
    withLinks(card, (card.links ?? []).filter((link) => isRegistered(link, links)).map(withoutContext)),
};

function withoutContext(link: Link): Link {
  if (link.type === 'absolute') return link;
  const { appContext: _, ...rest } = link;
  return rest;
}
