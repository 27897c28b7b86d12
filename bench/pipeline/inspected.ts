import { once } from 'node:events';
import { z } from 'zod';

const targetsSchema = z.tuple([z.object({ webSocketDebuggerUrl: z.string() })]);

/** Makes a process that listens for an inspector (`node --inspect`) collect its garbage, and waits for it. */
export async function collectGarbage(inspectPort: number): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${inspectPort}/json/list`);
  const [{ webSocketDebuggerUrl }] = targetsSchema.parse(await answer.json());
  const socket = new WebSocket(webSocketDebuggerUrl);
  try {
    await once(socket, 'open');
    socket.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' }));
    await once(socket, 'message');
  } finally {
    socket.close();
  }
}
