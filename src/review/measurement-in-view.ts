import type { Request, RequestHandler } from 'express';
import { z } from 'zod';
import { CodedError } from '../errors.ts';
import type { Measurements, StoredMeasurement } from '../store/measurements.ts';
import { maySee, signedInOf } from './access.ts';

declare global {
  namespace Express {
    interface Request {
      /** Set where the path names a measurement. */
      inView?: StoredMeasurement;
    }
  }
}

/**
 * Reads the measurement that `:measurementId` names, for those who may see it. Raises `review/not-found` also when it
 * is another client's, so that nobody learns what is there, and `review/wrong-patient` when a SMART launch bound the
 * session to somebody else.
 */
export function measurementInView(
  measurements: Pick<Measurements, 'get'>,
): RequestHandler<{ measurementId: string }> {
  return async (request, _response, next) => {
    const signedIn = signedInOf(request);
    const id = z.uuid().safeParse(request.params.measurementId);
    const stored = id.success ? await measurements.get(id.data) : undefined;
    if (!stored || !maySee({ ...signedIn, patient: undefined }, stored))
      throw new CodedError('review/not-found');
    if (!maySee(signedIn, stored)) throw new CodedError('review/wrong-patient');
    request.inView = stored;
    next();
  };
}

/** @throws CodedError `review/not-found` where the path names none */
export function inViewOf(request: Pick<Request, 'inView'>): StoredMeasurement {
  if (!request.inView) throw new CodedError('review/not-found');
  return request.inView;
}
