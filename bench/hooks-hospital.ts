/** Record and PACS in a process of their own, for `hooks-load.ts`: what they keep in memory is no load of the service. */
import { buildHospital } from '../fixtures/demo/stage.ts';
import { leaveSignalsToOurParent, tellUntilTold } from './begun-process.ts';

leaveSignalsToOurParent();
const hospital = await buildHospital();
const { fhirServer, dicomweb, token } = hospital;
await tellUntilTold({ fhirServer, dicomweb, token });
await hospital.close();
if (process.connected) process.disconnect();
