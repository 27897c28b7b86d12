import type { ByteArrayParser, Element } from 'dicom-parser';

/** The class behind the interface of the same name, which dicom-parser exports without saying so. */
declare module 'dicom-parser' {
  const DataSet: new (
    parser: ByteArrayParser,
    bytes: Uint8Array,
    elements: Record<string, Element>,
  ) => DataSet;
}
