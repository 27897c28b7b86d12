/** The PACS in a process of its own, for `bench/review.ts`: one phantom study of 15 × 512². */
import { startDicomWebSandbox } from '../../fixtures/dicomweb-sandbox/dicomweb-sandbox.ts';
import { roiFileOf } from '../../fixtures/phantom/rois.ts';
import { generatePhantomStudy } from '../../fixtures/phantom/study.ts';
import { leaveSignalsToOurParent, tellUntilTold } from '../begun-process.ts';

leaveSignalsToOurParent();
const study = generatePhantomStudy({ seed: 5, slices: 15 });
const pacs = await startDicomWebSandbox({ studies: [study] });
await tellUntilTold({
  dicomweb: pacs.baseUrl,
  studyInstanceUid: study.studyInstanceUid,
  rois: roiFileOf(study),
});
await pacs.close();
if (process.connected) process.disconnect();
