import { CodedError } from '../errors.ts';
import { isAnnotationClass, type StudyAnnotations } from './annotation.ts';
import { AnnotationReader } from './annotation-reader.ts';
import { text } from './attributes.ts';
import { parseDicomJson } from './dicom-json.ts';
import type { DicomWebClient } from './dicomweb-client.ts';
import { instancePath, seriesPath } from './dicomweb-path.ts';

/**
 * Reads the annotation objects of some series of a study: which instances they have (QIDO-RS), then those of
 * the right SOP class, one by one (WADO-RS), since series of reports may hold much else.
 *
 * @throws CodedError `pacs/unavailable`, `pacs/timeout`
 */
export async function readDicomWebAnnotations(
  client: DicomWebClient,
  studyInstanceUid: string,
  annotationSeries: readonly string[],
): Promise<StudyAnnotations> {
  const reader = new AnnotationReader(studyInstanceUid);
  for (const series of annotationSeries) {
    const instances: string[] = [];
    await reader.attempt(async () => {
      if (reader.isOpen) instances.push(...(await findInstances(client, studyInstanceUid, series)));
    });
    for (const instance of instances) {
      await reader.add((maxBytes) =>
        readFile(client, instancePath(studyInstanceUid, series, instance), maxBytes),
      );
    }
  }
  return reader.result();
}

async function findInstances(client: DicomWebClient, study: string, series: string): Promise<string[]> {
  const search = new URLSearchParams({ includefield: 'SOPClassUID', limit: String(client.maxInstances) });
  const found = parseDicomJson(await client.getJson(`${seriesPath(study, series)}/instances`, search));
  return found
    .filter((each) => (text(each, 'SeriesInstanceUID') ?? series) === series)
    .filter((each) => isAnnotationClass(text(each, 'SOPClassUID') ?? ''))
    .flatMap((each) => text(each, 'SOPInstanceUID') ?? []);
}

async function readFile(client: DicomWebClient, path: string, maxBytes: number): Promise<Uint8Array> {
  for await (const bytes of client.getInstances(path, maxBytes)) return bytes;
  throw new CodedError('pacs/incomplete');
}
