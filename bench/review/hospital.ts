/** The PACS in a process of its own, for `bench/review.ts`: one phantom study of 15 × 512². */
import { once } from 'node:events';
import { startDicomWebSandbox } from '../../fixtures/dicomweb-sandbox/dicomweb-sandbox.ts';
import { roiFileOf } from '../../fixtures/phantom/rois.ts';
import { generatePhantomStudy } from '../../fixtures/phantom/study.ts';

const study = generatePhantomStudy({ seed: 5, slices: 15 });
const pacs = await startDicomWebSandbox({ studies: [study] });
process.send?.({
  dicomweb: pacs.baseUrl,
  studyInstanceUid: study.studyInstanceUid,
  rois: roiFileOf(study),
});
await once(process, 'message');
await pacs.close();
process.disconnect();
