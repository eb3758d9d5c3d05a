import { execFileSync } from 'node:child_process';

const RUNS = process.env.COACHLINK_TRIAL === 'full' ? 10_000_000 : 200_000;

interface Result {
  readonly runs: number;
  readonly records: number;
  readonly rejected: number;
  readonly corpus: number;
  readonly untouched: number;
  readonly heapGrowthMb: number;
}

describe('the P3 parser, fed by what reaches new branches of it', () => {
  it(`throws nothing in ${RUNS} runs, and keeps nothing`, () => {
    const seed = process.env.COACHLINK_TEST_SEED ?? String(Math.floor(Math.random() * 1_000_000));
    const program = ['--expose-gc', 'test/security/fuzz/parser-fuzzer.mjs', String(RUNS), seed];
    const said = execFileSync(process.execPath, program, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    process.stdout.write(`parser fuzz: ${said}`);
    const result = JSON.parse(said) as Result;
    expect(result.runs).toBe(RUNS);
    // The run had substance: records were read, bytes were refused, new branches were found.
    expect(result.records).toBeGreaterThan(RUNS / 100);
    expect(result.rejected).toBeGreaterThan(RUNS / 100);
    expect(result.corpus).toBeGreaterThan(20);
    expect(result.heapGrowthMb).toBeLessThan(10);
  }, 900_000);
});
