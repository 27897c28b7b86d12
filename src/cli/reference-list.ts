import { CodedError } from '../errors.ts';
import { decimal } from '../mscore/format.ts';
import {
  driftOf,
  isRetirementOf,
  type ReferenceEvent,
  type StoredReference,
} from '../store/reference-events.ts';
import type { StoredReferences } from '../store/references.ts';
import type { ScannerLog } from '../store/scanner-log.ts';
import { formatTable } from './output.ts';

interface ListOptions {
  readonly all?: boolean;
  readonly json?: boolean;
}

type Status = 'current' | 'warning' | 'drifted' | 'superseded' | 'retired';

interface Listed {
  readonly stored: StoredReference;
  readonly status: Status;
  /** ISO date and time that the status began. */
  readonly since: string;
  readonly why: string;
  readonly by: string | null;
  readonly watched: { readonly exams: number; readonly controls: number };
}

/** The stored references as a table or as JSON: those that count, or all that ever were. */
export async function listReferences(
  references: StoredReferences,
  log: ScannerLog,
  { all, json }: ListOptions,
): Promise<string> {
  const [stored, events] = [await references.all(), await references.events()];
  const listed: Listed[] = [];
  for (const one of stored) {
    const newer = stored.filter(({ reference }) => reference.id === one.reference.id);
    listed.push(
      await judge(
        one,
        newer.find(({ version }) => version === one.version + 1),
        events,
        log,
      ),
    );
  }
  const shown = listed.filter(({ status }) => all || (status !== 'superseded' && status !== 'retired'));
  if (json) return JSON.stringify(shown.map(asJson), null, 2);
  if (shown.length === 0)
    return listed.length === 0 ? 'No reference is stored.' : 'None is in use; --all shows the others.';
  return shown.map(asText).join('\n\n');
}

/** The content of a stored reference, as its file. @throws CodedError `reference/not-stored` */
export async function showReference(
  references: StoredReferences,
  id: string,
  version: number | undefined,
): Promise<string> {
  const stored = await references.get(id, version);
  if (!stored) throw new CodedError('reference/not-stored');
  return JSON.stringify(stored.reference, null, 2);
}

async function judge(
  stored: StoredReference,
  next: StoredReference | undefined,
  events: readonly ReferenceEvent[],
  log: ScannerLog,
): Promise<Listed> {
  const { what, state, since: changed, ...counts } = await log.standing(stored);
  const watched = { exams: counts.exams, controls: counts.controls };
  const as = (status: Status, since: Date, why: string, by: string | null): Listed => ({
    stored,
    status,
    since: since.toISOString(),
    why,
    by,
    watched,
  });
  const retired = events.find(isRetirementOf(stored));
  if (retired) return as('retired', retired.happened_at, retired.reason, retired.decided_by);
  if (next) return as('superseded', next.addedAt, `by version ${next.version}`, next.addedBy);
  const ofCohort = events.filter(({ cohort, kind }) => cohort === stored.cohort && kind !== 'retired');
  const last = ofCohort.at(-1);
  if (last && driftOf(stored, events)) return as('drifted', last.happened_at, last.reason, null);
  if (state === 'warning')
    return as('warning', changed === undefined ? stored.addedAt : new Date(changed), what.join(', '), null);
  if (last?.kind === 'kept') return as('current', last.happened_at, `kept: ${last.reason}`, last.decided_by);
  return as('current', stored.addedAt, stored.note ?? '', stored.addedBy);
}

function asJson({ stored, status, since, why, by, watched }: Listed): object {
  const { reference, version, sha256, addedAt, addedBy, note } = stored;
  const { id, scanner, n, snr, cutoff, air } = reference;
  return {
    id,
    version,
    status,
    since,
    why,
    by,
    scanner,
    n,
    snr,
    cutoff,
    watched: { ...watched, air: air !== undefined },
    addedAt: addedAt.toISOString(),
    addedBy,
    note,
    sha256,
  };
}

function asText({ stored, status, since, why, by, watched }: Listed): string {
  const { reference, version } = stored;
  const { id, scanner, n, snr, cutoff, air, noiseSd } = reference;
  const sayer = by === null ? '' : ` (${by})`;
  const rows = [
    ['  status', `${status} since ${since.slice(0, 10)}${why === '' ? '' : `: ${why}`}${sayer}`],
    [
      '  scanner',
      [scanner.manufacturer, scanner.model, scanner.serial, `${scanner.fieldStrength} T`].join(', '),
    ],
    ['  cohort', `n = ${n}, SNR ${decimal(snr.mean, 2)}, SD ${decimal(snr.sd, 2)}`],
    ['  cut-off', cutoff === null ? 'none: nothing is suggested' : `${cutoff.value} (${cutoff.source})`],
    [
      '  watched',
      `${watched.exams} exams, ${watched.controls} controls${(air ?? noiseSd) === undefined ? '; the air of the cohort is not known, so noise is not watched' : ''}`,
    ],
  ];
  return `${id} version ${version}\n${formatTable(rows, [1])}`;
}
