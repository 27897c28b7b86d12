import type { CdsCall, Prefetched } from '../src/cds-hooks/service.ts';
import { CodedError } from '../src/errors.ts';
import { isNotExposed } from '../src/fhir/not-exposed.ts';
import type { RecordResources } from '../src/fhir/record.ts';
import { RECORD_KEYS, type RecordKey } from '../src/fhir/record-queries.ts';

/**
 * What many EHRs do not expose. The record is then incomplete, which the card says; everything else must be
 * readable, because what speaks against a card could stand there.
 */
const OPTIONAL: ReadonlySet<RecordKey> = new Set(['medicationStatements', 'procedures', 'imagingStudies']);

/** The record behind the hook, by prefetch key; a key that the EHR does not expose is left out. */
export async function readRecord(call: CdsCall): Promise<RecordResources> {
  const entries = await Promise.all(RECORD_KEYS.map(async (key) => [key, await readKey(call, key)] as const));
  return Object.fromEntries(entries);
}

async function readKey(call: CdsCall, key: RecordKey): Promise<Prefetched | undefined> {
  try {
    const found = await call.prefetch(key);
    // Nothing found where not everything was looked at is not the same as nothing there.
    if (found.complete || found.resources.length > 0) return found;
    throw new CodedError('fhir/outcome', key);
  } catch (thrown) {
    if (OPTIONAL.has(key) && isNotExposed(thrown)) return undefined;
    throw thrown;
  }
}
