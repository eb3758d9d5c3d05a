import fc from 'fast-check';

/** Seed that a failed property printed: with it every property is tried again. */
const seed = process.env.COACHLINK_TEST_SEED;
if (seed !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });
