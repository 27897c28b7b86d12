import { Command, Option } from 'commander';
import { OVERRIDES } from '../../cds-services/texts/card-texts.ts';
import { summariseFeedback, type Period } from '../decisions/feedback-summary.ts';
import { CodedError } from '../errors.ts';
import { Feedback } from '../store/feedback.ts';
import { isoDay } from '../iso-day.ts';
import { dayArgument, endOfDay } from './day-argument.ts';
import { feedbackText } from './feedback-text.ts';
import { configFile, openStore } from './open-store.ts';

interface Options {
  readonly config: string;
  readonly from?: Date;
  readonly to?: Date;
  readonly by: Period;
  readonly json?: boolean;
}

/** Nothing was shown before. */
const BEGINNING = new Date('2026-01-01T00:00:00Z');

export function feedbackCommand(): Command {
  return new Command('feedback')
    .description('how often cards were accepted, and why they were overridden, by kind of card')
    .option('--from <date>', 'cards shown from this day on (UTC)', dayArgument)
    .option('--to <date>', 'until this day, itself included', dayArgument)
    .addOption(
      new Option('--by <period>', 'a row for each month or year')
        .choices(['month', 'year', 'all'])
        .default('all'),
    )
    .option('--config <file>', 'configuration file of the service', configFile())
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nThe embedded database serves one process: stop the service first, or use PostgreSQL (DATABASE_URL).',
    )
    .action(feedback);
}

async function feedback({ config, from = BEGINNING, to = new Date(), by, json }: Options): Promise<void> {
  if (to < from) throw new CodedError('cli/usage', '--to is before --from');
  const until = endOfDay(to);
  const database = await openStore(config);
  try {
    const store = new Feedback(database.sql);
    const cards = await store.answered(from, until);
    const report = {
      from: isoDay(from),
      to: isoDay(to),
      unknownCards: await store.unknownCards(from, until),
      summaries: summariseFeedback(cards, by, OVERRIDES),
    };
    process.stdout.write(`${json ? JSON.stringify(report, null, 2) : feedbackText(report)}\n`);
  } finally {
    await database.close();
  }
}
