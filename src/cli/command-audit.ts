import { userInfo } from 'node:os';
import type { Actor, AuditEvent } from '../audit/entry.ts';
import { AuditLog } from '../store/audit-log.ts';
import { commandLogger, type openStore } from './open-store.ts';

/** Whoever runs this command, as the audit trail names them. */
export function commandActor(command: string): Actor {
  return { kind: 'command', name: `mscore ${command}`, account: accountName() };
}

/** Writes an entry by itself; a command that cannot be set down fails. */
export async function appendAlone(
  database: Awaited<ReturnType<typeof openStore>>['sql'],
  event: AuditEvent,
): Promise<void> {
  const audit = await AuditLog.open(database, commandLogger());
  await database.transaction().execute((transaction) => audit.append(transaction, event));
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    // In a container the user often has a number only.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
