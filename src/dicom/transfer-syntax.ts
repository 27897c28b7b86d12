/** How the pixels of a transfer syntax are stored (PS3.5 annex A). */
export interface TransferSyntax {
  readonly encoding: 'little-endian' | 'big-endian' | 'rle' | 'codestream';
  /** Whether the pixels may differ from what the scanner made: `maybe` unless the header says so. */
  readonly lossy: 'no' | 'maybe' | 'yes';
}

export const IMPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2';
const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
export const DEFLATED = '1.2.840.10008.1.2.1.99';
export const EXPLICIT_BIG_ENDIAN = '1.2.840.10008.1.2.2';

const codestream = (lossy: TransferSyntax['lossy']): TransferSyntax => ({ encoding: 'codestream', lossy });

const SYNTAXES: Readonly<Record<string, TransferSyntax>> = {
  [IMPLICIT_LITTLE_ENDIAN]: { encoding: 'little-endian', lossy: 'no' },
  [EXPLICIT_LITTLE_ENDIAN]: { encoding: 'little-endian', lossy: 'no' },
  [DEFLATED]: { encoding: 'little-endian', lossy: 'no' },
  [EXPLICIT_BIG_ENDIAN]: { encoding: 'big-endian', lossy: 'no' },
  // JPEG baseline, 8 bit; extended (….51) is 12 bit, which the codec does not read.
  '1.2.840.10008.1.2.4.50': codestream('yes'),
  // JPEG lossless, any predictor and first-order prediction.
  '1.2.840.10008.1.2.4.57': codestream('no'),
  '1.2.840.10008.1.2.4.70': codestream('no'),
  // JPEG-LS lossless and near-lossless.
  '1.2.840.10008.1.2.4.80': codestream('no'),
  '1.2.840.10008.1.2.4.81': codestream('yes'),
  // JPEG 2000 lossless only, and either.
  '1.2.840.10008.1.2.4.90': codestream('no'),
  '1.2.840.10008.1.2.4.91': codestream('maybe'),
  // High-throughput JPEG 2000: lossless only, lossless with RPCL, and either.
  '1.2.840.10008.1.2.4.201': codestream('no'),
  '1.2.840.10008.1.2.4.202': codestream('no'),
  '1.2.840.10008.1.2.4.203': codestream('maybe'),
  // RLE lossless.
  '1.2.840.10008.1.2.5': { encoding: 'rle', lossy: 'no' },
};

/** Whether frames lie in fragments of their own (PS3.5 A.4). */
export function isEncapsulated({ encoding }: TransferSyntax): boolean {
  return encoding === 'rle' || encoding === 'codestream';
}

/** What is known about a transfer syntax; undefined when we do not read it. */
export function transferSyntax(uid: string): TransferSyntax | undefined {
  return Object.hasOwn(SYNTAXES, uid) ? SYNTAXES[uid] : undefined;
}
