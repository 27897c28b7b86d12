import { setTimeout as pause } from 'node:timers/promises';
import { EVENTS_SECRET } from './cluster.ts';
import { imagingStudyOf, somebody } from './people.ts';

/** How long a sender waits until it sends again what nobody took. */
const AGAIN_MS = 500;
const TIME_OUT_MS = 10_000;
/** Every so many studies are told of twice, by different ways. */
const TWICE_EVERY = 10;

type Addresses = readonly { readonly url: string }[];

interface Message {
  readonly path: string;
  readonly body: object;
}

export interface Sent {
  readonly events: number;
  /** Posts beside the first of each event: nobody answered, or not 202. */
  readonly repeated: number;
  /** From when an event was due until it was taken, milliseconds; of those taken at the first post. */
  readonly milliseconds: readonly number[];
}

/**
 * Tells of every study, at a steady rate and of every tenth twice, alternately to the addresses; and again until it is
 * taken, as senders do that lose nothing ("at least once").
 */
export async function sendEvents(
  webs: Addresses,
  people: readonly number[],
  perSecond: number,
): Promise<Sent> {
  return send(webs, people.flatMap(messagesAbout), perSecond);
}

/** Tells of every study that the PACS has it in another version. */
export async function sendVersion(
  webs: Addresses,
  people: readonly number[],
  version: string,
  perSecond: number,
): Promise<Sent> {
  const messages = people.map((number) => {
    const { studyInstanceUid: studyUid } = somebody(number);
    return { path: 'pacs', body: { studyUid, version } };
  });
  return send(webs, messages, perSecond);
}

async function send(webs: Addresses, messages: readonly Message[], perSecond: number): Promise<Sent> {
  const start = performance.now();
  let repeated = 0;
  const milliseconds: number[] = [];
  await Promise.all(
    messages.map(async (message, i) => {
      const due = start + (i * 1_000) / perSecond;
      await pause(Math.max(0, due - performance.now()));
      for (let posts = 0; !(await isTaken(webs, i + posts, message)); posts += 1) {
        repeated += 1;
        await pause(AGAIN_MS);
      }
      milliseconds.push(performance.now() - due);
    }),
  );
  return { events: messages.length, repeated, milliseconds };
}

async function isTaken(webs: Addresses, turn: number, { path, body }: Message): Promise<boolean> {
  const url = webs[turn % webs.length]?.url ?? '';
  const answer = await fetch(`${url}/events/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${EVENTS_SECRET}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIME_OUT_MS),
  }).catch(() => undefined);
  await answer?.body?.cancel();
  // That the message itself is refused does not pass by sending it again.
  if (answer && answer.status < 500 && answer.status !== 202)
    throw new Error(`an event was answered ${answer.status}`);
  return answer?.status === 202;
}

function messagesAbout(number: number): Message[] {
  const { studyInstanceUid, accessionNumber, hospitalNumber } = somebody(number);
  const ways = [
    {
      path: 'report',
      body: { accession: accessionNumber, patient: hospitalNumber, status: 'final' },
    },
    { path: 'pacs', body: { studyUid: studyInstanceUid } },
    { path: 'fhir', body: imagingStudyOf(number) },
  ];
  const from = number % ways.length;
  const turned = [...ways.slice(from), ...ways.slice(0, from)];
  return turned.slice(0, number % TWICE_EVERY === 0 ? 2 : 1);
}
