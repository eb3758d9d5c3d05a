import fc from 'fast-check';

/** A property that is tried anew with each mutant is tried for this long: what it finds, it mostly finds at once. */
fc.configureGlobal({ ...fc.readConfigureGlobal(), interruptAfterTimeLimit: 300 });
