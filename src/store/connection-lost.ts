import { z } from 'zod';
import { CodedError } from '../errors.ts';

/**
 * SQLSTATE of a connection that could not be had or was ended from outside (PostgreSQL, appendix A): class 08, the
 * server is shutting down, has crashed or is starting up, and it has no connection left to give.
 */
const SQLSTATES = /^(08[0-9A-Z]{3}|57P0[1235]|53300)$/;
const SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** What node-postgres says without a code (pg 8, pg-pool 3). */
const MESSAGES =
  /^(Connection terminated\b|timeout (expired$|exceeded when trying to connect$)|Client (has encountered a connection error|was closed) and is not queryable$)/;

const namedSchema = z.object({
  code: z.string().optional().catch(undefined),
  message: z.string().catch(''),
});

/**
 * What a driver throws while the database is away, as `store/unavailable`; what is wrong with a statement, and anything
 * else, as it is.
 */
export function asStoreError(thrown: unknown): unknown {
  if (thrown instanceof CodedError) return thrown;
  const { data } = namedSchema.safeParse(thrown);
  if (!data || !isOfTheConnection(data)) return thrown;
  return new CodedError('store/unavailable', data.code, { cause: thrown });
}

function isOfTheConnection({ code, message }: z.infer<typeof namedSchema>): boolean {
  return code === undefined ? MESSAGES.test(message) : SQLSTATES.test(code) || SYSTEM_CODES.has(code);
}

/** The same call, which raises `store/unavailable` when the connection is lost. */
export function coded<Asked extends unknown[], Answer>(
  ask: (...asked: Asked) => Promise<Answer>,
): (...asked: Asked) => Promise<Answer> {
  return (...asked) =>
    ask(...asked).catch((thrown: unknown) => {
      throw asStoreError(thrown);
    });
}
