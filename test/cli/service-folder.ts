import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { NORTH } from '../support/data-keys.ts';
import { logLines } from '../support/log-lines.ts';

/** A configured service with an embedded database that `fill` has filled; nothing runs. */
export async function serviceFolder(
  fill: (database: Database) => Promise<void>,
  policy: object = { id: 'hospital', version: '3', cutoff: 'bandirali-2015' },
) {
  const folder = await mkdtempDisposable(join(tmpdir(), 'mscore-cli-'));
  const config = join(folder.path, 'mscore.json');
  const site = {
    pacs: { dicomweb: 'http://127.0.0.1:9/dicom-web' },
    patientIdSystems: [{ system: 'urn:oid:2.999' }],
    references: 'references',
    policy: 'policy.json',
  };
  const client = {
    issuer: NORTH.issuer,
    jwksUrl: `${NORTH.issuer}/jwks`,
    fhirServers: [NORTH.fhirServer],
    site,
  };
  const settings = { publicUrl: 'http://127.0.0.1', dataFolder: 'db', clients: [client] };
  await writeFile(config, JSON.stringify(settings));
  await writeFile(join(folder.path, 'policy.json'), JSON.stringify(policy));
  const { logger } = logLines();
  const database = await openDatabase({ kind: 'folder', folder: join(folder.path, 'db') }, logger);
  await fill(database);
  await database.close();
  return { config, [Symbol.asyncDispose]: () => folder.remove() };
}
