import { z } from 'zod';

/** The lumbar levels that the M-score is defined on (seed paper, Material and methods). */
export const LEVELS = ['L1', 'L2', 'L3', 'L4'] as const;
export const levelSchema = z.enum(LEVELS);
export type Level = z.infer<typeof levelSchema>;
