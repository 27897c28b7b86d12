import type { ColumnType, GeneratedAlways, JSONColumnType } from 'kysely';
import type { StudyOutcome } from '../archive/archive-run.ts';
import type { ImageFound, Shown } from '../decisions/decision.ts';
import type { ReviewDecision } from '../decisions/review.ts';
import type { Recommendation } from '../screening/recommendation.ts';

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
  decision: DecisionTable;
  reference: ReferenceTable;
  reference_event: ReferenceEventTable;
  watched_exam: WatchedExamTable;
  review_session: ReviewSessionTable;
  review: ReviewTable;
  review_claim: ReviewClaimTable;
  archive_run: ArchiveRunTable;
  archive_study: ArchiveStudyTable;
  event: EventTable;
  subscription_count: SubscriptionCountTable;
  record_seen: RecordSeenTable;
  withdrawal: WithdrawalTable;
  audit_entry: AuditEntryTable;
  audit_key: AuditKeyTable;
  expected_study: ExpectedStudyTable;
}

type Timestamp = ColumnType<Date, Date | string, Date | string>;
/** The database sets it when nobody says it; `Generated<Timestamp>` could not be compared with a Date. */
type SetTimestamp = ColumnType<Date, Date | string | undefined, Date | string>;

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
  /** Digest of which images the study had (`analysis/images-digest.ts`); null when it was not there, or nobody knows. */
  images: string | null;
  status: 'measured' | 'limited' | 'refused';
  /** A `Measurement`, parsed by its schema on the way out. */
  measurement: JSONColumnType<object>;
  /** The `MeasurementSummary` of it. */
  summary: JSONColumnType<object>;
  /** Of `measurement`: the digest of all that it says but for how long it took, … */
  result_sha256: GeneratedAlways<string>;
  /** … of the cohort that it was compared with, and who drew. */
  reference_sha256: GeneratedAlways<string | null>;
  roi_source: GeneratedAlways<string | null>;
  /** What publishing needs beside the numbers: references in the EHR's record. */
  context: JSONColumnType<object>;
  /** A refusal that the PACS may have mended since: from then on it is out of date. */
  retry_after: Timestamp | null;
  /** `failed`: tried again; `refused`: only a person can help. */
  published: 'off' | 'pending' | 'done' | 'failed' | 'refused';
  publication: JSONColumnType<object> | null;
  created_at: SetTimestamp;
  updated_at: SetTimestamp;
}

export interface CardTable extends OwnedByClient {
  uuid: string;
  service_id: string;
  /** Static kind of card, e.g. `refer`; what feedback statistics are grouped by. */
  kind: string;
  created_at: SetTimestamp;
}

