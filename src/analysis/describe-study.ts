import type { chooseSagittalT1 } from '../dicom/choose-series.ts';
import type { Measurement } from '../mscore/measurement.ts';
import { ALGORITHM } from './algorithm.ts';

/** A measurement of which nothing is known yet but the study: what is refused at once looks like this. */
export function nothingYet(studyInstanceUid: string, source: string): Measurement {
  return {
    study: { studyInstanceUid, source },
    series: { chosen: null, reasons: [], rejected: [] },
    roiSource: null,
    levels: [],
    noise: null,
    snr: null,
    mscore: null,
    vbq: null,
    status: 'refused',
    refusals: [],
    limits: [],
    algorithm: ALGORITHM,
    timings: {},
  };
}

type Choice = ReturnType<typeof chooseSagittalT1>;

/** The same with what the chosen series says about itself, and why the others were not. */
export function describe(known: Measurement, choice: Choice): Measurement {
  const [first] = choice.chosen?.series.images ?? [];
  return {
    ...known,
    study: {
      ...known.study,
      ...(first?.accessionNumber && { accessionNumber: first.accessionNumber }),
      ...(first?.acquiredAt && { acquired: isoDate(first.acquiredAt) }),
    },
    series: {
      chosen: first
        ? {
            seriesInstanceUid: first.seriesInstanceUid,
            ...(first.seriesNumber !== undefined && { number: first.seriesNumber }),
            description: first.seriesDescription,
          }
        : null,
      reasons: [...(choice.chosen?.reasons ?? [])],
      rejected: choice.rejected.map((rejected) => ({ ...rejected, reasons: [...rejected.reasons] })),
    },
  };
}

/** `YYYYMMDD…` → `YYYY-MM-DD`. */
function isoDate(dicom: string): string {
  return dicom.slice(0, 8).replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
}
