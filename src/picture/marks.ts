import type { ImageHeader } from '../dicom/image.ts';
import { LEVELS } from '../mscore/levels.ts';
import type { Measurement, Outline } from '../mscore/measurement.ts';

export type MarkKind = 'body' | 'roi' | 'csf' | 'noise' | 'neighbour' | 'leftOut';

/** An outline that the picture shows. */
export interface Mark {
  readonly outline: Outline;
  readonly kind: MarkKind;
  /** Written beside it. */
  readonly name?: string;
}

/** Everything that was outlined, whatever image it lies on; what comes later is drawn above. */
export function marksOf({ levels, others = [], noise, vbq }: Measurement): Mark[] {
  const measured = new Set<string>(levels.map(({ level }) => level));
  const lumbar = new Set<string>(LEVELS);
  return [
    // What was measured in the bodies lies on them anyway.
    ...(noise?.method === 'air-sd' ? noise.rois : []).map((outline): Mark => ({ outline, kind: 'noise' })),
    ...others.map(({ name, body }): Mark => {
      const leftOut = lumbar.has(name) && !measured.has(name);
      return { outline: body, kind: leftOut ? 'leftOut' : 'neighbour', name };
    }),
    ...(vbq ? [{ outline: vbq.csf, kind: 'csf', name: 'CSF' } as const] : []),
    ...levels.flatMap(({ body, level }): Mark[] =>
      body ? [{ outline: body, kind: 'body', name: level }] : [],
    ),
    ...levels.map(({ roi, body, level }): Mark => ({
      outline: roi,
      kind: 'roi',
      ...(!body && { name: level }),
    })),
  ];
}

/** Levels that were found and not measured, from above. */
export function leftOutLevels(measurement: Measurement): string[] {
  const names = marksOf(measurement).flatMap(({ kind, name }) => (kind === 'leftOut' ? (name ?? []) : []));
  return LEVELS.filter((level) => names.includes(level));
}

export function isOn(outline: Outline, header: ImageHeader): boolean {
  return outline.sopInstanceUid === header.sopInstanceUid && outline.frameNumber === header.frameNumber;
}
