import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { asCodedError } from '../errors.ts';
import type { SpanAttributes, Stages, Tracing } from './tracing.ts';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;

export interface OpenTelemetryOptions {
  /** Base URL of an OTLP/HTTP receiver, without `/v1/traces`. */
  readonly endpoint: string;
  readonly role: string;
}

/** Spans by OTLP over HTTP (JSON). A receiver that is away costs spans, and nothing else. */
export function openTelemetry({ endpoint, role }: OpenTelemetryOptions): Tracing {
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces` });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'mscore', 'mscore.role': role }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  return new Spans(provider.getTracer('mscore'), () => provider.shutdown());
}

class Spans implements Tracing {
  readonly #tracer: Tracer;
  readonly #shutdown: () => Promise<void>;
  readonly #around = new AsyncLocalStorage<Span>();

  constructor(tracer: Tracer, shutdown: () => Promise<void>) {
    this.#tracer = tracer;
    this.#shutdown = shutdown;
  }

  async span<Result>(
    name: string,
    attributes: SpanAttributes,
    run: () => Promise<Result>,
    carried?: string,
  ): Promise<Result> {
    const span = this.#tracer.startSpan(name, { attributes }, this.#parent(carried));
    try {
      return await this.#around.run(span, run);
    } catch (thrown) {
      // The code alone: what is thrown may quote a record.
      span.setStatus({ code: SpanStatusCode.ERROR, message: asCodedError(thrown).code });
      throw thrown;
    } finally {
      span.end();
    }
  }

  stages(): Stages {
    const parent = this.#parent();
    let running: Span | undefined;
    const end = () => running?.end();
    const begin = (stage: string) => {
      end();
      running = this.#tracer.startSpan(`stage ${stage}`, {}, parent);
    };
    return { begin, end };
  }

  carried(): string | undefined {
    const { traceId, spanId, traceFlags } = this.#around.getStore()?.spanContext() ?? {};
    if (traceId === undefined) return undefined;
    return `00-${traceId}-${spanId}-${(traceFlags ?? 0).toString(16).padStart(2, '0')}`;
  }

  async close(): Promise<void> {
    // Spans that nobody takes are not worth a failing stop.
    await this.#shutdown().catch(() => undefined);
  }

  #parent(carried = ''): Context {
    const [, traceId, spanId] = TRACEPARENT.exec(carried) ?? [];
    if (traceId !== undefined && spanId !== undefined) {
      const sender = { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true };
      return trace.setSpanContext(ROOT_CONTEXT, sender);
    }
    const around = this.#around.getStore();
    return around ? trace.setSpan(ROOT_CONTEXT, around) : ROOT_CONTEXT;
  }
}
