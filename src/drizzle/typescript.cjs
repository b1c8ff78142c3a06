/*
 * TypeScript by way of CommonJS: where an ES module imports it, Node searches its nine megabytes for
 * what kind of module they are and for the names that they export, which takes twice as long as
 * loading them.
 */
const typescript = require('typescript');

module.exports = typescript;
