import { mkdtempDisposable, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { runMscore } from '../support/run-mscore.ts';

test('keygen writes a key that only its owner reads, and prints what jwks prints of it', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'mscore-keys-'));
  const file = join(folder.path, 'key.json');
  const made = await runMscore('keygen', file);
  expect(made.code).toBe(0);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const { keys } = JSON.parse(await readFile(file, 'utf8'));
  expect(keys).toMatchObject([{ kty: 'EC', crv: 'P-384', alg: 'ES384', d: expect.any(String) }]);
  expect(made.out).not.toContain(keys[0].d);

  const printed = await runMscore('jwks', file);
  expect(printed.out).toBe(made.out);
  expect(JSON.parse(printed.out)).toMatchObject({
    keys: [{ kid: keys[0].kid, alg: 'ES384', use: 'sig' }],
  });

  const again = await runMscore('keygen', file, '--alg', 'RS384');
  expect(again.code).not.toBe(0);
  expect(again.err).toContain('cli/unwritable');
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ keys });
});
