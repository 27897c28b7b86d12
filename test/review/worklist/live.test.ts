import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import express from 'express';
import { listen } from '../../../src/listen.ts';
import { liveList } from '../../../src/review/worklist/live.ts';

test('who left before we knew who they are is not looked for', async () => {
  let asked = 0;
  const known = Promise.withResolvers<void>();
  const app = express();
  app.get('/live', async (request, response, next) => {
    await once(response, 'close');
    const signedIn = { issuer: 'i', subject: 's', name: 'Eva', roles: [], clients: [] };
    request.visit = { signedIn, csrfToken: '', lasts: async () => true };
    next();
    known.resolve();
  });
  app.get('/live', liveList({ stamp: async () => String((asked += 1)) }));
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  const leaving = new AbortController();
  const following = fetch(`${server.url}/live`, { signal: leaving.signal });
  await pause(50);
  leaving.abort();
  await expect(following).rejects.toThrow();
  await known.promise;
  await server.close();
  expect(asked).toBe(0);
});
