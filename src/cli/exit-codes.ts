/** Design, "Contracts": 0 measured or limited, 3 refused, 2 bad usage, 1 fault. */
export const EXIT = { done: 0, fault: 1, usage: 2, refused: 3 } as const;
