import type { AuditTrail } from '../../audit/trail.ts';
import type { SignedIn } from '../access.ts';
import type { ListedFinding } from './findings.ts';

/** An open list asks for itself anew whenever anything changes: who was shown to somebody is not said again for so long. */
const SAID_FOR_MS = 15 * 60_000;

type Shown = readonly Pick<ListedFinding, 'id' | 'client' | 'patientId'>[];

/**
 * Whom a page of the worklist, or an answer to a search, shows to whom: one entry of the audit trail for each client on it,
 * not one for each row. What a person searched for is said each time; of a list those who were not shown to
 * this person within a quarter of an hour.
 */
export class ListNotes {
  readonly #audit: AuditTrail;
  readonly #now: () => number;
  /** When what was last shown to whom, the oldest first. */
  readonly #said = new Map<string, number>();

  constructor(audit: AuditTrail, now: () => number = Date.now) {
    this.#audit = audit;
    this.#now = now;
  }

  listed(user: SignedIn, shown: Shown): void {
    this.#forget();
    this.#note(
      user,
      'listed',
      shown.filter((one) => this.#isNews(user, one)),
    );
  }

  found(user: SignedIn, shown: Shown): void {
    this.#note(user, 'found', shown);
  }

  #note({ subject }: SignedIn, outcome: 'listed' | 'found', shown: Shown): void {
    const who = { kind: 'person', name: subject } as const;
    for (const of of Map.groupBy(shown, ({ client }) => JSON.stringify(client)).values()) {
      const listed = of.map(({ id, patientId }) => ({ patientId, measurement: id }));
      this.#audit.note({ who, action: 'read-record', outcome, client: of[0]?.client, listed });
    }
  }

  #isNews({ issuer, subject }: SignedIn, { id }: Shown[number]): boolean {
    const key = JSON.stringify([issuer, subject, id]);
    if (this.#said.has(key)) return false;
    this.#said.set(key, this.#now());
    return true;
  }

  #forget(): void {
    for (const [key, at] of this.#said) {
      if (at > this.#now() - SAID_FOR_MS) return;
      this.#said.delete(key);
    }
  }
}
