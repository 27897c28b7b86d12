import { z } from 'zod';
import { catalogue, type ErrorCode } from '../error-catalogue.ts';

export const errorCodeSchema = z.custom<ErrorCode>(
  (value) => typeof value === 'string' && Object.hasOwn(catalogue, value),
);
const outputSchema = z
  .object({
    stage: z.string().optional().catch(undefined),
    code: errorCodeSchema.optional().catch(undefined),
  })
  .catch({});

/** What a job has written down: the stage that it is at, or why it failed last. */
export type JobOutput = z.infer<typeof outputSchema>;

export function readOutput(output: unknown): JobOutput {
  return outputSchema.parse(output ?? {});
}

/** Why a job that ended badly did so. What pg-boss itself ends has no code: the time was up, or the heartbeat was missed. */
export function failureOf({ code: known }: JobOutput): ErrorCode {
  return known ?? 'job/lost';
}
