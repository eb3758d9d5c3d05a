export { type Environment, shownName, Variables } from './variables.js';
