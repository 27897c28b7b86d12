import type { Migration } from 'kysely/migration';
import { firstTables } from './0001-first-tables.ts';
import { reviewedRois } from './0002-reviewed-rois.ts';
import { references } from './0003-references.ts';
import { decisions } from './0004-decisions.ts';
import { events } from './0005-events.ts';
import { expectedStudies } from './0006-expected-studies.ts';
import { audit } from './0007-audit.ts';
import { review } from './0008-review.ts';
import { measurementSummaries } from './0009-measurement-summaries.ts';
import { archiveRuns } from './0010-archive-runs.ts';
import { reviewedResults } from './0011-reviewed-results.ts';
import { idTokens } from './0012-id-tokens.ts';
import { measuredImages } from './0013-measured-images.ts';

/** Forward only, run in order of their names, each once. A released migration is never edited. */
export const migrations: Record<string, Migration> = {
  '0001-first-tables': firstTables,
  '0002-reviewed-rois': reviewedRois,
  '0003-references': references,
  '0004-decisions': decisions,
  '0005-events': events,
  '0006-expected-studies': expectedStudies,
  '0007-audit': audit,
  '0008-review': review,
  '0009-measurement-summaries': measurementSummaries,
  '0010-archive-runs': archiveRuns,
  '0011-reviewed-results': reviewedResults,
  '0012-id-tokens': idTokens,
  '0013-measured-images': measuredImages,
};
