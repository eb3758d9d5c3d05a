import fc from 'fast-check';

/** The seed that a property printed when it failed, given back: every property is tried with it. */
const seed = process.env.COACHLINK_TEST_SEED;
if (seed !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });
