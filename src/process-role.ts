/**
 * What one process of the service does: `web` answers hooks and puts studies on the queue, `worker` takes them off and
 * measures; `all` does both.
 */
export const PROCESS_ROLES = ['all', 'web', 'worker'] as const;
export type ProcessRole = (typeof PROCESS_ROLES)[number];
