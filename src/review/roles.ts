/** A reader looks, a reviewer decides, an admin sees the site pages. Each by itself: none includes another. */
export const ROLES = ['reader', 'reviewer', 'admin'] as const;
export type Role = (typeof ROLES)[number];
