import { CodedError } from '../errors.ts';
import { decimal } from '../mscore/format.ts';
import { isInForce, judgeReferences, type JudgedReference } from '../store/judged-references.ts';
import type { StoredReferences } from '../store/references.ts';
import type { ScannerLog } from '../store/scanner-log.ts';
import { formatTable } from './output.ts';

interface ListOptions {
  readonly all?: boolean;
  readonly json?: boolean;
}

/** The stored references as a table or as JSON: those that count, or all that ever were. */
export async function listReferences(
  references: StoredReferences,
  log: ScannerLog,
  { all, json }: ListOptions,
): Promise<string> {
  const listed = await judgeReferences(references, log);
  const shown = listed.filter((one) => all || isInForce(one));
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

function asJson({ stored, status, since, why, by, watched }: JudgedReference): object {
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

function asText({ stored, status, since, why, by, watched }: JudgedReference): string {
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
