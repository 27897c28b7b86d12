import { expect, test } from '@jest/globals';
import { CodedError } from '../../src/errors.ts';
import { nextTryWithin } from '../../src/jobs/awaited.ts';
import { Outage } from '../../src/jobs/outage.ts';
import { logLines } from '../support/log-lines.ts';

const AWAY = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

/** A queue whose clock stands until it is moved. */
function outage() {
  const { logger, lines } = logLines();
  let now = 0;
  const one = new Outage(logger, () => now);
  const later = (seconds: number) => (now += seconds * 1000);
  const said = () => lines.map(({ level, fields }) => [level, fields]);
  return { one, later, said };
}

const begun = ['error', { code: 'store/unavailable', error: 'connect ECONNREFUSED' }];

test('a database that is away is told of once, and once when it is back', () => {
  const { one, later, said } = outage();
  one.answered();
  for (let tries = 0; tries < 20; tries += 1) {
    one.failed(AWAY);
    later(3);
  }
  one.failed(AWAY);
  later(6);
  one.answered();
  one.answered();
  expect(said()).toEqual([begun, ['info', { awaySeconds: 60 }]]);
});

test('a call that began before it was back begins no outage of its own', () => {
  const { one, later, said } = outage();
  one.failed(AWAY);
  later(1);
  one.answered();
  one.failed(AWAY);
  later(5);
  one.answered();
  expect(said()).toEqual([begun, ['info', { awaySeconds: 1 }]]);
});

test('the next outage is told of again', () => {
  const { one, later, said } = outage();
  for (let times = 0; times < 2; times += 1) {
    one.failed(AWAY);
    later(10);
    one.answered();
  }
  expect(said().map(([level]) => level)).toEqual(['error', 'info', 'error', 'info']);
});

test('any other error is told of each time, also while the database is away', () => {
  const { one, said } = outage();
  one.failed(AWAY);
  one.failed(new CodedError('internal'));
  one.failed(new CodedError('internal'));
  expect(said()).toMatchObject([begun, ['error', { code: 'internal' }], ['error', { code: 'internal' }]]);
});

test('the next try comes later and later, up to ten minutes', () => {
  const tries = { retryDelay: 2, retryDelayMax: 600 };
  const within = [0, 1, 5, 20, 400].map((retryCount) => nextTryWithin({ ...tries, retryCount }));
  expect(within).toEqual([4, 8, 128, 600, 600]);
});
