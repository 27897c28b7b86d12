/** The review page in a process of its own, for `bench/review.ts`, which sends what it works with. */
import { once } from 'node:events';
import { z } from 'zod';
import { measureStudy } from '../../src/analysis/measure-study.ts';
import { readReference } from '../../src/analysis/references.ts';
import { OPEN_ISSUER } from '../../src/calling-client.ts';
import { PixelDecoder } from '../../src/dicom/decode-pixels.ts';
import { DicomWebSource } from '../../src/dicom/dicomweb-source.ts';
import { parseRoiFile } from '../../src/spine/roi-file.ts';
import { RoiFileLocaliser } from '../../src/spine/roi-file-localiser.ts';
import { result, studyKey } from '../../test/support/data-keys.ts';
import { startReview } from '../../test/support/review-service.ts';
import { leaveSignalsToOurParent, tellUntilTold } from '../begun-process.ts';

const startSchema = z.object({
  hospital: z.object({ dicomweb: z.string(), studyInstanceUid: z.string(), rois: z.unknown() }),
  connectionString: z.string(),
  /** How often the study is there, as another hospital's each time: what one has read helps no other. */
  copies: z.number(),
});

leaveSignalsToOurParent();
await using stack = new AsyncDisposableStack();
const [message] = await once(process, 'message');
const { hospital, connectionString, copies } = startSchema.parse(message);
const { studyInstanceUid } = hospital;
const decoder = new PixelDecoder();
stack.defer(() => decoder.close());
const source = new DicomWebSource({ baseUrl: hospital.dicomweb, decoder });
const references = [await readReference('fixtures/references/phantom-young.json')];
const localiser = new RoiFileLocaliser(parseRoiFile(hospital.rois));
const { measurement } = await measureStudy(
  { studyInstanceUid, patient: undefined },
  { source, references, localiserFor: async () => localiser },
);
const review = await startReview({
  config: () => ({}),
  open: true,
  site: { images: source, references: async () => references },
  storage: { kind: 'postgres', connectionString },
});
stack.defer(() => review.close());
const addresses: string[] = [];
for (let copy = 0; copy < copies; copy += 1) {
  const client = { issuer: OPEN_ISSUER, fhirServer: `https://${copy}.example.org/fhir` };
  const id = await review.measurements.save(studyKey({ client, studyInstanceUid }), result(measurement));
  addresses.push(`${review.url}/review/studies/${id}`);
}
await tellUntilTold({ url: review.url, addresses });
if (process.connected) process.disconnect();
