/** Plays the story against the real peers and writes what went over the wire: `npm run transcript`. */
import { writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { orderToResult } from './story/order-to-result.ts';
import { setStoryStage } from './story/stage.ts';
import { chapterText, steady } from './story/transcript.ts';

const FILE = 'docs/transcript.md';
const HEAD = `# A lumbar MRI is ordered, made and reported

Written by \`npm run transcript\`: a real CDS client ([Medplum](https://www.medplum.com)'s), a real PACS (Orthanc, over
DICOMweb), a real FHIR engine (Medplum's router), PostgreSQL, and the service. The images are a digital phantom's.
Long parts are cut (…); addresses, uuids, tokens and today's times are replaced by names. *Research use only, not for
diagnosis.*`;

await using stage = await setStoryStage([8164, 8165]);
const { hospital, orthanc, recorder } = stage;
const chapters: string[] = [];
for await (const chapter of orderToResult({ ...stage, fetch: recorder.fetch })) {
  chapters.push(chapterText(chapters.length + 1, chapter, recorder.take()));
}
const names = {
  [hospital.service.url]: 'https://mscore.example',
  [new URL(hospital.fhir.baseUrl).origin]: 'https://ehr.example',
  [new URL(orthanc.dicomweb).origin]: 'https://pacs.example',
};
const text = steady([HEAD, ...chapters].join('\n\n'), names, new Date().toISOString().slice(0, 10));
await writeFile(FILE, await format(text, { ...(await resolveConfig(FILE)), parser: 'markdown' }));
