import type { History } from '../drizzle/history.ts';
import { statePlanOf } from '../drizzle/needed.ts';
import { schemaOfSnapshot } from '../drizzle/snapshot-schema.ts';
import { cloneSchema, settle } from '../schema/clone.ts';
import { fold } from '../schema/fold.ts';
import { emptySchema } from '../schema/model.ts';
import type { Parse, PostgresMajor } from '../sql/statement.ts';
import type { State } from './judge.ts';

/**
 * The state of a database where a history was applied, and what its newest snapshot declares. Where
 * neither snapshot nor migrations tell, the state is unknown: an empty schema that is not complete.
 * The migrations were run by the configured version, so its grammar reads them; what it
 * cannot read leaves the state incomplete.
 */
export async function stateAfter(
  history: History,
  parse: Parse,
  postgres: PostgresMajor | null,
): Promise<State> {
  const unknown: State = { start: emptySchema(false), declared: null };
  const plan = statePlanOf(history);
  if (!plan) return unknown;

  const earlier = plan.earlier.flatMap(({ text }) => text ?? []);
  const recorded =
    plan.snapshot?.text == null ? null : schemaOfSnapshot(plan.snapshot.text, earlier);
  if (plan.snapshot && !recorded?.schema) return unknown;
  const declared = recorded?.schema ?? null;

  const start = declared ? cloneSchema(declared) : emptySchema(true);
  if (history.journal?.problem) start.complete = false;
  const texts = plan.tail.flatMap(({ text }) => text ?? []);
  if (texts.length < plan.tail.length) start.complete = false;
  for (const { statements, problems } of await parse(texts, { postgres })) {
    if (problems.length > 0) start.complete = false;
    for (const statement of statements) fold(start, statement);
    settle(start);
  }
  return { start, declared };
}
