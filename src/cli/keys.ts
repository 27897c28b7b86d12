import { writeFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { CodedError } from '../errors.ts';
import { generatePrivateJwk } from '../fhir/smart/generate-key.ts';
import type { SigningAlgorithm } from '../fhir/smart/private-keys.ts';
import { publicJwks } from '../fhir/smart/public-jwks.ts';
import { isSystemError } from '../system-error.ts';

export function keygenCommand(): Command {
  return new Command('keygen')
    .description('make a private key for SMART Backend Services, and print what to register with the EHR')
    .argument('<file>', 'where the private key goes; a file that is there already is left alone')
    .addOption(
      new Option('--alg <name>', 'ES384 (P-384) or RS384 (RSA, 3072 bits)')
        .choices(['ES384', 'RS384'])
        .default('ES384'),
    )
    .action(async (file: string, { alg }: { alg: SigningAlgorithm }) => {
      const jwk = await generatePrivateJwk(alg);
      await writePrivately(file, `${JSON.stringify({ keys: [jwk] }, null, 2)}\n`);
      await printJwks([file]);
    });
}

export function jwksCommand(): Command {
  return new Command('jwks')
    .description('print the public keys of private key files as a JWK set, to register with the EHR')
    .argument('<files...>', 'private key files (keyFile of smartBackend)')
    .action(printJwks);
}

async function printJwks(files: readonly string[]): Promise<void> {
  process.stdout.write(`${JSON.stringify(await publicJwks(files), null, 2)}\n`);
}

/** Readable by its owner alone, from its first byte. */
async function writePrivately(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    if (isSystemError(cause, 'EEXIST'))
      throw new CodedError('cli/unwritable', 'it is there already', { cause });
    throw new CodedError('cli/unwritable', file, { cause });
  }
}
