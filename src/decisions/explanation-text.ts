import { catalogue } from '../error-catalogue.ts';
import type { Facts } from '../screening/facts.ts';
import type { Policy } from '../screening/policy.ts';
import { RESEARCH_USE } from '../research-use.ts';
import type { ImageFound, Shown } from './decision.ts';
import type { Comparison, Explanation } from './explain.ts';
import { factLines } from './fact-lines.ts';
import type { StoredDecision } from './stored-decision.ts';

/** Explanations as a page of text, each decision a paragraph. */
export function explanationText(explanations: readonly Explanation[]): string {
  return [...explanations.map(paragraph), RESEARCH_USE].join('\n\n');
}

function paragraph(explanation: Explanation): string {
  const { decision, reasons, again, today } = explanation;
  return [
    heading(decision),
    outcome(decision),
    ...reasons.map(({ code, text }) => `  - ${text} [${code}]`),
    ...(decision.policy ? [rules(decision.policy)] : []),
    ...known(decision.facts, decision.image),
    ...(decision.measurement === null ? [] : [`Measurement: ${decision.measurement}`]),
    ...(again ? [`The same facts and rules again: ${verdict(again)}`] : []),
    ...(today ? [byToday(today)] : []),
  ].join('\n');
}

function heading({ decidedAt, service, hook, client }: StoredDecision): string {
  return `${decidedAt.toISOString()}  ${service} on ${hook}, for ${client.issuer}`;
}

const KINDS: Record<NonNullable<StoredDecision['kind']>, string> = {
  refer: 'suggest a DEXA',
  'assess-risk-first': 'suggest to assess the fracture risk first',
  'screen-by-age': 'suggest a DEXA by age alone, without any image',
  nothing: 'say nothing',
};

const SHOWN: Record<Shown, string> = {
  card: 'shown on card',
  shadow: 'not shown: shadow mode',
  nothing: 'nothing was shown',
};

function outcome({ kind, shown, card, failure }: StoredDecision): string {
  if (failure !== null || kind === null) return `Nothing could be decided: ${failureText(failure)}`;
  return `Decided: ${KINDS[kind]}; ${SHOWN[shown]}${card === null ? '' : ` ${card}`}. Because:`;
}

function failureText(code: string | null): string {
  const row = Object.entries(catalogue).find(([name]) => name === code)?.[1];
  return row ? `${row.text} [${code}]` : `[${code ?? 'unknown'}]`;
}

function rules({ id, version, modules, cutoff, shadow }: Policy): string {
  const { imageScore, noImageRule } = modules;
  const against = cutoff ? `cut-off ${cutoff.value} (${cutoff.source})` : 'no cut-off of its own';
  return [
    `Rules: policy ${id}, version ${version}`,
    moduleText('image score', imageScore),
    moduleText('rule without images', noImageRule),
    against,
    ...(shadow ? ['shadow mode'] : []),
  ].join('; ');
}

function moduleText(name: string, { on, version }: { on: boolean; version: string }): string {
  return `${name} ${on ? `version ${version}` : 'off'}`;
}

const IMAGES: Record<ImageFound, string> = {
  'imaging-study': 'found by the ImagingStudy in the record',
  'qido-accession': 'found on the PACS by accession number',
  'qido-patient': "found on the PACS by the patient's identifier",
  'not-looked-at': 'none was looked at, as record or rules had spoken already',
  'not-found': 'no study was found',
  withdrawn: 'the record says that the study was entered in error',
  'not-yet-measured': 'the study was not measured yet when the time was up',
};

function known(facts: Facts | null, image: ImageFound | null): string[] {
  if (!facts) return [];
  const lines = [...factLines(facts), ...(image ? [`images: ${IMAGES[image]}`] : [])];
  return ['Known:', ...lines.map((line) => `  - ${line}`)];
}

function verdict({ same, kind, reasons }: Comparison): string {
  if (same) return 'the same decision.';
  return `another one: ${KINDS[kind]} (${reasons.map(({ code }) => code).join(', ')}).`;
}

function byToday(today: NonNullable<Explanation['today']>): string {
  const { id, version } = today.policy;
  return `By the policy of today, ${id} version ${version}: ${verdict(today)}`;
}
