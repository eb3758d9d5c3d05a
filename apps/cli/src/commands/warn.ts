/** Prints a warning to standard error: standard output has only the result. */
export function warn(message: string): void {
  process.stderr.write(`${message}\n`);
}
