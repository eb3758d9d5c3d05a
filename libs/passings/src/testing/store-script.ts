/** The script that stores, for tests that break it in one place. */
export { STORE_PASSINGS } from '../redis/scripts/store-passings.generated.js';
