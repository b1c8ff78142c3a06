type Fields = Readonly<Record<string, unknown>>;

/**
 * Two levels are one operator of a chain, so that those who walk a tree by recursion stay far
 * below the limit of V8's stack.
 */
const deepestTree = 2_400;

/**
 * Gives the tree of an older grammar the form of PostgreSQL 18's where the two write the same
 * differently: constants and names (13, 14), `relkind` (13), partition strategies (13 to 15),
 * RETURNING (13 to 17), and others in `rewrites`. Fields that newer grammars only added stay
 * absent. Throws a RangeError for a tree that is too deep to be walked.
 */
export function toNewestTree(tree: unknown): unknown {
  return convert(tree, 0);
}

function convert(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > deepestTree) throw new RangeError('the tree is too deep');
  if (Array.isArray(value)) return value.map((each) => convert(each, depth + 1));
  const node: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) {
    const converted = convert(field, depth + 1);
    const rewrite = rewrites[key];
    const written = rewrite === undefined ? { [key]: converted } : rewrite(converted as Fields);
    Object.assign(node, written);
  }
  return node;
}

/** By the key that a field or node stands under: what stands there in the newest form. */
const rewrites: Readonly<Record<string, (value: Fields) => Fields>> = {
  String: (value) => ({ String: rename(value, 'str', 'sval') }),
  Float: (value) => ({ Float: rename(value, 'str', 'fval') }),
  BitString: (value) => ({ BitString: rename(value, 'str', 'bsval') }),
  A_Const: (value) => ({ A_Const: constant(value) }),
  TypeCast: typeCast,
  AlterTableStmt: (value) => ({ AlterTableStmt: rename(value, 'relkind', 'objtype') }),
  CreateTableAsStmt: (value) => ({ CreateTableAsStmt: rename(value, 'relkind', 'objtype') }),
  AlterTableCmd: (value) => ({ AlterTableCmd: alterConstraint(value) }),
  ReindexStmt: (value) => ({ ReindexStmt: reindex(value) }),
  PartitionSpec: (value) => ({ PartitionSpec: partition(value) }),
  partspec: (value) => ({ partspec: partition(value) }),
  returningList: (value) => ({ returningClause: { exprs: value } }),
};

function rename(node: Fields, from: string, to: string): Fields {
  if (!(from in node)) return node;
  const { [from]: value, ...others } = node;
  return { ...others, [to]: value };
}

const constants: Readonly<Record<string, string>> = {
  Integer: 'ival',
  Float: 'fval',
  String: 'sval',
  BitString: 'bsval',
};

function constant(node: Fields): Fields {
  const { val, ...others } = node;
  if (val === undefined) return node;
  const [kind = '', value] = Object.entries(val as Fields)[0] ?? [];
  const name = constants[kind];
  if (name === 'ival' && (value as Fields)['ival'] === 0) return { ival: {}, ...others };
  return name === undefined ? { isnull: true, ...others } : { [name]: value, ...others };
}

/** TRUE and FALSE were casts of 't' and 'f' that, unlike a cast somebody wrote, stand nowhere. */
function typeCast(node: Fields): Fields {
  const { arg, location } = node as { arg?: { A_Const?: Fields }; location?: number };
  const value = (arg?.A_Const?.['sval'] as Fields | undefined)?.['sval'];
  if (location !== -1 || (value !== 't' && value !== 'f')) return { TypeCast: node };
  const boolval = value === 't' ? { boolval: true } : {};
  return { A_Const: { boolval, location: arg?.A_Const?.['location'] ?? 0 } };
}

function alterConstraint(node: Fields): Fields {
  const { Constraint } = (node['def'] ?? {}) as { Constraint?: Fields };
  if (node['subtype'] !== 'AT_AlterConstraint' || Constraint === undefined) return node;
  const { conname, deferrable, initdeferred } = Constraint;
  const def = { conname, alterDeferrability: true, deferrable, initdeferred };
  return { ...node, def: { ATAlterConstraint: def } };
}

function reindex(node: Fields): Fields {
  const { concurrent, ...others } = node;
  if (concurrent !== true) return node;
  const option = { DefElem: { defname: 'concurrently', defaction: 'DEFELEM_UNSPEC' } };
  return { ...others, params: [option] };
}

function partition(node: Fields): Fields {
  const strategy = String(node['strategy']);
  if (strategy.startsWith('PARTITION_')) return node;
  return { ...node, strategy: `PARTITION_STRATEGY_${strategy.toUpperCase()}` };
}
