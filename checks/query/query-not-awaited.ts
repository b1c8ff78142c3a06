import { defineCheck, whatItIs } from '../../src/review/check.ts';

const runs = ['then', 'catch', 'finally', 'execute'];

export default defineCheck({
  id: 'query-not-awaited',
  title: 'A query that nobody awaits is never sent',
  category: 'query',
  severity: 'error',
  onError: 'accept',
  needs: 'queries',
  covers: [],
  sources: [],
  message: 'This query is never sent: Drizzle sends one only when it is awaited.',
  why:
    "Drizzle's queries are builders with a `then` method, and no promises that run by themselves. " +
    'Without `await`, `.then()`, `.catch()` or `.execute()` nothing reaches the database, and no ' +
    'error says so; `void` does not change that.',
  todo: 'Put `await` before it. To let it run beside the rest, end it with `.catch(…)`.',
  examples: {
    flagged: [
      {
        title: 'a statement of its own',
        code: "db.insert(users).values({ id: '1', email: 'x' });",
        lines: [1],
      },
      {
        title: 'void does not send it either',
        code: "void db.update(users).set({ name: 'x' }).where(eq(users.id, '1'));",
        lines: [1],
      },
      {
        title: 'behind a condition',
        code: "declare const isNew: boolean;\nisNew && db.delete(users).where(eq(users.id, '1'));",
        lines: [2],
      },
    ],
    accepted: [
      { title: 'await', code: "await db.delete(users).where(eq(users.id, '1'));" },
      {
        title: 'an error handler sends it',
        code: "void db.delete(users).where(eq(users.id, '1')).catch(console.error);",
      },
      {
        title: 'it is given back',
        code: "export const one = () => db.delete(users).where(eq(users.id, '1'));",
      },
      { title: 'it is sent at once', code: "db.delete(users).where(eq(users.id, '1')).execute();" },
    ],
  },
  query({ file, report }) {
    for (const query of file.queries) {
      const { fate, calls, isPart, at } = query;
      if ((fate !== 'dropped' && fate !== 'voided') || isPart) continue;
      if (runs.some((name) => calls.has(name))) continue;
      report({ at, about: whatItIs(query) });
    }
  },
});
