import { createHash, timingSafeEqual } from 'node:crypto';

/** Digests are of one length, whatever was sent, so that the time of comparing tells nothing. */
export function isSameSecret(one: string, other: string): boolean {
  return timingSafeEqual(sha256(one), sha256(other));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