export interface FeedbackTable extends OwnedByClient {
  card_uuid: string;
  service_id: string;
  outcome: 'accepted' | 'overridden';
  outcome_timestamp: Timestamp;
  /** The item as parsed: accepted suggestions, or the override reason. */
  detail: JSONColumnType<object>;
  received_at: SetTimestamp;
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

/** An identifier of an order for a lumbar MRI that has not been seen yet. */
export interface ExpectedStudyTable extends OwnedByClient {
  patient_id: string;
  identifier_system: string;
  identifier_value: string;
  expected_at: Timestamp;
}

/** One call of a hook: what was known, in codes, by which rules, and what came out. No patient is named. */
export interface DecisionTable extends OwnedByClient {
  id: string;
  service_id: string;
  hook: string;
  /** The client's `hookInstance` when it is a UUID, else its SHA-256. */
  hook_instance: string;
  decided_at: ColumnType<Date, Date, never>;
  /** Code of the catalogue, when nothing could be decided. */
  failure: string | null;
  kind: Recommendation['kind'] | null;
  /** Codes. */
  reasons: JSONColumnType<string[]> | null;
  shown: Shown;
  card_uuid: string | null;
  /** `Facts` and the `Policy` without its code lists, parsed by their schemas on the way out. */
  facts: JSONColumnType<object> | null;
  policy: JSONColumnType<object> | null;
  image: ImageFound | null;
  measurement_id: string | null;
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

/** Somebody who is signed in to review; of the cookie's secret only its hash is known. */
export interface ReviewSessionTable {
  secret_sha256: string;
  /** `iss` and `sub` of who signed in. */
  issuer: string;
  subject: string;
  name: string;
  roles: JSONColumnType<string[]>;
  /** Issuers of the clients whose patients they may see. */
  clients: JSONColumnType<string[]>;
  /** Set when an EHR opened the page for one patient, of its only client. */
  launch_fhir_server: string | null;
  launch_patient_id: string | null;
  /** Sealed by the cookie's secret; null where nobody wants to see it at sign-out. */
  sealed_id_token: string | null;
  seen_at: Timestamp;
  expires_at: Timestamp;
}

interface ByReviewer {
  reviewer_issuer: string;
  reviewer_subject: string;
  reviewer_name: string;
}

/** What reviewers decided; rows are never changed. */
export interface ReviewTable extends OwnedByClient, ByReviewer {
  number: GeneratedAlways<string>;
  measurement_id: string;
  /** Digest of the numbers that were looked at, and of the reference cohort they were compared with. */
  result_sha256: string;
  reference_sha256: string | null;
  decision: ReviewDecision;
  reason: string | null;
  /** A `RoiFile` where the reviewer drew. */
  rois: JSONColumnType<object> | null;
  decided_at: GeneratedAlways<Date>;
}

/** Who has taken a finding to look at. */
export interface ReviewClaimTable extends OwnedByClient, ByReviewer {
  measurement_id: string;
  claimed_at: SetTimestamp;
}

/** What a client told us, in the order it came. */
export interface EventTable extends OwnedByClient {
  id: string;
  number: GeneratedAlways<string>;
  /** Digest of what it is about … */
  subject: string;
  /** … and of all that it says. */
  content: string;
  /** An `Event`, parsed by its schema on the way out. */
  event: JSONColumnType<object>;
  /** `refused` when a person must look, or nothing is to be measured. */
  state: 'waiting' | 'done' | 'refused';
  /** Code of the catalogue: why nothing was measured, or why it still waits. */
  code: string | null;
  received_at: SetTimestamp;
}

/** How many events of a topic-based subscription were told of. */
export interface SubscriptionCountTable extends OwnedByClient {
  subscription: string;
  counted: ColumnType<string, number, number>;
}

/** Up to when a record was searched for what was missed, by the clock of its server. */
export interface RecordSeenTable extends OwnedByClient {
  criterion: string;
  until: Timestamp;
}

/** A study of a patient that the record says was entered in error, and what said so. */
export interface WithdrawalTable extends OwnedByClient {
  patient_id: string;
  study_instance_uid: string;
  /** `DiagnosticReport/id`, `ImagingStudy/id`, or `report` where an interface engine said it. */
  source: string;
  withdrawn_at: SetTimestamp;
}

/** A screening of what a PACS has of some days. */
export interface ArchiveRunTable extends OwnedByClient {
  id: string;
  /** ISO dates, both included. */
  from_day: string;
  to_day: string;
  /** The last day whose studies were listed. */
  listed_until: string | null;
  started_at: GeneratedAlways<Date>;
  finished_at: Timestamp | null;
}

/** The studies of a run, each once; they belong to whom their run belongs to. */
export interface ArchiveStudyTable {
  run_id: string;
  study_instance_uid: string;
  /** ISO date. */
  study_day: string;
  /** Null while nothing is known of it. */
  outcome: StudyOutcome['outcome'] | null;
  /** Refusals, limits, or why it was passed over. */
  codes: ColumnType<object, string | undefined, string>;
  flagged: ColumnType<boolean, boolean | undefined, boolean>;
}

/** What happened, in order and chained; rows are never changed. Their clients stand in the entries. */
export interface AuditEntryTable {
  /** From 1 on, without a gap. */
  number: ColumnType<string, number, never>;
  at: ColumnType<Date, Date, never>;
  /** An `AuditEntry` but for its time. */
  entry: JSONColumnType<object, string, never>;
  hash: string;
}

/** One row: the key of the digests in audit entries. It is made with the table and leaves the database by no command. */
export interface AuditKeyTable {
  key: string;
}
