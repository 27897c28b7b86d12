import { describe, expect, test } from '@jest/globals';
import { CodedError } from '../../src/errors.ts';
import { fromExpress, toOperationOutcome } from '../../src/http/operation-outcome.ts';

const textOf = (error: CodedError) => toOperationOutcome(error).issue[0]?.details?.text;

describe('what a caller is told', () => {
  test('of its own request is the detail that helps', () => {
    expect(textOf(new CodedError('request/malformed', 'status: must be one of final, amended'))).toBe(
      'The request is not valid. (status: must be one of final, amended)',
    );
  });

  test('of a fault inside names no file of this machine, as anybody may have called', () => {
    const error = new CodedError('config/invalid', '/etc/mscore/secrets/events cannot be read');
    expect(textOf(error)).toBe('The configuration is not valid.');
    expect(toOperationOutcome(error).issue[0]?.details?.coding?.[0]?.code).toBe('config/invalid');
  });
});

describe('what the body parser throws', () => {
  test('says that a body is no JSON, and nothing of the body', () => {
    const thrown = Object.assign(new SyntaxError('Unexpected token N, "Novakova" is not valid JSON'), {
      status: 400,
      type: 'entity.parse.failed',
    });
    expect(fromExpress(thrown)).toMatchObject({
      code: 'request/malformed',
      message: 'The request is not valid. (the body is no JSON object)',
    });
  });

  test('of anything else says no more than that it is not valid', () => {
    const thrown = Object.assign(new Error('request aborted'), { status: 400, type: 'request.aborted' });
    expect(fromExpress(thrown)).toMatchObject({ code: 'request/malformed', detail: undefined });
  });
});
