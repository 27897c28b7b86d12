import type { ClientProfile } from './profile.ts';

/**
 * The public CDS Hooks sandbox: signs with ES384, and nobody can reach its `jku`, so its keys are pinned. It
 * shows cards as they are written.
 */
export const sandbox: ClientProfile = { algorithms: ['ES384'], adapt: (card) => card };
