import { normal, orientation } from '../dicom/geometry.ts';
import type { Slice } from '../dicom/image.ts';
import { dot, subtract } from '../dicom/vector.ts';

export function imageName({ header }: Slice): string {
  return `image ${header.instanceNumber ?? header.frameNumber}`;
}

/** With the side of the patient that it lies to, seen from another sagittal image. */
export function imageNameBeside(slice: Slice, main: Slice): string {
  const [plane, from] = [slice.header.plane, main.header.plane];
  if (!plane || !from || orientation(from) !== 'sagittal') return imageName(slice);
  const axis = normal(from);
  const along = dot(subtract(plane.position, from.position), axis);
  // LPS: x grows to the patient's left.
  const side = along * axis[0] > 0 ? 'left' : 'right';
  return `${imageName(slice)}, ${Math.abs(along).toFixed(0)} mm to the patient’s ${side}`;
}
