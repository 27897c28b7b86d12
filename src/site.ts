import type { LocaliserFor } from './analysis/choose-localiser.ts';
import type { NoiseChoice } from './analysis/noise-choice.ts';
import type { CallingClient } from './calling-client.ts';
import type { ImageSource, StudyFinder, StudyLister } from './dicom/image-source.ts';
import type { FhirClient } from './fhir/fhir-client.ts';
import type { CodeLists } from './fhir/codes.ts';
import type { KnownReference } from './mscore/reference.ts';
import type { Policy } from './screening/policy.ts';

/** What one hospital has, ready to use: its PACS, its cohorts, its rules, and where results go. */
export interface Site {
  readonly images: ImageSource & StudyFinder & StudyLister;
  readonly findStudyBy: readonly ('imaging-study' | 'qido')[];
  readonly patientIdSystems: readonly { readonly system: string; readonly issuer?: string | undefined }[];
  /** As they are at the moment. */
  readonly references: () => Promise<readonly KnownReference[]>;
  /** How the noise of its images is known. */
  readonly noise: NoiseChoice;
  readonly policy: Policy;
  readonly codes: CodeLists;
  readonly localiserFor: LocaliserFor;
  /** The EHR's record, read with our own credentials; undefined where events are not taken. */
  readonly record: FhirClient | undefined;
  /** The FHIR server that results are written to with our own credentials, if any. */
  readonly publishTo: PublishTarget | undefined;
}

/** One whose record is read with our own credentials. */
export interface SiteWithRecord extends Omit<Site, 'record'> {
  readonly record: Pick<FhirClient, 'read' | 'search'>;
}

export interface PublishTarget {
  readonly client: FhirClient;
  readonly fhirServer: string;
  /** Whether a Patient has the same logical id there as on every server that calls. */
  readonly sharesPatientIds: boolean;
}

/** Our own access to the record of a client's patients; undefined where there is none, or its ids are others. */
export function ownRecordOf(
  { record, publishTo }: Pick<Site, 'record' | 'publishTo'>,
  { fhirServer }: CallingClient,
): FhirClient | undefined {
  if (record?.baseUrl === fhirServer) return record;
  const sameIds = publishTo && (publishTo.fhirServer === fhirServer || publishTo.sharesPatientIds);
  return sameIds ? publishTo.client : undefined;
}

/**
 * The site of a calling client.
 *
 * @throws CodedError `client/fhir-server-not-allowed` when nobody configured it
 */
export type SiteOf = (client: CallingClient) => Site;
