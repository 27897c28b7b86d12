import type { ClientProfile } from './profile.ts';

/** CDS Hooks 2.0.1 as it is written. */
export const standard: ClientProfile = { algorithms: ['ES384', 'RS384'], adapt: (card) => card };
