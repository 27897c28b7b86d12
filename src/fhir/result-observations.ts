import type { Annotation, Observation, ObservationComponent, Quantity, Reference } from 'fhir/r4.js';
import { average, sum } from '../mscore/arithmetic.ts';
import type { Level } from '../mscore/levels.ts';
import { DEMONSTRATION_BELOW } from '../mscore/match-reference.ts';
import type { Measurement } from '../mscore/measurement.ts';
import { versionedName } from '../mscore/reference.ts';
import type { ReviewOutcome } from '../screening/review-outcome.ts';
import { SYSTEMS } from './code-systems.ts';
import { dateOnly } from './resource-parts.ts';
import { RESEARCH_USE } from '../research-use.ts';
import {
  AI_ASSERTED,
  GREY_VALUE_MEAN,
  IMAGING,
  LUMBAR_SPINE,
  reasonCode,
  resultCode,
  type ResultConcept,
  SERIES_UID,
  vertebralBody,
} from './result-codes.ts';
import { resultKey, type ResultNaming } from './result-keys.ts';

type MScore = NonNullable<Measurement['mscore']>;

/** What all Observations of one measurement share. */
export interface ResultFrame {
  readonly measurement: Measurement;
  readonly naming: ResultNaming;
  /** `Patient/id`. */
  readonly patient: string;
  readonly device: Reference;
  readonly study: Reference;
  readonly order: Reference | undefined;
  readonly cutoff: MScore['cutoff'] | undefined;
  readonly policyId: string | undefined;
  /** FHIR instant. */
  readonly issued: string;
  readonly review: ReviewOutcome | undefined;
}

/** The M-score: a number with its interval, or the coded reasons why there is none, and then no number at all. */
export function groupObservation(frame: ResultFrame, members: readonly Reference[]): Observation {
  const { measurement, naming } = frame;
  const code = resultCode(naming.codeSystem, 'm-score');
  const note = [RESEARCH_USE, ...measurement.limits.map(({ text }) => text)].map((text) => ({ text }));
  const base = {
    ...baseObservation(frame, 'm-score'),
    code,
    bodySite: LUMBAR_SPINE,
    note: [...note, ...reviewNote(frame)],
  };
  const { mscore } = measurement;
  if (measurement.status === 'refused' || !mscore) return { ...base, ...absence(frame) };
  return {
    ...base,
    method: resultCode(naming.codeSystem, measurement.noise?.method ?? 'air-sd'),
    valueQuantity: ratio(mscore.value),
    ...verdict(mscore, frame.cutoff),
    ...(members.length > 0 && { hasMember: [...members] }),
    component: groupComponents(frame, mscore),
  };
}

function reviewNote({ review }: ResultFrame): Annotation[] {
  if (review?.reason === undefined) return [];
  return [{ authorString: review.reviewer.display, time: review.decidedAt, text: review.reason }];
}

/** SNR of one vertebral body, averaged when it was measured on several slices; undefined when it has none. */
export function levelObservation(frame: ResultFrame, level: Level): Observation | undefined {
  const { measurement, naming } = frame;
  const rois = measurement.levels.flatMap(({ snr, ...roi }) =>
    roi.level === level && snr !== null ? [{ ...roi, snr }] : [],
  );
  if (rois.length === 0) return undefined;
  return {
    ...baseObservation(frame, 'vertebral-body-snr', level),
    code: resultCode(naming.codeSystem, 'vertebral-body-snr'),
    bodySite: vertebralBody(level),
    method: resultCode(naming.codeSystem, measurement.noise?.method ?? 'air-sd'),
    valueQuantity: ratio(average(rois.map(({ snr }) => snr))),
    component: [
      { code: GREY_VALUE_MEAN, valueQuantity: ratio(average(rois.map(({ mean }) => mean))) },
      {
        code: resultCode(naming.codeSystem, 'pixel-count'),
        valueInteger: sum(rois.map(({ n }) => n)),
      },
      ...seriesComponents(measurement),
    ],
  };
}

/** VBQ, always a result of its own: never averaged with the M-score, never the reason of a card. */
export function vbqObservation(frame: ResultFrame, vbq: NonNullable<Measurement['vbq']>): Observation {
  const { measurement, naming } = frame;
  return {
    ...baseObservation(frame, 'vbq'),
    code: resultCode(naming.codeSystem, 'vbq'),
    bodySite: LUMBAR_SPINE,
    method: resultCode(naming.codeSystem, 'body-over-csf'),
    valueQuantity: ratio(vbq.value),
    component: [
      { code: resultCode(naming.codeSystem, 'pixel-count'), valueInteger: vbq.n },
      ...(vbq.fluidBehind
        ? [
            {
              code: resultCode(naming.codeSystem, 'fluid-behind'),
              valueCodeableConcept: vertebralBody(vbq.fluidBehind),
            },
          ]
        : []),
      ...seriesComponents(measurement),
    ],
  };
}

