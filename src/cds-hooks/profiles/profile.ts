import type { Card, Link } from '../cards.ts';

/** What an adaptation needs to know of the one client. */
export interface CardTarget {
  readonly links: readonly string[];
  readonly preferenceList: Readonly<Record<string, string>>;
}

/** The habits of one kind of EHR, as far as they differ from the specification. */
export interface ClientProfile {
  /** Signatures of its tokens, unless the client is configured for others. */
  readonly algorithms: readonly string[];
  /** The card as this EHR can show it. */
  readonly adapt: (card: Card, target: CardTarget) => Card;
}

/** The card with these links; none at all rather than an empty list. */
export function withLinks(card: Card, links: readonly Link[]): Card {
  const { links: _all, ...rest } = card;
  return links.length === 0 ? rest : { ...rest, links: [...links] };
}

/** Whether the link goes to a registered address, or to one below it. */
export function isRegistered({ url }: Link, registered: readonly string[]): boolean {
  const { origin, pathname } = new URL(url);
  return registered.some((address) => {
    const known = new URL(address);
    const folder = known.pathname.replace(/\/*$/, '/');
    return known.origin === origin && (pathname === known.pathname || pathname.startsWith(folder));
  });
}
