import { randomUUID } from 'node:crypto';
import type { Orthanc } from '../peers/orthanc.ts';

/** Sends images to the PACS as a scanner's gateway does (STOW-RS, PS3.18 10.5): all of a study at once. */
export async function stow(
  files: readonly Uint8Array[],
  { dicomweb, authorization }: Pick<Orthanc, 'dicomweb' | 'authorization'>,
  send: typeof fetch,
): Promise<void> {
  const boundary = randomUUID();
  const parts = files.flatMap((file) => [
    Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`),
    file,
    Buffer.from('\r\n'),
  ]);
  const response = await send(`${dicomweb}/studies`, {
    method: 'POST',
    headers: {
      authorization,
      accept: 'application/dicom+json',
      'content-type': `multipart/related; type="application/dicom"; boundary=${boundary}`,
    },
    body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
  });
  if (!response.ok) throw new Error(`the PACS did not take the study: ${response.status}`);
}
