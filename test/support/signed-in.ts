import type { SignedIn } from '../../src/review/access.ts';
import { NORTH } from './data-keys.ts';

/** An osteologist of the hospital NORTH. */
export function signedIn(changes: Partial<SignedIn> = {}): SignedIn {
  return {
    issuer: 'https://idp.example.org',
    subject: 'u1',
    name: 'Dr. Eva Nováková',
    roles: ['reader', 'reviewer'],
    clients: [NORTH],
    ...changes,
  };
}
