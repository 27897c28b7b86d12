import { z } from 'zod';
import { defaultNaming } from '../../src/fhir/result-keys.ts';
import { numbersOf, somebody } from './people.ts';

const PAGE = 500;
/** L1 to L4 and VBQ. */
const MEMBERS = 5;

const reference = z.object({ reference: z.string() });
const identifiers = z.array(z.object({ system: z.string().optional(), value: z.string() }));
const observationSchema = z.object({
  id: z.string(),
  status: z.string(),
  identifier: identifiers,
  subject: reference,
  code: z.object({ coding: z.array(z.object({ system: z.string(), code: z.string() })) }),
  valueQuantity: z.object({ value: z.number() }).optional(),
  hasMember: z.array(reference).default([]),
  derivedFrom: z.array(z.object({ identifier: z.object({ value: z.string() }).optional() })).default([]),
});
type Observation = z.infer<typeof observationSchema>;
const bundleSchema = z.object({ entry: z.array(z.object({ resource: z.unknown() })).default([]) });

/** What the FHIR server itself holds at the end. */
export interface Counted {
  /** People with the one result of their study: its group, all members and nothing else. */
  readonly results: number;
  /** People without any result. */
  readonly missing: readonly string[];
  /** People with more than one. */
  readonly doubled: readonly string[];
  /** People whose one result is not as it should be, and why. */
  readonly wrong: readonly string[];
  /** Beside the Observations. */
  readonly devices: number;
  readonly provenances: number;
  readonly tasks: number;
}

/** Reads everything back from the server, not by way of what goes wrong. */
export async function countResults(fhirServer: string, people: number): Promise<Counted> {
  const all = await readAll(fhirServer, 'Observation', observationSchema);
  const bySubject = Map.groupBy(all, ({ subject }) => subject.reference);
  const missing: string[] = [];
  const doubled: string[] = [];
  const wrong: string[] = [];
  /** The first M-score of each body, which all others must equal. */
  const scores = new Map<number, number>();
  for (const number of numbersOf(people)) {
    const { id, body, studyInstanceUid } = somebody(number);
    const own = bySubject.get(`Patient/${id}`) ?? [];
    const groups = own.filter(isGroup);
    const [group] = groups;
    if (!group) missing.push(id);
    else if (groups.length > 1 || own.length > 1 + MEMBERS) doubled.push(id);
    else {
      const score = group.valueQuantity?.value ?? Number.NaN;
      const expected = scores.get(body) ?? score;
      scores.set(body, expected);
      const problem =
        problemOf(own, group, studyInstanceUid) ?? (score === expected ? undefined : `M ${score}`);
      if (problem !== undefined) wrong.push(`${id}: ${problem}`);
    }
  }
  const ofStrangers = [...bySubject.keys()].length - (people - missing.length);
  if (ofStrangers > 0) wrong.push(`results of ${ofStrangers} people who are not there`);
  return {
    results: people - missing.length - doubled.length - wrong.length,
    missing,
    doubled,
    wrong,
    devices: (await readAll(fhirServer, 'Device', z.unknown())).length,
    provenances: (await readAll(fhirServer, 'Provenance', z.unknown())).length,
    tasks: (await readAll(fhirServer, 'Task', z.unknown())).length,
  };
}

function isGroup({ code }: Observation): boolean {
  return code.coding.some(
    ({ system, code: value }) => system === defaultNaming.codeSystem && value === 'm-score',
  );
}

function problemOf(own: readonly Observation[], group: Observation, study: string): string | undefined {
  const members = own.filter((one) => one !== group).map(({ id }) => `Observation/${id}`);
  const named = group.hasMember.map(({ reference: path }) => path);
  if (members.length !== MEMBERS) return `${members.length} members`;
  if (members.toSorted().join() !== named.toSorted().join()) return 'the group names other members';
  const keys = own.flatMap(({ identifier }) => identifier.map(({ value }) => value));
  if (new Set(keys).size !== own.length) return 'an identifier stands twice';
  if (own.some(({ derivedFrom }) => !derivedFrom.some((one) => one.identifier?.value === `urn:oid:${study}`)))
    return 'of another study';
  return own.find(({ status }) => status !== 'preliminary') && 'not preliminary';
}

async function readAll<Read>(fhirServer: string, type: string, schema: z.ZodType<Read>): Promise<Read[]> {
  const all: Read[] = [];
  for (;;) {
    const answer = await fetch(`${fhirServer}/${type}?_count=${PAGE}&_offset=${all.length}`);
    const { entry } = bundleSchema.parse(await answer.json());
    if (entry.length === 0) return all;
    all.push(...entry.map(({ resource }) => schema.parse(resource)));
  }
}
