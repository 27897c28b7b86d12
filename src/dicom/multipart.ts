import { MIMEType } from 'node:util';
import {
  MaxFileSizeExceededError,
  MaxPartsExceededError,
  MaxTotalSizeExceededError,
  MultipartParser,
} from '@remix-run/multipart-parser';
import { CodedError } from '../errors.ts';

export interface MultipartLimits {
  readonly maxBytes: number;
  readonly maxParts: number;
}

export interface BodyPart {
  /** Essence of the part's own Content-Type, e.g. `application/dicom`; undefined when it has none. */
  readonly mediaType: string | undefined;
  readonly bytes: Uint8Array;
}

/** Text before the first boundary has no purpose in HTTP; more of it than this is no multipart. */
const MAX_PREAMBLE_BYTES = 65_536;

/** A media type with its parameters, as RFC 2045 quotes them; undefined when it is none. */
export function parseMediaType(header: string | null | undefined): MIMEType | undefined {
  try {
    return header ? new MIMEType(header) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The parts of a multipart/related body (RFC 2387) as they arrive. Preamble and epilogue are left out.
 *
 * @throws CodedError `pacs/incomplete` when the body ends before the closing boundary, `pacs/too-large`,
 *   `pacs/invalid`
 */
export async function* readMultipart(
  body: AsyncIterable<Uint8Array>,
  mediaType: MIMEType,
  { maxBytes, maxParts }: MultipartLimits,
): AsyncGenerator<BodyPart, void, undefined> {
  const boundary = mediaType.params.get('boundary');
  // RFC 2046 5.1.1: up to 70 characters.
  if (!boundary || boundary.length > 70) throw new CodedError('pacs/invalid', 'multipart without boundary');
  const parser = new MultipartParser(boundary, { maxFileSize: maxBytes, maxTotalSize: maxBytes, maxParts });
  try {
    for await (const chunk of withoutPreamble(body, boundary)) {
      if (chunk.length === 0) continue;
      for (const part of parser.write(chunk)) {
        yield { mediaType: parseMediaType(part.headers['content-type'])?.essence, bytes: part.bytes };
      }
      // What follows the closing boundary is epilogue, which the parser would refuse.
      if (isFinished(parser)) return;
    }
  } catch (thrown) {
    throw parserFault(thrown);
  }
  throw new CodedError('pacs/incomplete', 'the multipart body ends too early');
}

/** The body from its first boundary on, which starts a line. */
async function* withoutPreamble(
  body: AsyncIterable<Uint8Array>,
  boundary: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  // A line break before the body makes a boundary at its very start like any other.
  let preamble: Buffer | undefined = Buffer.from('\r\n');
  for await (const chunk of body) {
    if (preamble === undefined) {
      yield chunk;
      continue;
    }
    preamble = Buffer.concat([preamble, chunk]);
    const start = preamble.indexOf(`\r\n--${boundary}`);
    if (start >= 0) {
      yield preamble.subarray(start + 2);
      preamble = undefined;
    } else if (preamble.length > MAX_PREAMBLE_BYTES) {
      throw new CodedError('pacs/invalid', 'multipart without its boundary');
    }
  }
}

function isFinished(parser: MultipartParser): boolean {
  try {
    parser.finish();
    return true;
  } catch {
    return false;
  }
}

function parserFault(thrown: unknown): CodedError {
  const tooLarge = [MaxFileSizeExceededError, MaxTotalSizeExceededError, MaxPartsExceededError];
  if (tooLarge.some((kind) => thrown instanceof kind))
    return new CodedError('pacs/too-large', undefined, { cause: thrown });
  return thrown instanceof CodedError
    ? thrown
    : new CodedError('pacs/invalid', 'multipart', { cause: thrown });
}
