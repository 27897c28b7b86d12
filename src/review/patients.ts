import { z } from 'zod';
import type { CallingClient } from '../calling-client.ts';
import { asCodedError } from '../errors.ts';
import type { FhirClient } from '../fhir/fhir-client.ts';
import { dateOnly, part } from '../fhir/resource-parts.ts';
import type { Logger } from '../logger.ts';
import { ownRecordOf, type Site, type SiteOf } from '../site.ts';
import { inTime, RECORD_MS } from './in-time.ts';

/** Who somebody is, in the words of the EHR's record; never stored. */
export interface PatientWords {
  /** Empty where the record has none. */
  readonly name: string;
  readonly birthDate: string | undefined;
  /** By the systems that the site's PACS knows patients by; none where only names were asked for. */
  readonly identifiers: readonly string[];
}

/** Reads names; undefined for whoever cannot be read. */
export type NamesOf = (
  client: CallingClient,
  patientIds: readonly string[],
) => Promise<ReadonlyMap<string, PatientWords>>;

/** `no-access`: the site does not let us read its record; `away`: not in time; `unknown`: it has no such patient. */
export type Who = PatientWords | 'no-access' | 'away' | 'unknown';

/** Reads who one patient is, and never fails: a page about them is shown either way. */
export type WhoOf = (of: { readonly client: CallingClient; readonly patientId: string }) => Promise<Who>;

/**
 * Names by our own credentials, where results are written anyway: one search for a page of the list. Where that is not
 * allowed or takes too long, ids do.
 */
export function readNames(siteOf: SiteOf, logger: Logger): NamesOf {
  return async (client, patientIds) => {
    const site = siteOf(client);
    const record = ownRecordOf(site, client);
    if (!record || patientIds.length === 0) return new Map();
    return (await search(record, { patientIds, elements: 'name,birthDate' }, site, logger)) ?? new Map();
  };
}

/** The same for the page of one study, which does not wait for it for long. */
export function readWho(siteOf: SiteOf, logger: Logger, withinMs = RECORD_MS): WhoOf {
  return async ({ client, patientId }) => {
    const site = siteOf(client);
    const record = ownRecordOf(site, client);
    if (!record) return 'no-access';
    const found = await inTime(
      search(record, { patientIds: [patientId], elements: 'name,birthDate,identifier' }, site, logger),
      withinMs,
    );
    return found ? (found.get(patientId) ?? 'unknown') : 'away';
  };
}

async function search(
  record: FhirClient,
  { patientIds, elements }: { readonly patientIds: readonly string[]; readonly elements: string },
  { patientIdSystems }: Pick<Site, 'patientIdSystems'>,
  logger: Logger,
): Promise<ReadonlyMap<string, PatientWords> | undefined> {
  const ids = patientIds.map(encodeURIComponent).join(',');
  const query = `Patient?_id=${ids}&_elements=${elements}&_count=${patientIds.length}`;
  const systems = new Set(patientIdSystems.map(({ system }) => system));
  try {
    const { resources } = await record.search(query);
    const patients = resources.flatMap((one) => patientSchema.safeParse(one).data ?? []);
    return new Map(patients.map((patient) => [patient.id, wordsOf(patient, systems)]));
  } catch (thrown) {
    logger.warn({ code: asCodedError(thrown).code }, 'names of patients could not be read');
    return undefined;
  }
}

const nameSchema = z.object({
  use: part.text,
  text: part.text,
  family: part.text,
  given: part.listOf(z.string()),
});

const patientSchema = z.object({
  resourceType: z.literal('Patient'),
  id: z.string(),
  name: part.listOf(nameSchema),
  birthDate: part.text,
  identifier: part.identifiers,
});

function wordsOf(
  { name: names, birthDate, identifier }: z.infer<typeof patientSchema>,
  systems: ReadonlySet<string>,
): PatientWords {
  const used = names.find(({ use }) => use === 'official') ?? names[0];
  const name = used?.text || [...(used?.given ?? []), used?.family ?? ''].join(' ');
  const own = identifier.filter(({ use, system }) => use !== 'old' && systems.has(system ?? ''));
  return {
    name: shown(name),
    birthDate: dateOnly(birthDate),
    identifiers: own.flatMap(({ value }) => shown(value ?? '') || []),
  };
}

/** Code points of a name or an identifier at most; longer ones end in an ellipsis. */
const LONGEST = 120;
/** Controls, and signs that turn the order of what follows: with them `123` reads `321`. */
const NOT_SHOWN = /[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu;

/** As it can be read on one line without being taken for something else. */
function shown(text: string): string {
  const characters = Array.from(text.replaceAll(NOT_SHOWN, ' ').replaceAll(/\s+/g, ' ').trim());
  return characters.length <= LONGEST ? characters.join('') : `${characters.slice(0, LONGEST - 1).join('')}…`;
}
