import { createHash, randomUUID } from 'node:crypto';
import type { Insertable, Kysely, Selectable } from 'kysely';
import { z } from 'zod';
import type { CallingClient } from '../calling-client.ts';
import type { DecidedCall, Decision, DecisionLog } from '../decisions/decision.ts';
import type { StoredDecision } from '../decisions/stored-decision.ts';
import type { ErrorCode } from '../errors.ts';
import { logFields } from '../log-fields.ts';
import type { Logger } from '../logger.ts';
import { factsSchema } from '../screening/facts.ts';
import { policySchema } from '../screening/policy.ts';
import { RowsTogether } from './rows-together.ts';
import type { DecisionTable, Schema } from './schema.ts';
import { DAY_MS } from '../iso-day.ts';

const HOUR_MS = DAY_MS / 24;
/** A chart that is opened again and again asks again and again. */
const MOST_OF_ONE = 20;

export interface DecisionsOptions {
  readonly logger: Logger;
  /** Older ones are forgotten. */
  readonly keepDays: number;
  readonly now?: () => Date;
}

interface Decided {
  readonly call: DecidedCall;
  readonly outcome: Decision | { readonly failure: ErrorCode };
  readonly at: Date;
}

/** What was decided on every call of a hook, kept while the answers are on their way. */
export class Decisions implements DecisionLog {
  readonly #database: Kysely<Schema>;
  readonly #options: DecisionsOptions;
  readonly #rows: RowsTogether<Decided>;
  #forgotAt = 0;

  constructor(database: Kysely<Schema>, options: DecisionsOptions) {
    this.#database = database;
    this.#options = options;
    this.#rows = new RowsTogether((rows) => this.#save(rows));
  }

  record(call: DecidedCall, outcome: Decided['outcome']): void {
    this.#rows.add({ call, outcome, at: this.#now() }).catch((error: unknown) => {
      this.#options.logger.error(logFields(error), 'a decision could not be kept');
    });
  }

  /** Resolves when all that was recorded is kept, or told in the log. */
  settled(): Promise<void> {
    return this.#rows.settled();
  }

  find(hookInstance: string): Promise<StoredDecision[]> {
    return findDecisions(this.#database, hookInstance);
  }

  /** Deletes what is older than it may be; gives how many. */
  async forget(): Promise<number> {
    const now = this.#now();
    const before = new Date(now.getTime() - this.#options.keepDays * DAY_MS);
    const { numDeletedRows } = await this.#database
      .deleteFrom('decision')
      .where('decided_at', '<', before)
      .executeTakeFirst();
    this.#forgotAt = now.getTime();
    return Number(numDeletedRows);
  }

  async #save(decided: readonly Decided[]): Promise<void> {
    const rows = decided.map(({ call, outcome, at }) => ({
      ...ownedBy(call.client),
      ...rowOf(call),
      ...columnsOf(outcome),
      decided_at: at,
    }));
    await this.#database.insertInto('decision').values(rows).execute();
    // Now and then is enough, and no clock of its own is needed.
    if (this.#now().getTime() - this.#forgotAt > HOUR_MS) await this.forget();
  }

  #now(): Date {
    return this.#options.now?.() ?? new Date();
  }
}

/** What was decided on this call of a hook, the newest first: clients repeat calls, and ask several services. */
export async function findDecisions(
  database: Kysely<Schema>,
  hookInstance: string,
): Promise<StoredDecision[]> {
  const rows = await database
    .selectFrom('decision')
    .selectAll()
    .where('hook_instance', '=', instanceKey(hookInstance))
    .orderBy('decided_at', 'desc')
    .execute();
  return rows.map(toStored);
}

/** What was decided on a measurement of a client, the newest first. */
export async function findDecisionsOn(
  database: Kysely<Schema>,
  { client, measurementId }: { readonly client: CallingClient; readonly measurementId: string },
): Promise<StoredDecision[]> {
  const rows = await database
    .selectFrom('decision')
    .selectAll()
    .where('measurement_id', '=', measurementId)
    .where('issuer', '=', client.issuer)
    .where('fhir_server', '=', client.fhirServer)
    .orderBy('decided_at', 'desc')
    .limit(MOST_OF_ONE)
    .execute();
  return rows.map(toStored);
}

function ownedBy({ issuer, fhirServer }: CallingClient) {
  return { issuer, fhir_server: fhirServer };
}

function rowOf({ serviceId, hook, hookInstance }: DecidedCall) {
  return { id: randomUUID(), service_id: serviceId, hook, hook_instance: instanceKey(hookInstance) };
}

/** A client may put anything into it, a name too: what is no UUID is kept as a digest, by which it is found. */
function instanceKey(hookInstance: string): string {
  const uuid = z.uuid().safeParse(hookInstance);
  return uuid.success ? uuid.data.toLowerCase() : createHash('sha256').update(hookInstance).digest('hex');
}

type DecisionColumns = Omit<
  Insertable<DecisionTable>,
  'id' | 'issuer' | 'fhir_server' | 'service_id' | 'hook' | 'hook_instance' | 'decided_at'
>;

function columnsOf(decision: Decided['outcome']): DecisionColumns {
  if ('failure' in decision) return { failure: decision.failure, shown: 'nothing' };
  const { recommendation, shown, card, basis } = decision;
  return {
    kind: recommendation.kind,
    reasons: JSON.stringify(recommendation.reasons.map(({ code }) => code)),
    shown,
    card_uuid: card,
    ...(basis && {
      facts: JSON.stringify(basis.facts),
      // The site's code lists have done their part: what they found stands in the facts.
      policy: JSON.stringify({ ...basis.policy, codes: {} }),
      image: basis.image,
      measurement_id: basis.measurement,
    }),
  };
}

function toStored(row: Selectable<DecisionTable>): StoredDecision {
  return {
    client: { issuer: row.issuer, fhirServer: row.fhir_server },
    service: row.service_id,
    hook: row.hook,
    decidedAt: row.decided_at,
    failure: row.failure,
    kind: row.kind,
    reasons: z.array(z.string()).nullable().parse(row.reasons) ?? [],
    shown: row.shown,
    card: row.card_uuid,
    // What an older version of this program kept may not be read any more; the rest of the row is.
    facts: factsSchema.safeParse(row.facts).data ?? null,
    policy: policySchema.safeParse(row.policy).data ?? null,
    image: row.image,
    measurement: row.measurement_id,
  };
}
