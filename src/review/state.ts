import type { History } from '../drizzle/history.ts';
import { statePlanOf } from '../drizzle/needed.ts';
import { schemaOfSnapshot } from '../drizzle/snapshot-schema.ts';
import { cloneSchema, settle } from '../schema/clone.ts';
import { fold } from '../schema/fold.ts';
import { emptySchema } from '../schema/model.ts';
import type { Parse } from '../sql/statement.ts';
import type { State } from './judge.ts';

/**
 * The state of a database where a history was applied, and what its newest snapshot declares. Where
 * neither snapshot nor migrations tell, the state is unknown: an empty schema that is not complete.
 */
export async function stateAfter(history: History, parse: Parse): Promise<State> {
  const unknown: State = { start: emptySchema(false), declared: null };
  const plan = statePlanOf(history);
  if (!plan) return unknown;

  const recorded = plan.snapshot?.text == null ? null : schemaOfSnapshot(plan.snapshot.text);
  if (plan.snapshot && !recorded?.schema) return unknown;
  const declared = recorded?.schema ?? null;

  const start = declared ? cloneSchema(declared) : emptySchema(true);
  const texts = plan.tail.map(({ text }) => text ?? '');
  for (const { statements } of await parse(texts)) {
    for (const statement of statements) fold(start, statement);
  }
  settle(start);
  return { start, declared };
}
