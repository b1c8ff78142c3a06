import { afterAll, expect, test } from '@jest/globals';
import { createParser } from '../../src/sql/parser.ts';
import { commandsOf, dotted, nameOf, stringsOf, triggersOf, walk } from '../../src/sql/tree.ts';

const { parse, close } = createParser();
afterAll(close);

async function statementsOf(text: string) {
  const [parsed] = await parse([text]);
  return parsed!.statements;
}

test('commands, names and triggers of an ALTER TABLE', async () => {
  const [alter] = await statementsOf(
    'alter table auth.users drop column a, add column b int, drop column c',
  );
  if (!('AlterTableStmt' in alter!.node)) throw new Error(alter!.kind);
  const { AlterTableStmt } = alter!.node;
  expect(commandsOf(AlterTableStmt).map((command) => command.name)).toEqual(['a', undefined, 'c']);
  expect(nameOf(AlterTableStmt.relation)).toEqual(['auth', 'users']);
  expect(triggersOf(alter!)).toEqual([
    'AlterTableStmt',
    'AlterTableStmt:AT_DropColumn',
    'AlterTableStmt:AT_AddColumn',
  ]);
});

test('names of a DROP', async () => {
  const [drop] = await statementsOf('drop table a, "b.c".d');
  if (!('DropStmt' in drop!.node)) throw new Error(drop!.kind);
  expect(triggersOf(drop!)).toEqual(['DropStmt']);
  expect(drop!.node.DropStmt.objects?.map(stringsOf)).toEqual([['a'], ['b.c', 'd']]);
  expect(drop!.node.DropStmt.objects?.map((each) => dotted(stringsOf(each)))).toEqual([
    'a',
    'b.c.d',
  ]);
});

test('walk visits nodes from the outside in, and leaves out what visit refuses', async () => {
  const [select] = await statementsOf('select f(a) from t where b in (select c from u)');
  const kinds: string[] = [];
  walk(select!.node, (kind) => {
    kinds.push(kind);
    return kind !== 'SubLink';
  });
  expect(kinds).toContain('FuncCall');
  expect(kinds.filter((kind) => kind === 'RangeVar')).toHaveLength(1);
  expect(kinds[0]).toBe('SelectStmt');
});
