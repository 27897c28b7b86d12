import type { Point } from '../../spine/outline.ts';

/** A length along both axes: of an image in millimetres, of the stage in CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Which part of an image is seen. */
export interface ViewPort {
  /** CSS pixels for a millimetre. */
  readonly scale: number;
  /** What lies in the middle of the stage, millimetres of the view. */
  readonly center: Point;
}

/** Times the scale at which the whole image fits. */
const ZOOM = { least: 0.5, most: 20 } as const;

export function fitted(image: Size, stage: Size): ViewPort {
  return { scale: fitScale(image, stage), center: [image.width / 2, image.height / 2] };
}

export function fitScale(image: Size, stage: Size): number {
  return Math.min(stage.width / image.width, stage.height / image.height);
}

export function toStage({ scale, center }: ViewPort, stage: Size, [x, y]: Point): Point {
  return [(x - center[0]) * scale + stage.width / 2, (y - center[1]) * scale + stage.height / 2];
}

export function fromStage({ scale, center }: ViewPort, stage: Size, [x, y]: Point): Point {
  return [(x - stage.width / 2) / scale + center[0], (y - stage.height / 2) / scale + center[1]];
}

/** Moved by CSS pixels; the middle of the stage never leaves the image. */
export function panned(port: ViewPort, image: Size, [dx, dy]: Point): ViewPort {
  const center: Point = [
    within(port.center[0] - dx / port.scale, image.width),
    within(port.center[1] - dy / port.scale, image.height),
  ];
  return { ...port, center };
}

/** Larger or smaller, with the point of the stage staying where it is. */
export function zoomed(
  port: ViewPort,
  { image, stage, at }: { readonly image: Size; readonly stage: Size; readonly at: Point },
  factor: number,
): ViewPort {
  const fit = fitScale(image, stage);
  const scale = Math.min(Math.max(port.scale * factor, fit * ZOOM.least), fit * ZOOM.most);
  const fixed = fromStage(port, stage, at);
  const center: Point = [
    fixed[0] - (at[0] - stage.width / 2) / scale,
    fixed[1] - (at[1] - stage.height / 2) / scale,
  ];
  return panned({ scale, center }, image, [0, 0]);
}

function within(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}
