import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Level } from '../../src/mscore/levels.ts';
import { parseRoiFile, type RoiFile } from '../../src/spine/roi-file.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { ReviewedRois } from '../../src/store/reviewed-rois.ts';
import { NORTH } from '../support/data-keys.ts';
import { logLines } from '../support/log-lines.ts';

const STUDY = '1.2.3';
let database: Database;
let reviewed: ReviewedRois;

beforeAll(async () => {
  database = await openDatabase({ kind: 'memory' }, logLines().logger);
  reviewed = new ReviewedRois(database.sql);
});
afterEach(() => database.sql.deleteFrom('reviewed_roi').execute());
afterAll(() => database.close());

function drawn(level: Level): RoiFile {
  const shape = { kind: 'rectangle', coordinates: 'patient', center: [1, 2, 3] };
  return parseRoiFile({ format: 'mscore-rois/1', drawnBy: 'Dr. Novak', levels: [{ level, shape }] });
}

describe('what a reviewer drew', () => {
  test('is found as it was drawn', async () => {
    await reviewed.save(NORTH, STUDY, drawn('L2'));
    expect(await reviewed.find(NORTH, STUDY)).toEqual(drawn('L2'));
  });

  test('last, counts', async () => {
    await reviewed.save(NORTH, STUDY, drawn('L2'));
    await reviewed.save(NORTH, STUDY, drawn('L3'));
    expect(await reviewed.find(NORTH, STUDY)).toEqual(drawn('L3'));
    expect(await database.sql.selectFrom('reviewed_roi').selectAll().execute()).toHaveLength(1);
  });

  test.each([
    ['another issuer', { ...NORTH, issuer: 'https://south.example.org' }, STUDY],
    ['another FHIR server', { ...NORTH, fhirServer: 'https://north.example.org/test/fhir' }, STUDY],
    ['another study', NORTH, '1.2.4'],
  ])('is not there for %s', async (_who, client, study) => {
    await reviewed.save(NORTH, STUDY, drawn('L2'));
    expect(await reviewed.find(client, study)).toBeUndefined();
    await reviewed.save(client, study, drawn('L4'));
    expect(await reviewed.find(NORTH, STUDY)).toEqual(drawn('L2'));
    expect(await reviewed.find(client, study)).toEqual(drawn('L4'));
  });

  test('that is no ROI file any more is told, not passed over', async () => {
    await reviewed.save(NORTH, STUDY, drawn('L2'));
    await database.sql
      .updateTable('reviewed_roi')
      .set({ rois: JSON.stringify({ format: 'mscore-rois/0' }) })
      .execute();
    await expect(reviewed.find(NORTH, STUDY)).rejects.toMatchObject({ code: 'spine/roi-file-invalid' });
  });
});
