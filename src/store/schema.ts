import type { ColumnType, Generated, JSONColumnType } from 'kysely';

/**
 * Tables as Kysely sees them. Every row carries the client it belongs to (issuer and FHIR server), and
 * every query filters by it: two hospitals never meet in one answer.
 */
export interface Schema {
  measurement: MeasurementTable;
  card: CardTable;
  feedback: FeedbackTable;
  used_token: UsedTokenTable;
  reviewed_roi: ReviewedRoiTable;
}

type Timestamp = ColumnType<Date, Date | string, Date | string>;

interface OwnedByClient {
  issuer: string;
  fhir_server: string;
}

export interface MeasurementTable extends OwnedByClient {
  id: string;
  /** FHIR logical id of the patient on that FHIR server. */
  patient_id: string;
  study_instance_uid: string;
  /** `name version`; a new version measures again and does not overwrite. */
  algorithm: string;
  /** Whether the images were shown to be this patient's; a result that is not never replaces one that is. */
  verified: boolean;
  /** Digest of what the result rests on beside the images; of others it is out of date. */
  inputs: string;
  status: 'measured' | 'limited' | 'refused';
  /** A `Measurement`, parsed by its schema on the way out. */
  measurement: JSONColumnType<object>;
  /** What publishing needs beside the numbers: references in the EHR's record. */
  context: JSONColumnType<object>;
  /** A refusal that the PACS may have mended since: from then on it is out of date. */
  retry_after: Timestamp | null;
  published: 'off' | 'pending' | 'done' | 'failed';
  publication: JSONColumnType<object> | null;
  created_at: Generated<Timestamp>;
  updated_at: Generated<Timestamp>;
}

export interface CardTable extends OwnedByClient {
  uuid: string;
  service_id: string;
  /** Static kind of card, e.g. `refer`; what feedback statistics are grouped by. */
  kind: string;
  created_at: Generated<Timestamp>;
}

export interface FeedbackTable extends OwnedByClient {
  card_uuid: string;
  service_id: string;
  outcome: 'accepted' | 'overridden';
  outcome_timestamp: Timestamp;
  /** The item as parsed: accepted suggestions, or the override reason. */
  detail: JSONColumnType<object>;
  received_at: Generated<Timestamp>;
}

/** `jti`s of client tokens that were used and have not expired. */
export interface UsedTokenTable {
  issuer: string;
  jti: string;
  expires_at: Timestamp;
}

/** What a reviewer drew last on a study. */
export interface ReviewedRoiTable extends OwnedByClient {
  study_instance_uid: string;
  /** A `RoiFile`, parsed by its schema on the way out. */
  rois: JSONColumnType<object>;
  saved_at: Timestamp;
}
