import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';

const categories = [
  'data',
  'lock',
  'compatibility',
  'history',
  'schema',
  'query',
  'security',
  'syntax',
  'project',
  'style',
];

const [category = '', id = ''] = (process.argv[2] ?? '').split('/');
if (!categories.includes(category) || !/^[a-z]+(-[a-z0-9]+)+$/.test(id)) {
  console.error(`Usage: npm run new-check -- <category>/<id>

  category   ${categories.join(', ')}
  id         what is wrong, in kebab-case; it never changes`);
  process.exit(2);
}

const file = new URL(`../checks/${category}/${id}.ts`, import.meta.url);
if (existsSync(file)) {
  console.error(`checks/${category}/${id}.ts is there already.`);
  process.exit(2);
}

await writeFile(
  file,
  `import { as, defineCheck, isOlder, written } from '../../src/review/check.ts';

export default defineCheck({
  id: '${id}',
  title: 'What is wrong, without a full stop',
  category: '${category}',
  severity: 'warning',
  onError: 'accept',
  needs: 'statements',
  on: ['TruncateStmt'],
  covers: [],
  sources: [],
  message: 'What is wrong with {table}, in one sentence.',
  why: 'Why that hurts.',
  todo: 'What to do.',
  examples: {
    flagged: [{ title: 'what is wrong', sql: 'TRUNCATE a;', lines: [1] }],
    accepted: [{ title: 'what is right', sql: 'CREATE TABLE a (b int);\\nTRUNCATE a;' }],
  },
  statement(visit) {
    for (const node of as(visit.statement.node, 'TruncateStmt')?.relations ?? []) {
      const table = as(node, 'RangeVar');
      if (table && isOlder(visit, table)) visit.report({ data: { table: written(table) } });
    }
  },
});
`,
);
console.log(`checks/${category}/${id}.ts is there, with an example of each kind. Next:

  npm run generate          registers it and renders docs/checks/${id}.md
  npm run jest -- checks    runs its examples`);
