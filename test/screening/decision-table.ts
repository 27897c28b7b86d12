import type { CaseGroup, PolicyCase } from './policy-cases.ts';

const HEAD = `# Decision table

What is decided about whom. Generated from the policy tests by \`npm run decision-table\`; a test holds it up to date. What a
row does not say is: a woman of 70 with nothing against a DEXA, M-score 6 from a cohort of 40 on this scanner, cut-off 5.5 of
the policy, image score on, rule without images off. Every reason that applies is listed.

\`refer\` suggests a DEXA, \`assess-risk-first\` to assess the fracture risk before one, \`screen-by-age\` a DEXA by age alone; \`nothing\`
shows no card. Reasons are explained in words by \`mscore explain\`. The settings: [policy.md](policy.md).
`;

/** The policy tests as a page of Markdown. */
export function decisionTable(groups: readonly CaseGroup[]): string {
  return [HEAD, ...groups.map(section)].join('\n');
}

function section({ title, cases }: CaseGroup): string {
  return `## ${title}\n\n| situation | decision | because |\n|---|---|---|\n${cases.map(row).join('\n')}\n`;
}

function row({ situation, kind, reasons }: PolicyCase): string {
  const codes = reasons.map((code) => `\`${code}\``).join(', ');
  return `| ${situation.replaceAll('|', String.raw`\|`)} | \`${kind}\` | ${codes} |`;
}
