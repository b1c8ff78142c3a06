import type { Node } from '@pgsql/types';
import { stringsOf, walk } from '../sql/tree.ts';

/** Functions of PostgreSQL and of the extensions that Drizzle schemas use, which differ from call to call. */
const volatile: ReadonlySet<string> = new Set(
  (
    'clock_timestamp cuid gen_random_bytes gen_random_uuid gen_salt nanoid nextval random ' +
    'random_normal timeofday uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 uuidv4 uuidv7'
  ).split(' '),
);

/** Whether an expression calls a function that gives each row a value of its own. */
export function isVolatile(expression: Node | undefined): boolean {
  let found = false;
  walk(expression, (kind, fields) => {
    if (kind !== 'FuncCall') return;
    const name = stringsOf((fields as { funcname?: Node[] }).funcname).at(-1);
    if (volatile.has(name ?? '')) found = true;
  });
  return found;
}
