import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from 'kysely';

/**
 * Tables as Kysely sees them. Every row about a patient carries the client it belongs to (issuer and FHIR server), and
 * every query filters by it: two hospitals never meet in one answer. References and what is known of their scanners
 * carry none: they belong to a device, named by maker, model and serial number, however many EHRs look at its
 * images; no patient is in them.
 */
export interface Schema {
  measurement: MeasurementTable;
  card: CardTable;
  feedback: FeedbackTable;
  used_token: UsedTokenTable;
  reviewed_roi: ReviewedRoiTable;
  reference: ReferenceTable;
  reference_event: ReferenceEventTable;
  watched_exam: WatchedExamTable;
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

/** Reference cohorts, every content that ever was; rows are never changed. */
export interface ReferenceTable {
  id: string;
  /** From 1; the highest of an id counts. */
  version: number;
  /** Of the content. */
  sha256: string;
  /** SHA-256 of the content but for the cut-off: what is known of the scanner is known of the cohort. */
  cohort: string;
  /** A `Reference`, parsed by its schema on the way out. */
  content: JSONColumnType<object>;
  added_at: GeneratedAlways<Date>;
  added_by: string | null;
  note: string | null;
}

/** What was decided about references, by persons or by the charts of their scanners; rows are never changed. */
export interface ReferenceEventTable {
  number: GeneratedAlways<string>;
  reference_id: string;
  reference_version: number;
  cohort: string;
  kind: 'retired' | 'drifted' | 'kept';
  reason: string;
  /** ISO date of the first exam after a drift, when it is known. */
  since: string | null;
  /** The last watched exam that it came after; 0 before the first. */
  after_exam: string;
  happened_at: GeneratedAlways<Date>;
  decided_by: string | null;
}

/** What exams and controls say about a scanner, each exam once. */
export interface WatchedExamTable {
  number: GeneratedAlways<string>;
  cohort: string;
  /** SHA-256 of the Study Instance UID. */
  exam: string;
  /** A `WatchedExam` or `ControlExam`, parsed by its schema on the way out. */
  entry: JSONColumnType<object>;
  recorded_at: GeneratedAlways<Date>;
}
