/** Record and PACS in a process of their own, for `hooks-load.ts`: what they keep in memory is no load of the service. */
import { once } from 'node:events';
import { buildHospital } from '../fixtures/demo/stage.ts';

const hospital = await buildHospital();
const { fhirServer, dicomweb, token } = hospital;
process.send?.({ fhirServer, dicomweb, token });
await once(process, 'message');
await hospital.close();
process.disconnect();
