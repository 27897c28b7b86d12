/** Canonical URLs of the code systems that we read and write (terminology.hl7.org, "External code systems"). */
export const SYSTEMS = {
  loinc: 'http://loinc.org',
  cpt: 'http://www.ama-assn.org/go/cpt',
  snomed: 'http://snomed.info/sct',
  icd10cm: 'http://hl7.org/fhir/sid/icd-10-cm',
  icd10: 'http://hl7.org/fhir/sid/icd-10',
  icd10gm: 'http://fhir.de/CodeSystem/bfarm/icd-10-gm',
  rxnorm: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  atc: 'http://www.whocc.no/atc',
  dicom: 'http://dicom.nema.org/resources/ontology/DCM',
  ucum: 'http://unitsofmeasure.org',
  observationCategory: 'http://terminology.hl7.org/CodeSystem/observation-category',
} as const;

const KNOWN: ReadonlySet<string> = new Set(Object.values(SYSTEMS));

/** SNOMED CT has more kinds of a disease than any list names: there the words beside a code count too. */
const EXHAUSTIVE: ReadonlySet<string> = new Set([...KNOWN].filter((system) => system !== SYSTEMS.snomed));

/** The same systems as HL7 v2 and C-CDA name them; seen in `Coding.system` with and without `urn:oid:`. */
const OIDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '2.16.840.1.113883.6.1': SYSTEMS.loinc,
    '2.16.840.1.113883.6.12': SYSTEMS.cpt,
    '2.16.840.1.113883.6.96': SYSTEMS.snomed,
    '2.16.840.1.113883.6.90': SYSTEMS.icd10cm,
    '2.16.840.1.113883.6.3': SYSTEMS.icd10,
    '1.2.276.0.76.5.409': SYSTEMS.icd10gm,
    '2.16.840.1.113883.6.88': SYSTEMS.rxnorm,
    '2.16.840.1.113883.6.73': SYSTEMS.atc,
    '1.2.840.10008.2.16.4': SYSTEMS.dicom,
  }),
);

/** Older or national spellings of the same code system. */
const ALIASES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'http://fhir.de/CodeSystem/dimdi/icd-10-gm': SYSTEMS.icd10gm,
    'http://fhir.de/CodeSystem/bfarm/atc': SYSTEMS.atc,
    'http://fhir.de/CodeSystem/dimdi/atc': SYSTEMS.atc,
  }),
);

/**
 * One spelling per code system: OIDs become URLs, https becomes http and a trailing slash goes.
 * An unknown system stays as it is, an absent one is the empty string.
 */
export function canonicalSystem(system: string | undefined): string {
  const trimmed = (system ?? '').trim().replace(/\/+$/, '');
  const url = OIDS.get(trimmed.replace(/^urn:oid:/i, '')) ?? ALIASES.get(trimmed) ?? trimmed;
  const plain = url.replace(/^https:/, 'http:');
  return KNOWN.has(plain) ? plain : url;
}

/** Whether a code of this system says all by itself, so that an unlisted one is something else. */
export function isExhaustive(system: string | undefined): boolean {
  return EXHAUSTIVE.has(canonicalSystem(system));
}
