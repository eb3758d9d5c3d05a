export * from './domain/passing.js';
export * from './domain/transponder.js';
export * from './ports/passings.repository.js';
