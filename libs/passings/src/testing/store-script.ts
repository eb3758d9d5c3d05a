/** The script that stores, for tests that break it in one place. */
export { STORE_SCRIPT } from '../redis/store-script.js';
