/** Stands under every output. */
export const RESEARCH_USE = 'Research use only, not for diagnosis.';
