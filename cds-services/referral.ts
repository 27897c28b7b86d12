import type { ServiceRequest } from 'fhir/r4.js';
import type { CardTexts } from './texts/card-texts.ts';

export interface ReferralBasis {
  readonly patientId: string;
  /** Why: an image, or the age. */
  readonly kind: keyof CardTexts['order']['reasons'];
  /** `Observation/id` of the M-score, when it is in the record. */
  readonly observation?: string | undefined;
  /** `ImagingStudy/id`, when the record has it. */
  readonly imagingStudy?: string | undefined;
}

/**
 * The order that the clinician may accept: a draft proposal for a central DXA, coded as orders are coded in
 * LOINC (38268-9) and, without its licensed descriptor, in CPT (77080).
 */
export function dexaReferral(
  { patientId, kind, observation, imagingStudy }: ReferralBasis,
  { order }: CardTexts,
): ServiceRequest {
  return {
    resourceType: 'ServiceRequest',
    status: 'draft',
    intent: 'proposal',
    code: {
      coding: [
        { system: 'http://loinc.org', code: '38268-9' },
        { system: 'http://www.ama-assn.org/go/cpt', code: '77080' },
      ],
      text: order.code,
    },
    subject: { reference: `Patient/${patientId}` },
    reasonCode: [{ text: order.reasons[kind] }],
    ...(observation && { reasonReference: [{ reference: observation }] }),
    ...(imagingStudy && { supportingInfo: [{ reference: imagingStudy }] }),
  };
}
