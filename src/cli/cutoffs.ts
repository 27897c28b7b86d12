import { Command } from 'commander';
import { PUBLISHED_CUTOFFS } from '../mscore/published-cutoffs.ts';
import { NOTHING, percent } from '../report/numbers.ts';
import { RESEARCH_USE } from '../research-use.ts';
import { tableText } from './validation-text.ts';

export function cutoffsCommand(): Command {
  return new Command('cutoffs')
    .description('list published cut-offs with their figures; none is a default')
    .option('--json', 'print one JSON array')
    .action(({ json }: { json?: boolean }) => {
      process.stdout.write(`${json ? JSON.stringify(PUBLISHED_CUTOFFS, null, 2) : cutoffsText()}\n`);
    });
}

function cutoffsText(): string {
  const rows = PUBLISHED_CUTOFFS.map((cutoff) => [
    cutoff.id,
    cutoff.score === 'vbq' ? 'VBQ' : cutoff.score.toUpperCase(),
    cutoff.value?.toString() ?? NOTHING,
    percent(cutoff.sensitivity, 1),
    percent(cutoff.specificity, 1),
    cutoff.area?.toFixed(3) ?? NOTHING,
    cutoff.source,
    [cutoff.patients, cutoff.reference && `reference ${cutoff.reference}`, cutoff.technique, cutoff.caution]
      .filter(Boolean)
      .join('; '),
  ]);
  return [
    tableText({
      caption: 'Published cut-offs (score at or above is positive)',
      head: ['id', 'score', 'cut-off', 'sens', 'spec', 'AUC', 'source', ''],
      rows,
      words: [6, 7],
    }),
    'They span 2.7-fold, and raw SNR 5-fold, between sites: a site chooses its own, on its own scanner.',
    RESEARCH_USE,
  ].join('\n\n');
}
