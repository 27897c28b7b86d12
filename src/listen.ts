import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { CodedError } from './errors.ts';
import { isSystemError } from './system-error.ts';

/** Whoever sends a request drop by drop holds a connection no longer than this. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;

interface Address {
  readonly host: string;
  readonly port: number;
}

export interface Listening {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  /** Answers what is running, then closes; neither idle nor half-sent requests hold it up. */
  close(): Promise<void>;
}

/** @throws CodedError `listen/in-use`, `config/invalid` */
export async function listen(app: Express, address: Address): Promise<Listening> {
  const server = await serverOf(app, address);
  const { port } = addressOf(server);
  return { url: `http://${address.host}:${port}`, close: () => closeServer(server) };
}

function serverOf(app: Express, { host, port }: Address): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, host, (error?: Error) =>
      error ? reject(cannotListen(error, port)) : resolve(server),
    );
    server.headersTimeout = HEADERS_MS;
    server.requestTimeout = REQUEST_MS;
  });
}

function cannotListen(cause: Error, port: number): CodedError {
  return isSystemError(cause, 'EADDRINUSE')
    ? new CodedError('listen/in-use', `port ${port}`)
    : new CodedError('config/invalid', 'listen', { cause });
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new CodedError('internal', 'no TCP address');
  return address;
}

/** A request that is not answered by then was never sent whole. */
const LAST_ANSWERS_MS = 5_000;

function closeServer(server: Server): Promise<void> {
  const giveUp = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS);
  return new Promise((resolve) => {
    server.close(() => {
      clearTimeout(giveUp);
      resolve();
    });
    server.closeIdleConnections();
  });
}
