export * from './p3/index.js';
