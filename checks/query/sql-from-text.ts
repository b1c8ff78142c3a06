import { defineCheck } from '../../src/review/check.ts';

export default defineCheck({
  id: 'sql-from-text',
  title: 'SQL is put together from texts',
  category: 'query',
  severity: 'warning',
  onError: 'accept',
  needs: 'queries',
  covers: [],
  sources: [],
  message: 'Puts {value} into SQL as it is.',
  many: 'Puts {count} texts into SQL as they are: {value}.',
  why:
    'What a text holds becomes part of the statement. If a user can choose any of it, they can read and ' +
    'change every row. `sql.raw` and texts given to `execute` quote nothing.',
  todo:
    'Values: write `sql` templates, which send them as parameters. Names of columns and tables: ' +
    '`sql.identifier(name)`, or pick one of a fixed list.',
  examples: {
    flagged: [
      {
        title: 'a value in sql.raw',
        code: "export const find = (name: string) => db.execute(sql.raw(`SELECT * FROM users WHERE name = '${name}'`));",
        lines: [1],
      },
      {
        title: 'a text that is put together',
        code: "export function clear(table: string) {\n  return db.execute('TRUNCATE ' + table);\n}",
        lines: [2],
      },
    ],
    accepted: [
      {
        title: 'a template sends parameters',
        code: 'export const find = (name: string) => db.execute(sql`SELECT * FROM users WHERE name = ${name}`);',
      },
      { title: 'a text that is written out', code: "export const order = sql.raw('DESC');" },
      {
        title: 'one of a fixed list, and a number',
        code: "const order = { up: 'ASC', down: 'DESC' } as const;\nexport const by = (to: 'up' | 'down', most: number) => sql.raw(`${order[to]} LIMIT ${most}`);",
      },
      {
        title: 'a name for a few texts',
        code: "type Unit = 'day' | 'month';\nexport const by = (unit: Unit) => sql.raw(`'${unit}'`);",
      },
      {
        title: 'another function of that name',
        code: 'declare const html: { raw(text: string): string };\nexport const page = (text: string) => html.raw(`<p>${text}</p>`);',
      },
    ],
  },
  query({ file, report }) {
    for (const { at, text, value } of file.built) {
      report({ at, data: { value }, about: text, cause: 'text' });
    }
  },
});
