import { epic } from './epic.ts';
import { oracle } from './oracle.ts';
import type { ClientProfile } from './profile.ts';
import { sandbox } from './sandbox.ts';
import { standard } from './standard.ts';

export const PROFILE_NAMES = ['standard', 'epic', 'oracle', 'sandbox'] as const;
export type ProfileName = (typeof PROFILE_NAMES)[number];

/** Chosen for each client in the configuration, so by the issuer of its tokens. */
export const profiles: Readonly<Record<ProfileName, ClientProfile>> = { standard, epic, oracle, sandbox };
