import { createHash, randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { ROLES, type Role } from '../review/roles.ts';
import { storable } from '../storable-text.ts';
import type { Schema } from './schema.ts';
import { seal, unseal } from './sealed-text.ts';

/** Who signed in, as the identity provider and the configuration said it at that moment. */
export interface ReviewSession {
  readonly issuer: string;
  readonly subject: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /** Issuers of the clients whose patients they may see. */
  readonly clients: readonly string[];
  /** The only patient, of the only client, when an EHR opened the page for one. */
  readonly launch?: { readonly fhirServer: string; readonly patientId: string } | undefined;
}

/** How a session that is over was begun. */
export interface ClosedSession {
  readonly issuer: string;
  readonly launched: boolean;
  readonly idToken: string | undefined;
}

export interface SessionLimits {
  readonly sessionHours: number;
  readonly idleMinutes: number;
  readonly now?: () => Date;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Sessions of reviewers, shared by every process on this database. Only the hash of a secret is kept. */
export class ReviewSessions {
  readonly #database: Kysely<Schema>;
  readonly #limits: SessionLimits;

  constructor(database: Kysely<Schema>, limits: SessionLimits) {
    this.#database = database;
    this.#limits = limits;
  }

  /**
   * Begins a session; gives the secret that its cookie carries.
   *
   * @param idToken what the identity provider wants to see again at sign-out
   */
  async open(
    { issuer, subject, name, roles, clients, launch }: ReviewSession,
    idToken?: string,
  ): Promise<string> {
    const now = this.#now();
    await this.#database.deleteFrom('review_session').where('expires_at', '<', now).execute();
    const secret = randomBytes(32).toString('base64url');
    await this.#database
      .insertInto('review_session')
      .values({
        secret_sha256: digest(secret),
        issuer,
        subject,
        name: storable(name),
        roles: JSON.stringify(roles),
        clients: JSON.stringify(clients),
        launch_fhir_server: launch?.fhirServer ?? null,
        launch_patient_id: launch?.patientId ?? null,
        sealed_id_token: idToken === undefined ? null : seal(idToken, secret),
        seen_at: now,
        expires_at: new Date(now.getTime() + this.#limits.sessionHours * HOUR_MS),
      })
      .execute();
    return secret;
  }

  /** The session of the secret, while it lasts. @param used whether a person asks, so that the time without a request begins anew */
  async find(secret: string, used = true): Promise<ReviewSession | undefined> {
    const now = this.#now();
    const idleSince = new Date(now.getTime() - this.#limits.idleMinutes * MINUTE_MS);
    const row = await this.#database
      .selectFrom('review_session')
      .selectAll()
      .where('secret_sha256', '=', digest(secret))
      .where('expires_at', '>', now)
      .where('seen_at', '>', idleSince)
      .executeTakeFirst();
    if (!row) return undefined;
    // A page of pictures is dozens of requests: one write a minute is enough.
    if (used && now.getTime() - row.seen_at.getTime() >= MINUTE_MS) await this.#seen(secret, now);
    const { launch_fhir_server: fhirServer, launch_patient_id: patientId } = row;
    return {
      issuer: row.issuer,
      subject: row.subject,
      name: row.name,
      roles: z.array(z.enum(ROLES)).parse(row.roles),
      clients: z.array(z.string()).parse(row.clients),
      launch: fhirServer === null || patientId === null ? undefined : { fhirServer, patientId },
    };
  }

  /** Ends a session, also one whose time was up. Gives back how it was begun; undefined when there is none. */
  async close(secret: string): Promise<ClosedSession | undefined> {
    const row = await this.#database
      .deleteFrom('review_session')
      .where('secret_sha256', '=', digest(secret))
      .returning(['issuer', 'launch_patient_id', 'sealed_id_token'])
      .executeTakeFirst();
    if (!row) return undefined;
    const { issuer, launch_patient_id: patient, sealed_id_token: sealed } = row;
    return {
      issuer,
      launched: patient !== null,
      idToken: sealed === null ? undefined : unseal(sealed, secret),
    };
  }

  async #seen(secret: string, now: Date): Promise<void> {
    await this.#database
      .updateTable('review_session')
      .set({ seen_at: now })
      .where('secret_sha256', '=', digest(secret))
      .execute();
  }

  #now(): Date {
    return this.#limits.now?.() ?? new Date();
  }
}

function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
