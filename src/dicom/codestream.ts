/** Tiles are made for memory that small images do not need; a decoder allocates for each of them. */
const MAX_TILES = 1024;

/** What a compressed frame itself claims to unpack to. */
export interface CodestreamSize {
  readonly columns: number;
  readonly rows: number;
  /** Grey has one; decoders allocate for as many as are claimed. */
  readonly components: number;
}

/**
 * Reads the size out of a JPEG, JPEG-LS or JPEG 2000 codestream, so that a frame which would unpack to
 * something else than its header says never reaches a decoder. Undefined when no size can be found, or when
 * the tiles of JPEG 2000 are no tiling of it.
 */
export function codestreamSize(bytes: Uint8Array): CodestreamSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 4) return undefined;
  const start = view.getUint16(0);
  if (start === 0xff4f) return jpeg2000Size(view);
  return start === 0xffd8 ? jpegSize(view) : undefined;
}

/** SIZ follows SOC at once, its fields at these bytes (ISO 15444-1 A.5.1). */
function jpeg2000Size(view: DataView): CodestreamSize | undefined {
  if (view.byteLength < 42 || view.getUint16(2) !== 0xff51) return undefined;
  const across = { end: view.getUint32(8), start: view.getUint32(16), tile: view.getUint32(24) };
  const down = { end: view.getUint32(12), start: view.getUint32(20), tile: view.getUint32(28) };
  const columnsOfTiles = tiles({ ...across, firstTile: view.getUint32(32) });
  const rowsOfTiles = tiles({ ...down, firstTile: view.getUint32(36) });
  if (!(columnsOfTiles * rowsOfTiles <= MAX_TILES)) return undefined;
  return {
    columns: across.end - across.start,
    rows: down.end - down.start,
    components: view.getUint16(40),
  };
}

/** Tiles along one axis of the reference grid (B.3); NaN when the first of them is not within the image. */
function tiles(axis: { end: number; start: number; tile: number; firstTile: number }): number {
  const { end, start, tile, firstTile } = axis;
  if (firstTile > start || firstTile + tile <= start) return Number.NaN;
  return Math.ceil((end - firstTile) / tile);
}

/** The first frame header: SOF0–15 without DHT, JPG and DAC (ISO 10918-1 B.1.1.3), SOF55 of JPEG-LS. */
function jpegSize(view: DataView): CodestreamSize | undefined {
  let position = 2;
  while (position + 10 <= view.byteLength) {
    const marker = view.getUint16(position);
    if (marker >>> 8 !== 0xff) return undefined;
    const frameHeader = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (frameHeader || marker === 0xfff7) {
      return {
        rows: view.getUint16(position + 5),
        columns: view.getUint16(position + 7),
        components: view.getUint8(position + 9),
      };
    }
    position += marker === 0xffff ? 1 : 2 + view.getUint16(position + 2);
  }
  return undefined;
}

/**
 * Whether the frame ends with EOI or EOC (both FF D9), but for padding. Decoders paint what is missing of
 * a cut-off frame grey or black without a word.
 */
export function isWholeCodestream(bytes: Uint8Array): boolean {
  let end = bytes.length;
  // Fragments are padded to even length with 00, by some encoders with FF.
  while (bytes[end - 1] === 0x00 || bytes[end - 1] === 0xff) end -= 1;
  return bytes[end - 2] === 0xff && bytes[end - 1] === 0xd9;
}
