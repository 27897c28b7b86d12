import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The scripts of the review pages, as packaging builds them. */
export async function buildReview(): Promise<void> {
  await promisify(execFile)('npm', ['run', '--silent', 'build:review']);
}
