/** `reached` or `MISSED`, and what was wanted. */
export function verdict(isReached: boolean, text: string): void {
  print(`  ${isReached ? 'reached' : 'MISSED '}  ${text}`);
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
