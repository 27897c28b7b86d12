import { setTimeout as pause } from 'node:timers/promises';
import type { RequestHandler } from 'express';
import type { Worklist } from '../../store/worklist.ts';
import { visitOf } from '../access.ts';

const LOOK_EVERY_MS = 3_000;

/**
 * Server-Sent Events: `changed` whenever the list could look different, `over` when the session has ended. What changed
 * is not said: the page asks for itself anew, and sees what it may see.
 */
export function liveList(worklist: Pick<Worklist, 'stamp'>): RequestHandler {
  return async (request, response) => {
    const visit = visitOf(request);
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    // Who left before we knew who they are is not heard leaving.
    if (response.destroyed || request.socket.destroyed) return;
    response.set({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' }).flushHeaders();
    try {
      let stamp = await worklist.stamp(visit.signedIn);
      for (;;) {
        await pause(LOOK_EVERY_MS, undefined, { signal: gone.signal });
        if (!(await visit.lasts())) break;
        const now = await worklist.stamp(visit.signedIn);
        // A comment keeps proxies from closing what is silent.
        response.write(now === stamp ? ':\n\n' : 'event: changed\ndata:\n\n');
        stamp = now;
      }
      response.end('event: over\ndata:\n\n');
    } catch (thrown) {
      // Who went away wants nothing any more, and may be the last one before the database is closed.
      if (!gone.signal.aborted) throw thrown;
    }
  };
}
