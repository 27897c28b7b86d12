/** What was done and can be taken back; never changed itself. */
export interface History<State> {
  readonly past: readonly State[];
  readonly present: State;
  readonly future: readonly State[];
  /** What the last step was part of: one drag is one step, however many moves it had. */
  readonly gesture: string | undefined;
}

const MOST_STEPS = 200;

export function beginningWith<State>(present: State): History<State> {
  return { past: [], present, future: [], gesture: undefined };
}

/** @param gesture steps of one gesture are taken back together */
export function edited<State>(history: History<State>, next: State, gesture?: string): History<State> {
  if (next === history.present) return history;
  const same = gesture !== undefined && gesture === history.gesture;
  const past = same ? history.past : [...history.past, history.present].slice(-MOST_STEPS);
  return { past, present: next, future: [], gesture };
}

export function undone<State>({ past, present, future, ...history }: History<State>): History<State> {
  const before = past.at(-1);
  if (before === undefined) return { past, present, future, ...history };
  return { past: past.slice(0, -1), present: before, future: [present, ...future], gesture: undefined };
}

export function redone<State>({ past, present, future, ...history }: History<State>): History<State> {
  const [next, ...rest] = future;
  if (next === undefined) return { past, present, future, ...history };
  return { past: [...past, present], present: next, future: rest, gesture: undefined };
}
