import { completePairs, type Cohort } from '../cohort/cohort.ts';
import { VARIABLES, type VariableName } from '../cohort/variables.ts';
import { htmlTable, list, type Markup, paragraph } from '../report/html.ts';
import { orNothing, pValue } from '../report/numbers.ts';
import { reportPage } from '../report/page.ts';
import { figure } from '../report/plot.ts';
import { rocSvg } from '../report/roc-plot.ts';
import { scatterSvg } from '../report/scatter.ts';
import { stripSvg } from '../report/strip-plot.ts';
import { claimsTable } from './claims-table.ts';
import type { Correlation } from './correlate.ts';
import { classesOf, hasOutcome, OUTCOME_TEXT } from './outcome.ts';
import { aucSentence, correlationTable, cutoffTable, subgroupTables, summaryTable } from './tables.ts';
import type { Validation } from './validate.ts';

/** The validation as one page; `cohort` holds the scores that were used, `file` is its name as shown. */
export function validationPage(validation: Validation, cohort: Cohort, file: string): string {
  const { claims, limits, score, scoreFrom, options } = validation;
  const cutoffs = cutoffTable(validation);
  return reportPage({
    title: `${VARIABLES[score].label} against DEXA: ${file}`,
    summary: `${validation.n} patients. Higher ${VARIABLES[score].label} is fattier marrow and taken to be worse, the opposite direction to a T-score.`,
    sections: [
      { heading: 'What to know first', body: list(limits.map(({ text, remedy }) => `${text} ${remedy}`)) },
      { heading: 'The paper', body: claims ? htmlTable(claimsTable(claims)) : '' },
      {
        heading: 'Correlations',
        body: htmlTable(correlationTable(validation)) + scatters(validation, cohort),
      },
      {
        heading: 'Telling cases apart',
        body: cutoffs
          ? paragraph(aucSentence(validation)) + curves(validation, cohort) + htmlTable(cutoffs)
          : '',
      },
      { heading: 'Subgroups', body: subgroupTables(validation).map(htmlTable).join('') },
      { heading: 'The cohort', body: htmlTable(summaryTable(validation)) },
    ],
    provenance: [
      `mscore validate ${file}; ${VARIABLES[score].label} from ${scoreFrom === 'column' ? 'the table' : `SNR and the reference ${scoreFrom}`}; outcome ${options.outcome ? OUTCOME_TEXT[options.outcome] : 'none'}; seed ${options.seed}, ${options.resamples} resamples.`,
    ],
  });
}

function scatters({ correlations, score, options }: Validation, cohort: Cohort): Markup {
  const drawn = correlations.filter(({ pair: [a, b], n }) => a === score && b !== 'm' && n > 0);
  const figures = drawn.map((correlation) => {
    const [a, b] = correlation.pair;
    const { a: scores, b: others, cases } = completePairs(cohort.cases, a, b);
    const caption = captionOf(correlation);
    const svg = scatterSvg({
      id: `scatter-${a}-${b}`,
      title: `${VARIABLES[a].label} against ${VARIABLES[b].label}`,
      description: `${correlation.n} points. ${caption}`,
      xLabel: axisLabel(b),
      yLabel: axisLabel(a),
      points: cases.map((one, index) => ({
        x: others[index] ?? Number.NaN,
        y: scores[index] ?? Number.NaN,
        withOutcome: options.outcome ? hasOutcome(one, options.outcome) : undefined,
        name: `line ${one.line}`,
      })),
    });
    return figure(svg, caption);
  });
  const key = options.outcome
    ? paragraph(`Diamonds: ${OUTCOME_TEXT[options.outcome]}. Circles: without, or not known.`)
    : '';
  return figures.length === 0 ? '' : `<div class="plots">${figures.join('')}</div>${key}`;
}

function captionOf({ label, n, spearman, pearson }: Correlation): string {
  return `${label}: Spearman ${orNothing(spearman?.rho, 2)} (p ${pValue(spearman?.p)}), Pearson ${orNothing(pearson?.r, 2)} (p ${pValue(pearson?.p)}), n = ${n}`;
}

function axisLabel(name: VariableName): string {
  const { label, unit } = VARIABLES[name];
  return unit === '' ? label : `${label} (${unit})`;
}

function curves(validation: Validation, cohort: Cohort): Markup {
  const { discrimination, score } = validation;
  if (!discrimination) return '';
  const { outcome, curve, cutoffs } = discrimination;
  const { withOutcome, without } = classesOf(cohort.cases, score, outcome);
  const { digits } = VARIABLES[score];
  const named = cutoffs.map(({ label, cutoff }) => `${label}: ${orNothing(cutoff, digits)}`);
  const roc = rocSvg({
    id: 'roc',
    title: `ROC curve of ${VARIABLES[score].label}`,
    description: `${aucSentence(validation)} Cut-offs: ${named.join('; ')}.`,
    curve,
    marks: cutoffs.map(({ label, sensitivity, specificity }) => ({
      name: label,
      sensitivity: sensitivity.value,
      specificity: specificity.value,
    })),
  });
  const strip = stripSvg({
    id: 'strip',
    title: `${VARIABLES[score].label} with and without the outcome`,
    description: `${withOutcome.length} cases with and ${without.length} without ${OUTCOME_TEXT[outcome]}.`,
    yLabel: axisLabel(score),
    groups: [
      { name: 'without', withOutcome: false, values: without },
      { name: 'with', withOutcome: true, values: withOutcome },
    ],
    lines: cutoffs.map(({ cutoff }, index) => ({ at: cutoff, name: String(index + 1) })),
  });
  const numbered = named.map((name, index) => `${index + 1} ${name}`).join(' · ');
  return `<div class="plots">${figure(roc, numbered)}${figure(strip, `Every case without and with ${OUTCOME_TEXT[outcome]}, and the cut-offs`)}</div>`;
}
