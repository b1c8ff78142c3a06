/**
 * The walls of the house: who may import whom. Each folder of src/ names the folders that it may
 * know beside itself; what is not named is forbidden.
 */
const mayKnow = {
  sql: [],
  postgres: ['sql'],
  schema: ['sql'],
  drizzle: ['sql', 'postgres', 'schema'],
  deploy: ['sql'],
  query: ['sql', 'postgres', 'schema', 'drizzle'],
  replay: ['sql', 'postgres', 'schema', 'drizzle', 'review'],
  review: ['sql', 'postgres', 'schema', 'drizzle', 'deploy', 'query'],
  config: ['review', 'sql'],
  report: ['review', 'sql', 'schema'],
  source: ['review'],
  github: ['review', 'report'],
  store: [],
  narrative: ['review'],
};

/** Folders of the core, which does no I/O: no SDK, no file system, no network, no process. */
const pure = '^src/(review|postgres|schema|deploy|query)/|^src/drizzle/(?!engine/)';

/** The process in which Drizzle's own code runs: the only part of the core that starts something. */
const engine = '^src/drizzle/engine/';

const walls = Object.entries(mayKnow).map(([folder, known]) => ({
  name: `${folder}-keeps-to-itself`,
  severity: 'error',
  comment: `src/${folder} may know ${known.length > 0 ? known.join(', ') : 'nothing of ours'}.`,
  from: { path: `^src/${folder}/` },
  to: {
    path: '^(src|checks|test|scripts|bench)/',
    pathNot: [folder, ...known].map((each) => `^src/${each}/`),
  },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...walls,
    {
      name: 'no-circle',
      severity: 'error',
      comment: 'Data flows one way between folders; files of one folder may be recursive.',
      scope: 'folder',
      from: { path: '^(src|checks)' },
      to: { circular: true },
    },
    {
      name: 'checks-know-only-check',
      severity: 'error',
      comment: 'A check imports src/review/check.ts, which hands on what a check may use.',
      from: { path: '^checks/.+/' },
      to: { pathNot: '^src/review/check\\.ts$' },
    },
    {
      name: 'core-does-no-io',
      severity: 'error',
      comment: 'The core gets its engines as arguments; node:crypto only hashes.',
      from: { path: pure },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'core-has-no-sdk',
      severity: 'error',
      comment: 'The core needs only a parser of JSON and a matcher of globs.',
      from: {
        path: pure,
        pathNot: '^src/drizzle/(schema/interpreter/|typescript\\.)|^src/(deploy|query)/',
      },
      to: { path: 'node_modules', pathNot: 'node_modules/(@pgsql/types|jsonc-parser|picomatch)' },
    },
    {
      name: 'configurations-are-parsed',
      severity: 'error',
      comment: "What drizzle.config files say is read from TypeScript's tree.",
      from: { path: '^src/drizzle/config-source\\.ts$' },
      to: { path: 'node_modules', pathNot: 'node_modules/typescript/' },
    },
    {
      name: 'typescript-is-loaded-when-needed',
      severity: 'error',
      comment: 'TypeScript takes a tenth of a second; most changes have no configuration to read.',
      from: { path: '^src/', pathNot: '^src/drizzle/config-source\\.ts$' },
      to: { path: '^src/drizzle/config-source\\.ts$', dependencyTypesNot: ['dynamic-import'] },
    },
    {
      name: 'queries-are-parsed',
      severity: 'error',
      comment: "Query code is read from TypeScript's tree, and no package is needed beside it.",
      from: { path: '^src/query/' },
      to: { path: 'node_modules', pathNot: 'node_modules/typescript/' },
    },
    {
      name: 'query-code-is-loaded-when-needed',
      severity: 'error',
      comment: 'Its model is types; what parses is loaded when a change touches code.',
      from: { path: '^src/', pathNot: '^src/query/' },
      to: {
        path: '^src/query/',
        dependencyTypesNot: ['dynamic-import', 'type-only', 'type-import'],
      },
    },
    {
      name: 'deploy-reads-workflows',
      severity: 'error',
      comment: 'Workflows are YAML, and package.json is JSON; no other package is needed.',
      from: { path: '^src/deploy/' },
      to: { path: 'node_modules', pathNot: 'node_modules/(yaml|jsonc-parser)' },
    },
    {
      name: 'schema-reader-has-its-tools',
      severity: 'error',
      comment:
        "The interpreter parses TypeScript and calls Drizzle's own builders, and needs no more.",
      from: { path: '^src/drizzle/schema/' },
      to: {
        path: 'node_modules',
        pathNot: 'node_modules/(typescript|drizzle-orm|jsonc-parser|picomatch)',
      },
    },
    {
      name: 'review-takes-the-schema-reader-as-a-port',
      severity: 'error',
      comment: 'The interpreter and its process are heavy; the review is given what they read.',
      from: { path: '^(src/review|checks)/' },
      to: { path: '^src/drizzle/(engine|schema/interpreter)/' },
    },
    {
      name: 'interpreter-only-parses',
      severity: 'error',
      comment: 'The interpreter of schema files gets Drizzle as an argument; the engine loads it.',
      from: { path: '^src/drizzle/schema/interpreter/' },
      to: {
        path: 'node_modules',
        pathNot: 'node_modules/typescript/',
        dependencyTypesNot: ['type-only', 'type-import'],
      },
    },
    {
      name: 'engine-is-wired-outside',
      severity: 'error',
      comment: 'Who needs a schema gets a reader as an argument.',
      from: {
        path: '^(src|checks)/',
        pathNot: [engine, '^src/((start-)?server|app|cli)\\.ts$|^src/(commands|worker)/'],
      },
      to: { path: engine },
    },
    {
      name: 'nobody-imports-an-entry',
      severity: 'error',
      comment: 'Entry files, commands and the worker wire the rest; nothing depends on them.',
      from: {
        path: '^src/',
        pathNot: '^src/((start-)?server|app|cli)\\.ts$|^src/(commands|worker)/',
      },
      to: { path: '^src/((start-)?server|app|cli)\\.ts$|^src/(commands|worker)/' },
    },
    {
      name: 'product-does-not-need-tests',
      severity: 'error',
      comment: 'What is shipped does not import what only develops it.',
      from: { path: '^(src|checks)/' },
      to: { path: '^(test|scripts|bench)/' },
    },
    {
      name: 'no-dev-dependency-at-run-time',
      severity: 'error',
      comment: 'The image is installed without development dependencies; types are erased.',
      from: { path: '^(src|checks)/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node'] },
  },
};
