import { z } from 'zod';
import type { FromChild } from './protocol.ts';

const text = z.string().nullable();

const error = z
  .strictObject({
    code: z.string(),
    message: z.string(),
    detail: text,
    hint: text,
    position: z.number().nullable(),
    where: text,
    schema: text,
    table: text,
    column: text,
    constraint: text,
  })
  .nullable();

const notice = z.strictObject({ severity: z.string(), code: z.string(), message: z.string() });

const answer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready'), version: z.string() }),
  z.strictObject({
    kind: z.literal('executed'),
    error,
    notices: z.array(notice),
    milliseconds: z.number(),
    transaction: z.enum(['idle', 'open', 'failed']),
  }),
  z.strictObject({
    kind: z.literal('rows'),
    error,
    columns: z.array(z.string()),
    rows: z.array(z.array(text)),
  }),
  z.strictObject({ kind: z.literal('ended') }),
  z.strictObject({ kind: z.literal('broken'), message: z.string() }),
]);

/** A message of the child, which runs strangers' SQL and is not trusted; null where it is none. */
export function parseAnswer(message: unknown): FromChild | null {
  const parsed = answer.safeParse(message);
  return parsed.success ? parsed.data : null;
}
