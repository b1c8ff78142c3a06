import type { Node, TypeName } from '@pgsql/types';
import {
  type DataType,
  type ResolveType,
  dataType,
  inPublic,
  isSerial,
  unqualifiedType,
} from './data-type.ts';

/** INTERVAL_FULL_RANGE of utils/timestamp.h: an interval without named fields. */
const fullRange = 0x7fff;
/** MAX_INTERVAL_PRECISION: what an interval has that names fields and no precision. */
const fullPrecision = 6;

/**
 * The type that a type name of a parse tree stands for. The grammar has already made `integer`
 * pg_catalog.int4; other unqualified names are pg_catalog's first, else `resolve` gives their schema.
 */
export function dataTypeOf(typeName: TypeName, resolve: ResolveType = inPublic): DataType {
  const names = (typeName.names ?? []).map(stringOf);
  const name = names.at(-1) ?? '';
  const schema = names.at(-2);
  const dimensions = typeName.arrayBounds?.length ?? 0;
  const modifiers = modifiersOf(name, (typeName.typmods ?? []).flatMap(integerOf));
  if (schema === undefined) return unqualifiedType(name, modifiers, dimensions, resolve);
  return dataType(schema === 'pg_catalog' ? null : schema, name, modifiers, dimensions);
}

/** Whether a type name is `serial` or one of its kin. */
export function isSerialName(typeName: TypeName): boolean {
  const [only, ...others] = typeName.names ?? [];
  return only !== undefined && others.length === 0 && isSerial(stringOf(only));
}

/** The grammar gives an interval its field mask first, then the precision. */
function modifiersOf(name: string, given: readonly number[]): readonly number[] {
  const [mask, precision] = given;
  if (name !== 'interval' || mask === undefined) return given;
  if (mask === fullRange) return precision === undefined ? [] : [precision];
  return [precision ?? fullPrecision, mask];
}

function stringOf(node: Node): string {
  return 'String' in node ? (node.String.sval ?? '') : '';
}

/** An integer constant; zero is left out of the tree's JSON. */
function integerOf(node: Node): number[] {
  if ('A_Const' in node && node.A_Const.ival) return [node.A_Const.ival.ival ?? 0];
  if (!('A_Expr' in node)) return [];
  const { name, rexpr } = node.A_Expr;
  const isNegative = name?.length === 1 && name[0] !== undefined && stringOf(name[0]) === '-';
  return isNegative && rexpr ? integerOf(rexpr).map((value) => -value) : [];
}
