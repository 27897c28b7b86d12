import { Metrics } from './metrics.ts';
import { NO_TRACING, type Tracing } from './tracing.ts';

/** What tells how the service is doing, beside its log. */
export interface Observability {
  readonly metrics: Metrics;
  readonly tracing: Tracing;
}

/** Metrics always, traces when there is somewhere to send them: their library is not even loaded without. */
export async function observe(
  { endpoint }: { readonly endpoint?: string | undefined },
  role: string,
): Promise<Observability> {
  const metrics = new Metrics();
  metrics.watchProcess();
  if (endpoint === undefined) return { metrics, tracing: NO_TRACING };
  const { openTelemetry } = await import('./open-telemetry.ts');
  return { metrics, tracing: openTelemetry({ endpoint, role }) };
}
