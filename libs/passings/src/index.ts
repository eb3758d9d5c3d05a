export * from './domain/passing.js';
export * from './domain/passing-columns.js';
export * from './domain/transponder.js';
export * from './ledger/decoder-ledger.js';
export { explainStrays, type StrayNumbers } from './ledger/explain-strays.js';
export * from './ledger/number-ranges.js';
export * from './ledger/reconcile.js';
export * from './ports/passings.repository.js';
export { RedisPassingsRepository, type StoreConnections } from './redis/redis-passings.repository.js';
