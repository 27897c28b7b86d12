import { measureStudy } from '../../src/analysis/measure-study.ts';
import { readReferences } from '../../src/analysis/references.ts';
import { OPEN_ISSUER } from '../../src/calling-client.ts';
import { PixelDecoder } from '../../src/dicom/decode-pixels.ts';
import { DicomWebSource } from '../../src/dicom/dicomweb-source.ts';
import type { Measurement } from '../../src/mscore/measurement.ts';
import { Peers } from '../../src/resilience/peers.ts';
import type { RoiFile } from '../../src/spine/roi-file.ts';
import { RoiFileLocaliser } from '../../src/spine/roi-file-localiser.ts';
import type { Localiser } from '../../src/spine/localiser.ts';
import { startModel } from '../../src/spine/model/start-model.ts';
import { result, studyKey } from '../support/data-keys.ts';
import { logLines } from '../support/log-lines.ts';
import { phantomFolder } from '../support/phantom-folder.ts';
import { startReview } from '../support/review-service.ts';
import { buildReview } from './build-review.ts';
import { startOrthanc } from './peers/orthanc.ts';

const CLIENT = { issuer: OPEN_ISSUER, fhirServer: 'https://ehr.example.org/fhir' };

/**
 * A phantom's study in a real PACS, measured by the model, on the real review page, whose viewer is built first.
 *
 * @param port of the PACS
 */
export async function reviewedStudy(port: number) {
  await using stack = new AsyncDisposableStack();
  await buildReview();
  const orthanc = await startOrthanc(port);
  stack.defer(() => orthanc.close());
  await using phantom = await phantomFolder('--seed', '11', '--marrow-fat', '0.6');
  await orthanc.storeFolder(phantom.path);
  const decoder = new PixelDecoder();
  stack.defer(() => decoder.close());
  const source = new DicomWebSource({
    baseUrl: orthanc.dicomweb,
    timeoutMs: 30_000,
    decoder,
    authorization: async () => orthanc.authorization,
    peer: new Peers(logLines().logger).of('pacs', orthanc.dicomweb),
  });
  const references = await readReferences('fixtures/references');
  const { studyInstanceUid } = phantom.truth;
  const measuredBy = async (given: () => Promise<Localiser>): Promise<Measurement> => {
    const study = { studyInstanceUid, patient: undefined };
    const { measurement } = await measureStudy(study, {
      source,
      references,
      given,
      localiserFor: async () => undefined,
    });
    return measurement;
  };
  const model = await startModel();
  const measurement = await measuredBy(async () => model.localiser);
  await model.close();

  const review = await startReview({
    config: () => ({}),
    open: true,
    site: { images: source, references: async () => references },
  });
  stack.defer(() => review.close());
  const key = studyKey({ client: CLIENT, studyInstanceUid });
  const save = (what: Measurement) => review.measurements.save(key, result(what));
  const id = await save(measurement);
  const started = stack.move();
  return {
    url: review.url,
    address: `${review.url}/review/studies/${id}`,
    measurement,
    save,
    /** What the server comes to when a reviewer's file is saved. */
    measuredAs: (rois: RoiFile) => measuredBy(async () => new RoiFileLocaliser(rois, 'reviewer')),
    close: () => started.disposeAsync(),
  };
}
export type ReviewedStudy = Awaited<ReturnType<typeof reviewedStudy>>;
