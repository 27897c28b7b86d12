/** One row of the literature: never a default, since cut-offs span 2.7-fold and raw SNR 5-fold between sites. */
export interface PublishedCutoff {
  /** As --cutoff of `mscore validate` and `mscore calibrate` takes it. */
  readonly id: string;
  readonly source: string;
  readonly score: 'm' | 'snr' | 'vbq';
  /** "score ≥ value is positive" (Shayganfar and the SNR studies print >); `null` where none is printed. */
  readonly value: number | null;
  /** 0 to 1, as printed; `null` where not printed. */
  readonly sensitivity: number | null;
  readonly specificity: number | null;
  readonly area: number | null;
  readonly patients: string | null;
  readonly reference: string | null;
  readonly technique: string | null;
  readonly caution: string | null;
}

export const PUBLISHED_CUTOFFS: readonly PublishedCutoff[] = [
  {
    id: 'bandirali-2015',
    source: 'Bandirali 2015, Eur Radiol 25:2951',
    score: 'm',
    value: 5.5,
    sensitivity: 0.54,
    specificity: 0.9,
    area: 0.844,
    patients: '226 women, 31 % osteoporotic',
    reference: '131 women aged 20–29',
    technique: null,
    caution: null,
  },
  {
    id: 'shayganfar-2019',
    source: 'Shayganfar 2019, Br J Radiol 92:20180774',
    score: 'm',
    value: 2.05,
    sensitivity: 0.9,
    specificity: 0.87,
    area: null,
    patients: '82',
    reference: '69 aged 20–29',
    technique: '1.5 T, TR 400 ms, TE 16 ms',
    caution: null,
  },
  {
    id: 'jain-2023',
    source: 'Jain 2023, J Orthop 40:65',
    score: 'm',
    value: 2.82,
    sensitivity: 0.875,
    specificity: 0.765,
    area: null,
    patients: null,
    reference: '24 controls',
    technique: 'ROI 130–180 mm², mid-sagittal and one parasagittal slice each side, one ROI in air',
    caution: null,
  },
  {
    id: 'saad-2019',
    source: 'Saad 2019, Egypt J Radiol Nucl Med 50:35',
    score: 'snr',
    value: 104.5,
    sensitivity: null,
    specificity: null,
    area: null,
    patients: '50',
    reference: '50',
    technique: 'TR 400–600 ms, TE 7 ms',
    caution: 'raw SNR holds for that scanner only',
  },
  {
    id: 'atik-2022',
    source: 'Atik 2022, Turk J Osteoporos 28:77',
    score: 'snr',
    value: 33.45,
    sensitivity: 0.9,
    specificity: 0.9,
    area: 0.966,
    patients: '40',
    reference: '40 aged 20–29',
    technique: null,
    caution: 'old osteoporotic against young healthy women: not a screening accuracy; raw SNR',
  },
  {
    id: 'kadri-2022-snr',
    source: 'Kadri 2022',
    score: 'snr',
    value: null,
    sensitivity: null,
    specificity: null,
    area: 0.586,
    patients: '83 mixed clinical',
    reference: null,
    technique: null,
    caution: 'raw SNR without a reference cohort',
  },
  {
    id: 'kadri-2022-vbq',
    source: 'Kadri 2022',
    score: 'vbq',
    value: null,
    sensitivity: null,
    specificity: null,
    area: 0.806,
    patients: '83 mixed clinical',
    reference: null,
    technique: null,
    caution: 'VBQ, not an M-score',
  },
];
