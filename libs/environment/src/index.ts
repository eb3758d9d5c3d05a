export { type Environment, shownName, Variables } from './variables.js';
export { VERSION } from './version.js';
