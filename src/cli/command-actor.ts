import { userInfo } from 'node:os';
import type { Actor } from '../audit/entry.ts';

/** Whoever runs this command, as the audit trail names them. */
export function commandActor(command: string): Actor {
  return { kind: 'command', name: `mscore ${command}`, account: accountName() };
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    // In a container the user often has a number only.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
