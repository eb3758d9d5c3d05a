export { nearest } from './nearest.js';
export { type Environment, shownName, Variables } from './variables.js';
export { VERSION } from './version.js';