function baseObservation(frame: ResultFrame, code: ResultConcept, level?: Level): Omit<Observation, 'code'> {
  const { measurement, naming, patient, device, study, order, issued } = frame;
  const key = resultKey(patient, measurement, code, level);
  const acquired = dateOnly(measurement.study.acquired);
  return {
    resourceType: 'Observation',
    meta: { security: [AI_ASSERTED] },
    identifier: [{ system: naming.identifierSystem, value: key }],
    ...(order && { basedOn: [order] }),
    status: 'preliminary',
    category: [IMAGING],
    subject: { reference: patient },
    ...(acquired && { effectiveDateTime: acquired }),
    issued,
    device,
    derivedFrom: [study],
    note: [{ text: RESEARCH_USE }],
  };
}

/** Which series the numbers come from; `derivedFrom` can only say the study. */
function seriesComponents({ series }: Measurement): ObservationComponent[] {
  return series.chosen ? [{ code: SERIES_UID, valueString: series.chosen.seriesInstanceUid }] : [];
}

/** `dataAbsentReason` takes one concept: the first refusal; all of them are components. */
function absence({ measurement, naming }: ResultFrame): Partial<Observation> {
  const [first] = measurement.refusals;
  const components = [
    ...measurement.refusals.map(({ code, text }) => ({
      code: resultCode(naming.codeSystem, 'refusal'),
      valueCodeableConcept: { coding: [reasonCode(naming.codeSystem, code)], text },
    })),
    ...seriesComponents(measurement),
  ];
  const notPerformed = {
    system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason',
    code: 'not-performed',
    display: 'Not Performed',
  };
  return {
    dataAbsentReason: {
      coding: [notPerformed, ...(first ? [reasonCode(naming.codeSystem, first.code)] : [])],
      ...(first && { text: first.text }),
    },
    ...(components.length > 0 && { component: components }),
  };
}

/**
 * The cut-off that the site chose, and whether M reaches it. Below it there is no interpretation: a low
 * M-score never reassures (sensitivity 54 % at 5.5, Bandirali 2015). Nor is there one against a cohort that is
 * for demonstration only. Without a cut-off, only the cohort.
 */
function verdict(
  { value, reference, referenceVersion, referenceN }: MScore,
  cutoff: ResultFrame['cutoff'],
): Partial<Observation> {
  const cohort = `Reference cohort ${versionedName(reference, referenceVersion)}, n = ${referenceN}: mean 0, standard deviation 1`;
  if (!cutoff) return { referenceRange: [{ text: cohort }] };
  const high = {
    system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation',
    code: 'H',
    display: 'High',
  };
  return {
    referenceRange: [
      { high: ratio(cutoff.value), text: `Cut-off ${cutoff.value} (${cutoff.source}). ${cohort}` },
    ],
    ...(value >= cutoff.value &&
      referenceN >= DEMONSTRATION_BELOW && { interpretation: [{ coding: [high] }] }),
  };
}

function groupComponents(
  { measurement, naming, policyId }: ResultFrame,
  mscore: MScore,
): ObservationComponent[] {
  const [low, high] = mscore.interval95;
  const { snr, noise, limits } = measurement;
  const code = (concept: Parameters<typeof resultCode>[1]): ObservationComponent['code'] =>
    resultCode(naming.codeSystem, concept);
  return [
    { code: code('m-score-interval-95'), valueRange: { low: ratio(low), high: ratio(high) } },
    { code: code('reference-cohort'), valueString: mscore.reference },
    ...(mscore.referenceVersion === undefined
      ? []
      : [{ code: code('reference-cohort-version'), valueInteger: mscore.referenceVersion }]),
    ...(mscore.referenceSha256 === undefined
      ? []
      : [{ code: code('reference-cohort-sha256'), valueString: mscore.referenceSha256 }]),
    { code: code('reference-cohort-size'), valueInteger: mscore.referenceN },
    ...(policyId === undefined ? [] : [{ code: code('policy'), valueString: policyId }]),
    ...(snr === null ? [] : [{ code: code('mean-snr'), valueQuantity: ratio(snr) }]),
    ...(noise === null ? [] : [{ code: code('noise-sd'), valueQuantity: ratio(noise.sd) }]),
    ...(noise?.source === undefined ? [] : [{ code: code('noise-source'), valueString: noise.source }]),
    ...limits.map((limit) => ({
      code: code('limit'),
      valueCodeableConcept: { coding: [reasonCode(naming.codeSystem, limit.code)], text: limit.text },
    })),
    ...seriesComponents(measurement),
  ];
}

/** A number without a unit, to three decimals: far finer than what any of ours is worth. */
function ratio(value: number): Quantity {
  return { value: Math.round(value * 1000) / 1000, unit: '1', system: SYSTEMS.ucum, code: '1' };
}
