/** Standard output is for what was asked for. */
export function warn(message: string): void {
  process.stderr.write(`${message}\n`);
}
