/** Prints one line of figures per trial, for people and for the table of docs/nothing-lost.md. */
export function report(what: string, figures: object): void {
  process.stdout.write(`${what}: ${JSON.stringify(figures)}\n`);
}
