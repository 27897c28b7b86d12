import type { Kysely, Transaction } from 'kysely';
import type { CallingClient } from '../calling-client.ts';
import { parseRoiFile, type RoiFile } from '../spine/roi-file.ts';
import type { Schema } from './schema.ts';

/** Levels as reviewers drew them; the last drawing of a study counts. */
export class ReviewedRois {
  readonly #database: Kysely<Schema> | Transaction<Schema>;

  constructor(database: Kysely<Schema> | Transaction<Schema>) {
    this.#database = database;
  }

  async save({ issuer, fhirServer }: CallingClient, studyInstanceUid: string, rois: RoiFile): Promise<void> {
    const row = { rois: JSON.stringify(rois), saved_at: new Date() };
    await this.#database
      .insertInto('reviewed_roi')
      .values({ issuer, fhir_server: fhirServer, study_instance_uid: studyInstanceUid, ...row })
      .onConflict((conflict) => conflict.constraint('reviewed_roi_once').doUpdateSet(row))
      .execute();
  }

  /** @throws CodedError `spine/roi-file-invalid` when what is stored is no ROI file any more */
  async find({ issuer, fhirServer }: CallingClient, studyInstanceUid: string): Promise<RoiFile | undefined> {
    const row = await this.#database
      .selectFrom('reviewed_roi')
      .select('rois')
      .where('issuer', '=', issuer)
      .where('fhir_server', '=', fhirServer)
      .where('study_instance_uid', '=', studyInstanceUid)
      .executeTakeFirst();
    return row && parseRoiFile(row.rois);
  }
}
