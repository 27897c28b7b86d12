import { Agent, type buildConnector, DecoratorHandler, type Dispatcher, errors } from 'undici';

/** Ample for a page of a hundred Observations; a base64 attachment in a report can exceed it. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/**
 * Connections to FHIR servers, kept alive between requests; an answer that is larger is cut off, and so is one
 * that is compressed, as nobody knows how large it will be. Close it when done.
 *
 * @param connect decides where a connection may go; anywhere without it
 */
export function fhirConnections(connect?: buildConnector.connector): Agent {
  return new BoundedAgent({ maxResponseSize: MAX_ANSWER_BYTES, ...(connect && { connect }) });
}

class BoundedAgent extends Agent {
  override dispatch(options: Agent.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    return super.dispatch(options, new RefuseCompressed(handler));
  }
}

class RefuseCompressed implements Dispatcher.DispatchHandler {
  readonly #next: Dispatcher.DispatchHandler;

  constructor(handler: Dispatcher.DispatchHandler) {
    this.#next = new DecoratorHandler(handler);
  }

  onRequestStart(...start: Parameters<Required<Dispatcher.DispatchHandler>['onRequestStart']>): void {
    this.#next.onRequestStart?.(...start);
  }

  onResponseStart(...start: Parameters<Required<Dispatcher.DispatchHandler>['onResponseStart']>): void {
    const [controller, , headers] = start;
    if ((headers['content-encoding'] ?? 'identity') === 'identity') this.#next.onResponseStart?.(...start);
    else controller.abort(new errors.ResponseExceededMaxSizeError('compressed, although not asked for'));
  }

  onResponseData(...data: Parameters<Required<Dispatcher.DispatchHandler>['onResponseData']>): void {
    this.#next.onResponseData?.(...data);
  }

  onResponseEnd(...end: Parameters<Required<Dispatcher.DispatchHandler>['onResponseEnd']>): void {
    this.#next.onResponseEnd?.(...end);
  }

  onResponseError(...error: Parameters<Required<Dispatcher.DispatchHandler>['onResponseError']>): void {
    this.#next.onResponseError?.(...error);
  }
}
