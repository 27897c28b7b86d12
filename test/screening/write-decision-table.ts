import { writeFile } from 'node:fs/promises';
import { decisionTable } from './decision-table.ts';
import { POLICY_CASES } from './policy-cases.ts';

await writeFile('docs/decision-table.md', decisionTable(POLICY_CASES));
