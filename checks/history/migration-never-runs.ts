import { defineCheck, exampleHistory, placeOfEntry, startsAnew } from '../../src/review/check.ts';

const create = 'CREATE TABLE drafts (id text);';
const base = [
  { tag: '0000_drafts', when: 1_760_000_000_000, sql: create },
  { tag: '0001_no_drafts', when: 1_761_000_000_000, sql: 'DROP TABLE drafts;' },
];
const again = { tag: '0002_drafts', when: 1_762_000_000_000, sql: create };

export default defineCheck({
  id: 'migration-never-runs',
  title: 'A new migration has the text of an applied one, by which the migrator goes',
  category: 'history',
  severity: 'error',
  onError: 'accept',
  assumes: 'pending',
  needs: 'history',
  covers: [],
  sources: [],
  message: '{tag} will never run: its text is that of {twin}, which was applied.',
  many: '{count} migrations will never run, since their texts were applied before: {tag}.',
  why:
    'This migrator goes by the hash of the text. Where {twin} ran, it takes {tag} for applied and passes ' +
    'it by without a word; the schema of that database is not what the snapshot says.',
  todo:
    'Let the text differ, for example by a comment in its first line that says what the migration is ' +
    'for. Its hash is then another one.',
  examples: {
    flagged: [
      {
        title: 'a table that was dropped is created anew, by the same statement',
        pending: 'hash',
        trees: { base: exampleHistory(base), head: exampleHistory([...base, again]) },
        lines: [19],
      },
    ],
    accepted: [
      {
        title: 'a comment makes it another text',
        pending: 'hash',
        trees: {
          base: exampleHistory(base),
          head: exampleHistory([...base, { ...again, sql: `-- once more\n${create}` }]),
        },
      },
      {
        title: "Drizzle's own migrator does not compare texts",
        trees: { base: exampleHistory(base), head: exampleHistory([...base, again]) },
      },
      {
        title: 'a text without a statement, which does nothing anywhere',
        pending: 'hash',
        trees: {
          base: exampleHistory([{ ...base[0]!, sql: '-- nothing to do' }]),
          head: exampleHistory([
            { ...base[0]!, sql: '-- nothing to do' },
            { ...again, sql: '-- nothing to do' },
          ]),
        },
      },
    ],
  },
  history(visit) {
    if (visit.migrator.pending !== 'hash' || startsAnew(visit)) return;
    const applied = visit.released.journal?.entries ?? [];
    for (const { entry, file, fate } of visit.pending) {
      if (fate !== 'skipped' || !file || visit.sqlOf(file)?.statements.length === 0) continue;
      const twin = applied.find(({ tag }) => visit.released.migrations.get(tag)?.oid === file.oid);
      if (!twin) continue;
      visit.report({
        ...placeOfEntry(visit, entry.tag),
        cause: 'same text',
        data: { tag: entry.tag, twin: twin.tag },
      });
    }
  },
});
