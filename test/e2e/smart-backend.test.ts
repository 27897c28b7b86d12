import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ALL_SCOPES, authorizationServers, CLIENT_ID } from '../fhir/smart/authorization-server.ts';
import { keyFile } from '../fhir/smart/keys.ts';
import { orderToResult, type Chapter } from './story/order-to-result.ts';
import { setStoryStage, type StoryStage } from './story/stage.ts';

describe('a record that takes results only with tokens of its authorization server (oidc-provider)', () => {
  const servers = authorizationServers();
  const stack = new AsyncDisposableStack();
  const shown = new Set<string>();
  const chapters: Chapter[] = [];
  let server: Awaited<ReturnType<typeof servers.start>>;
  let stage: StoryStage;

  beforeAll(async () => {
    const key = stack.use(await keyFile());
    server = stack.use(await servers.start({ registered: await key.registered() }));
    const { smartConfiguration, isGood } = server;
    stage = stack.use(
      await setStoryStage([8145, 8157], {
        smartBackend: { clientId: CLIENT_ID, keyFile: key.file },
        smartConfiguration,
        isGood: (token) => (shown.add(token), isGood(token)),
      }),
    );
    for await (const chapter of orderToResult({ ...stage, fetch: stage.recorder.fetch }))
      chapters.push(chapter);
  });
  afterAll(async () => {
    await stack.disposeAsync();
    await servers.close();
  });

  test('has the result, written with one token of the scopes that it takes', async () => {
    expect(chapters.flatMap(({ results }) => results ?? [])).toMatchObject([{ hasMember: { length: 5 } }]);
    expect(await server.tokenRequests()).toBe(1);
    const [token = '', ...others] = shown;
    expect(others).toEqual([]);
    expect(await server.scopesOf(token)).toEqual(ALL_SCOPES);
  });

  test('is written to without the token appearing in the log', () => {
    const log = stage.hospital.log.lines.join('\n');
    expect(log).toContain('"queue":"publish-result"');
    expect([...shown].filter((token) => log.includes(token))).toEqual([]);
  });
});
