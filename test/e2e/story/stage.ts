import { IMAGED_PATIENT } from '../../../fixtures/demo/patient.ts';
import { generatePhantomStudy, type PhantomStudy } from '../../../fixtures/phantom/study.ts';
import { openHospital, type Hospital, type SmartAccess } from '../hospital.ts';
import { startOrthanc, type Orthanc } from '../peers/orthanc.ts';
import { startPostgres } from '../peers/postgres.ts';
import { recordExchanges, type ExchangeRecorder } from './exchanges.ts';
import { DAY, recordOfTheStory } from './order-to-result.ts';

/** Where the story is played: Orthanc, a FHIR engine, PostgreSQL, the service, and a CDS client that is listened to. */
export interface StoryStage extends AsyncDisposable {
  readonly hospital: Hospital;
  readonly orthanc: Orthanc;
  readonly study: PhantomStudy;
  readonly recorder: ExchangeRecorder;
}

/** @param ports for Orthanc and PostgreSQL */
export async function setStoryStage(
  ports: readonly [number, number],
  smart?: SmartAccess,
): Promise<StoryStage> {
  await using stack = new AsyncDisposableStack();
  const study = generatePhantomStudy({
    seed: 12,
    marrowFat: 0.6,
    studyDate: DAY.replaceAll('-', ''),
    patient: IMAGED_PATIENT,
    age: 69,
  });
  const orthanc = await startOrthanc(ports[0]);
  stack.defer(() => orthanc.close());
  const postgres = await startPostgres(ports[1]);
  stack.defer(() => postgres.close());
  const recorder = recordExchanges();
  const hospital = await openHospital({
    orthanc,
    record: recordOfTheStory(study),
    // The model finds the levels.
    marked: false,
    storage: { kind: 'postgres', connectionString: postgres.connectionString },
    fetch: recorder.fetch,
    ...(smart && { smart }),
  });
  stack.defer(() => hospital.close());
  const set = stack.move();
  return { hospital, orthanc, study, recorder, [Symbol.asyncDispose]: () => set.disposeAsync() };
}
