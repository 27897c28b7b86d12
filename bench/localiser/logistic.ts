/** One observation: what is known, and whether it came true. */
export interface Observation {
  readonly features: readonly number[];
  readonly right: boolean;
}

export interface Logistic {
  readonly intercept: number;
  readonly weights: readonly number[];
}

const STEPS = 4000;
const RATE = 0.5;
/** Keeps weights finite where almost everything is right. */
const RIDGE = 1e-3;

/** Logistic regression by gradient descent; no weight is negative, as every feature speaks for being right. */
export function fitLogistic(observations: readonly Observation[]): Logistic {
  const size = observations[0]?.features.length ?? 0;
  let model: Logistic = { intercept: 0, weights: Array.from({ length: size }, () => 1) };
  for (let step = 0; step < STEPS; step += 1) {
    const gradient = Array.from({ length: size }, () => 0);
    let offset = 0;
    for (const { features, right } of observations) {
      const error = predict(model, features) - Number(right);
      offset += error;
      features.forEach((value, i) => (gradient[i] = (gradient[i] ?? 0) + error * value));
    }
    const n = observations.length;
    model = {
      intercept: model.intercept - (RATE * offset) / n,
      weights: model.weights.map((weight, i) =>
        Math.max(0, weight - RATE * ((gradient[i] ?? 0) / n + RIDGE * weight)),
      ),
    };
  }
  return model;
}

export function predict({ intercept, weights }: Logistic, features: readonly number[]): number {
  const logit = weights.reduce((sum, weight, i) => sum + weight * (features[i] ?? 0), intercept);
  return 1 / (1 + Math.exp(-logit));
}

/** Expected against observed share of right answers, by bins of the prediction. */
export function reliability(
  predictions: readonly { readonly predicted: number; readonly right: boolean }[],
  edges: readonly number[],
): { from: number; to: number; n: number; expected: number; observed: number }[] {
  return edges.slice(1).map((to, i) => {
    const from = edges[i] ?? 0;
    const inside = predictions.filter(({ predicted }) => predicted >= from && (predicted < to || to === 1));
    const share = (of: (one: (typeof inside)[number]) => number) =>
      inside.reduce((sum, one) => sum + of(one), 0) / inside.length;
    return {
      from,
      to,
      n: inside.length,
      expected: share(({ predicted }) => predicted),
      observed: share(({ right }) => Number(right)),
    };
  });
}
