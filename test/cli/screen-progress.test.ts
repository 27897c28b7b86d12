import { describe, expect, test } from '@jest/globals';
import { progressLine, screenProgress } from '../../src/cli/screen-progress.ts';

test('a line tells how far it is, how fast, and how long it will take', () => {
  expect(progressLine(50, 200, 50, 60_000)).toBe(
    '[######..................] 50/200 studies, 50 a minute, 3 min left',
  );
  expect(progressLine(3, 9_000, 3, 60_000)).toContain('3.0 a minute, 50 h left'.replace('50 h', '3 days'));
  expect(progressLine(199, 200, 99, 60_000)).toContain('99 a minute, 1 s left');
});

function written(isTTY: boolean) {
  const lines: string[] = [];
  let time = 0;
  const watcher = screenProgress({ isTTY, write: (text: string) => lines.push(text) }, () => time);
  const after = (milliseconds: number) => {
    time += milliseconds;
  };
  return { lines, watcher, after };
}

describe('the progress', () => {
  test('moves in one line of a terminal, and goes on to the next at the end', () => {
    const { lines, watcher, after } = written(true);
    watcher.listed(1, 1, 2);
    after(1_000);
    watcher.studied(1, 2);
    after(1_000);
    watcher.studied(2, 2);
    expect(lines).toEqual([
      '\r\u001B[2Klisting day 1 of 1, 2 MR studies\n',
      '\r\u001B[2K[############............] 1/2 studies, 60 a minute, 1 s left',
      '\r\u001B[2K[########################] 2/2 studies, 60 a minute, 0 s left\n',
    ]);
  });

  test('that is stopped half-way leaves its line once', () => {
    const { lines, watcher, after } = written(true);
    after(1_000);
    watcher.studied(1, 2);
    watcher.leave();
    watcher.leave();
    expect(lines.slice(1)).toEqual(['\n']);
  });

  test.each([
    ['at the end', true, 2],
    ['in a log', false, 1],
  ])('has no line to leave %s', (_, isTTY, done) => {
    const { lines, watcher, after } = written(isTTY);
    after(1_000);
    watcher.studied(done, 2);
    watcher.leave();
    expect(lines).toHaveLength(1);
  });

  test('is a line now and then in a log', () => {
    const { lines, watcher, after } = written(false);
    for (let i = 1; i <= 100; i += 1) {
      after(1_000);
      watcher.studied(i, 1_000);
    }
    expect(lines.map((line) => /\d+\/\d+/.exec(line)?.[0])).toEqual([
      '1/1000',
      '31/1000',
      '61/1000',
      '91/1000',
    ]);
  });

  test('tells the rate of this time, not of the one before it was stopped', () => {
    const { lines, watcher, after } = written(true);
    after(60_000);
    watcher.studied(501, 1_000);
    expect(lines[0]).toContain('501/1000 studies, 1.0 a minute');
  });
});
