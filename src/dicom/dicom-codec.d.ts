/** The part of @cornerstonejs/dicom-codec that we call; it ships no types. */
declare module '@cornerstonejs/dicom-codec' {
  interface ImageInfo {
    rows: number;
    columns: number;
    bitsAllocated: number;
    samplesPerPixel: number;
    signed: boolean;
    pixelRepresentation: number;
  }
  const dicomCodec: {
    decode(
      imageFrame: Uint8Array,
      imageInfo: ImageInfo,
      transferSyntaxUid: string,
    ): Promise<{ imageFrame: ArrayBufferView }>;
  };
  export default dicomCodec;
}
