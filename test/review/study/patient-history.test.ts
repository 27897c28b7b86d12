import { expect, test } from '@jest/globals';
import { patientHistory } from '../../../src/review/study/patient-history.ts';
import { keptDecision } from '../../decisions/kept-decision.ts';
import { stored } from '../../support/data-keys.ts';
import { fakeSite } from '../../support/fake-site.ts';
import { measuredAs } from '../../support/measurement.ts';
import { screenedWoman } from '../../support/screened-woman.ts';

const study = stored(measuredAs({ m: 6 }));
const measurements = { ofPatient: async () => [study] };
const reviews = { standings: async () => new Map() };
const dexa = (date: string, value: number) => ({
  date,
  kind: 'observation' as const,
  values: [{ site: 'hip' as const, quantity: 't-score' as const, value }],
});

test('where the record cannot be asked, T-scores are those that the last decision knew, to a month', async () => {
  const record = screenedWoman({ dexaHistory: [dexa('2021-02-10', -1.8)] });
  const history = await patientHistory(study, {
    measurements,
    reviews,
    site: fakeSite(),
    decisions: [keptDecision({ record })],
  });
  expect(history.tScoresFrom).toBe('decision');
  expect(history.tScores).toMatchObject([{ value: -1.8, exact: false }]);
  expect(history.tScores[0]?.date).toMatch(/^2021-0[123]/);
});

test('without any there are none, and that is known', async () => {
  const history = await patientHistory(study, { measurements, reviews, site: fakeSite(), decisions: [] });
  expect(history).toMatchObject({ tScores: [], tScoresFrom: 'nowhere' });
  expect(history.mScores).toMatchObject([{ value: 6, thisOne: true }]);
});
