export interface Row {
  readonly id: string;
  readonly says: string;
  readonly result: string;
  readonly tests: number;
  /** Where the tests are, from the root of the repository. */
  readonly files: readonly string[];
}

/** docs/conformance.md */
export function conformancePage(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ id, says, result, files }) =>
      `| ${id} | ${says} | ${result} | ${files.map((file) => link(place(id, file))).join(', ')} |`,
  );
  return `# Conformance

CDS Hooks 2.0.1, check by check. \`npm run conformance\` runs the tests whose names begin with a check’s id, prints this
table and writes it anew. Where a case calls a service it runs twice: with everything prefetched, and with nothing but
a token for the FHIR server. Peers are real: a FHIR R4 engine, PostgreSQL embedded, signed tokens over HTTP.

| check | what | result | proved in |
|---|---|---|---|
${lines.join('\n')}
`;
}

/** Where conformance.test.ts keeps the checks of each letter. */
const PARTS: Readonly<Record<string, string>> = {
  G: 'general',
  D: 'discovery',
  Q: 'request',
  P: 'prefetch',
  R: 'response',
  F: 'feedback',
  S: 'security',
};

function place(id: string, file: string): string {
  return file.replace('conformance.test.ts', `${PARTS[id.charAt(0)]}.ts`);
}

function link(file: string): string {
  return `[${file.replace(/^test\//, '').replace(/(?:\.test)?\.ts$/, '')}](../${file})`;
}
