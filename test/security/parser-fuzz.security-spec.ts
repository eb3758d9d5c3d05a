import { execFileSync } from 'node:child_process';

const IS_FULL = process.env.COACHLINK_TRIAL === 'full';

interface Result {
  readonly runs: number;
  readonly records: number;
  readonly rejected: number;
  readonly corpus: number;
  readonly untouched: number;
  readonly heapGrowthMb: number;
}

describe.each([
  ['p3', IS_FULL ? 10_000_000 : 200_000],
  ['p98', IS_FULL ? 5_000_000 : 20_000],
  ['tranx2', IS_FULL ? 5_000_000 : 20_000],
  ['thbc', IS_FULL ? 5_000_000 : 20_000],
  ['jsonl', IS_FULL ? 5_000_000 : 20_000],
  ['ammc', IS_FULL ? 5_000_000 : 20_000],
  ['raceresult', IS_FULL ? 5_000_000 : 20_000],
])('the parser of %s, fed by what reaches new branches of it', (protocol, runs) => {
  it(`throws nothing in ${runs} runs, and keeps nothing`, () => {
    const seed = process.env.COACHLINK_TEST_SEED ?? String(Math.floor(Math.random() * 1_000_000));
    const program = ['--expose-gc', 'test/security/fuzz/parser-fuzzer.mjs', String(runs), seed, protocol];
    const said = execFileSync(process.execPath, program, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    process.stdout.write(`parser fuzz, ${protocol}: ${said}`);
    const result = JSON.parse(said) as Result;
    expect(result.runs).toBe(runs);
    // The run had substance: records were read, bytes were refused, new branches were found.
    expect(result.records).toBeGreaterThan(runs / 100);
    expect(result.rejected).toBeGreaterThan(runs / 100);
    expect(result.corpus).toBeGreaterThan(protocol === 'p3' ? 20 : 3);
    expect(result.heapGrowthMb).toBeLessThan(10);
  }, 3_600_000);
});
