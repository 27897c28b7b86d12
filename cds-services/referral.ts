import type { ServiceRequest } from 'fhir/r4.js';

export interface ReferralBasis {
  readonly patientId: string;
  /** `Observation/id` of the M-score, when it is in the record. */
  readonly observation: string | undefined;
  /** `ImagingStudy/id`, when the record has it. */
  readonly imagingStudy: string | undefined;
}

/**
 * The order that the clinician may accept: a draft proposal for a central DXA, coded as orders are coded in
 * LOINC (38268-9) and, without its licensed descriptor, in CPT (77080).
 */
export function dexaReferral({ patientId, observation, imagingStudy }: ReferralBasis): ServiceRequest {
  return {
    resourceType: 'ServiceRequest',
    status: 'draft',
    intent: 'proposal',
    code: {
      coding: [
        { system: 'http://loinc.org', code: '38268-9' },
        { system: 'http://www.ama-assn.org/go/cpt', code: '77080' },
      ],
      text: 'DEXA bone densitometry of lumbar spine and hip',
    },
    subject: { reference: `Patient/${patientId}` },
    reasonCode: [{ text: 'High vertebral marrow signal on lumbar MRI (M-score, research use)' }],
    ...(observation && { reasonReference: [{ reference: observation }] }),
    ...(imagingStudy && { supportingInfo: [{ reference: imagingStudy }] }),
  };
}
