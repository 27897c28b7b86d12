import { z } from 'zod';
import { CodedError } from '../errors.ts';
import { storable } from '../storable-text.ts';
import { type Attributes, parseNumbers } from './attributes.ts';
import type { ImageHeader } from './image.ts';
import { imageHeaders } from './image-header.ts';
import { text } from './attributes.ts';
import { type Keyword, TAGS } from './tags.ts';

/** DICOM JSON model, PS3.18 F.2; values are looked at only where they are asked for. */
const elementSchema = z.object({ vr: z.string().optional(), Value: z.array(z.unknown()).optional() });
const dataSetSchema = z.record(z.string(), elementSchema);
const dataSetsSchema = z.array(dataSetSchema);

type JsonDataSet = z.infer<typeof dataSetSchema>;

/**
 * The data sets of a QIDO-RS or WADO-RS metadata response.
 *
 * @throws CodedError `pacs/invalid` when it is not an array of DICOM JSON objects
 */
export function parseDicomJson(json: unknown): JsonAttributes[] {
  const parsed = dataSetsSchema.safeParse(json);
  if (!parsed.success) throw new CodedError('pacs/invalid', 'not DICOM JSON');
  return parsed.data.map((dataSet) => new JsonAttributes(dataSet));
}

/**
 * One header per frame of an instance from its metadata (PS3.18 10.4). The transfer syntax is often
 * missing there, and `pixels.lossy` then only knows what (0028,2110) says.
 *
 * @throws CodedError `dicom/invalid`
 */
export function metadataHeaders(dataSet: Attributes): ImageHeader[] {
  return imageHeaders(dataSet, text(dataSet, 'AvailableTransferSyntaxUID'));
}

/** Attributes of a DICOM JSON object. */
export class JsonAttributes implements Attributes {
  readonly #dataSet: JsonDataSet;

  constructor(dataSet: JsonDataSet) {
    this.#dataSet = dataSet;
  }

  texts(keyword: Keyword): readonly string[] {
    const values = this.#values(keyword);
    const filled = values.some((value) => asText(value) !== '');
    return filled ? values.map((value) => asText(value)) : [];
  }

  numbers(keyword: Keyword): readonly number[] {
    return parseNumbers(this.texts(keyword));
  }

  items(keyword: Keyword): readonly Attributes[] {
    return this.#values(keyword).flatMap((item) => {
      const parsed = dataSetSchema.safeParse(item);
      return parsed.success ? new JsonAttributes(parsed.data) : [];
    });
  }

  #values(keyword: Keyword): readonly unknown[] {
    return this.#dataSet[TAGS[keyword][0]]?.Value ?? [];
  }
}

/** DS and IS come as numbers or as strings; names, which come as objects, are not read. */
function asText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? storable(String(value).trim()) : '';
}
