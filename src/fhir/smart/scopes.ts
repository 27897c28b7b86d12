/** What may be done with resources of a type: letters of `cruds` (create, read, update, delete, search). */
export type Permissions = Readonly<Record<string, string>>;

/** What `publish` does: looks what is there by its key, creates, updates. */
export const TO_PUBLISH: Permissions = { Device: 'cs', Observation: 'cus', Provenance: 'cus' };
/** What it does beside that, where the server lets us: the worklist's tasks, and which order a study was made for. */
export const BESIDE_PUBLISHING: Permissions = { Task: 'cus', ServiceRequest: 's' };
/** What reading a study that was reported takes (`src/events/`). */
export const TO_READ_RECORD: Permissions = {
  Patient: 'rs',
  DiagnosticReport: 'rs',
  ImagingStudy: 'rs',
  ServiceRequest: 'r',
};
/** What `mscore subscribe` does. */
export const TO_SUBSCRIBE: Permissions = { Subscription: 'crus' };

const SCOPE = /^system\/(\*|[A-Z][A-Za-z]+)\.([a-z]+|\*)$/;
const V1_LETTERS: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' };
const V2 = /^c?r?u?d?s?$/;

/** Scopes that ask for these permissions, as `system/Observation.cus` (SMART 2) or `….read`, `….write` (SMART 1). */
export function scopesFor(permissions: Permissions, version: 1 | 2): string[] {
  return Object.entries(permissions).flatMap(([type, letters]) => {
    if (version === 2) return [`system/${type}.${letters}`];
    return [
      ...(/[rs]/.test(letters) ? [`system/${type}.read`] : []),
      ...(/[cud]/.test(letters) ? [`system/${type}.write`] : []),
    ];
  });
}

/**
 * What is lacking of the permissions needed, as scopes; empty when everything is granted. A scope that is narrowed
 * by a query grants part of a type: it counts only if that very scope was asked for by the site, which knows
 * what its results look like.
 */
export function missingScopes(
  needed: Permissions,
  granted: readonly string[],
  asked: readonly string[],
): string[] {
  const grants = granted.flatMap((scope) => {
    const [plain = '', query] = scope.split('?', 2);
    return query === undefined || asked.includes(scope) ? (parse(plain) ?? []) : [];
  });
  return Object.entries(needed).flatMap(([type, letters]) => {
    const has = grants
      .filter((grant) => grant.type === '*' || grant.type === type)
      .map((grant) => grant.letters);
    const lacking = letters.split('').filter((letter) => !has.some((some) => some.includes(letter)));
    return lacking.length > 0 ? [`system/${type}.${lacking.join('')}`] : [];
  });
}

function parse(scope: string): { type: string; letters: string } | undefined {
  const [, type, permission] = SCOPE.exec(scope) ?? [];
  if (type === undefined || permission === undefined) return undefined;
  const letters = V1_LETTERS[permission] ?? (V2.test(permission) ? permission : undefined);
  return letters === undefined ? undefined : { type, letters };
}
