import { readFileSync } from 'node:fs';

/** A row of the catalogue of what all tools know. */
interface Row {
  readonly id: string;
  readonly severity: string;
  readonly peers: Readonly<Record<string, string>>;
}

/** A rule of another tool; the name is null where the tool has one and the catalogue not its name. */
export interface PeerRule {
  readonly tool: string;
  readonly rule: string | null;
  /** Rows of the catalogue that it knows something of. */
  readonly rows: readonly string[];
}

/** How the catalogue abbreviates tools. */
const tools: Readonly<Record<string, string>> = {
  PF: 'pgfence',
  PGS: 'pgsafe',
  PML: 'pg-migration-lint',
  MP: 'migrationpilot',
  DML: 'drizzle-migration-lint',
  SM: 'safe-migrate',
  SML: 'safemigrate-lint',
  DJ: 'django-migration-linter',
  SPG: 'safe-pg-migrations',
  SPL: 'splinter',
  PLS: 'postgres-language-server',
  pgvet: 'pgvet',
  dblinter: 'dblinter',
  schemalint: 'schemalint',
  'pg-index-health': 'pg-index-health',
  'drizzle-kit': 'drizzle-kit',
};

const columns = ['squawk', 'eugene', 'strong_migrations', 'online_migrations', 'atlas', 'bytebase'];

const catalogue = read('catalogue.json') as readonly Row[];

/** Why rows of the catalogue have no check, by row. */
export const leftOut = (
  read('catalogue-table.json') as { readonly 'left out': Readonly<Record<string, string>> }
)['left out'];

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../test/facts/${name}`, import.meta.url), 'utf8'));
}

/** Every rule of every other tool in the catalogue, by tool and name. */
export function peerRules(): PeerRule[] {
  const found = catalogue.flatMap(({ id, peers }) => [
    ...columns.flatMap((tool) => namesIn(peers[tool]).map((rule) => ({ tool, rule, id }))),
    ...othersIn(peers['others']).map((each) => ({ ...each, id })),
  ]);
  const groups = Map.groupBy(found, ({ tool, rule, id }) => `${tool} ${rule ?? `for ${id}`}`);
  return [...groups.values()]
    .map((same) => ({
      tool: same[0]!.tool,
      rule: same[0]!.rule,
      rows: [...new Set(same.map(({ id }) => id))],
    }))
    .sort(
      (one, other) =>
        compare(one.tool, other.tool) ||
        compare(one.rule ?? `~${one.rows[0]}`, other.rule ?? `~${other.rows[0]}`),
    );
}

/** The names in a cell: `add_index, E4/E10 (a note)`; what is a note alone names nothing. */
function namesIn(cell = ''): string[] {
  return cell
    .replace(/\([^)]*\)/g, '')
    .split(/,| \/ |;/)
    .flatMap((name) => expand(name.trim()))
    .filter((name) => name !== '' && !name.includes(' ') && name !== 'yes' && name !== 'none');
}

/** `PF`, `PLS ban-char-field`, `PML401/402`, `SPL 0014, 0022`, `PF/PGS drop-constraint`. */
function othersIn(cell = ''): { tool: string; rule: string | null }[] {
  const rules: { tool: string; rule: string | null }[] = [];
  let last = '';
  for (const each of cell.replace(/\([^)]*\)/g, '').split(',')) {
    const token = each.trim();
    const { mark, name } = split(token);
    const known = mark.split('/').filter((part) => tools[part] !== undefined);
    const abbreviations = known.length > 0 ? known : /^\d{4}/.test(token) && last ? [last] : [];
    for (const abbreviation of abbreviations) {
      const names = expand(known.length > 0 ? name : token);
      const tool = tools[abbreviation]!;
      for (const rule of names) rules.push({ tool, rule: rule === '' ? null : rule });
      last = abbreviation;
    }
  }
  return rules;
}

/** The tool's abbreviation and the rule's name, which may hold the abbreviation itself. */
function split(token: string): { mark: string; name: string } {
  const numbered = /^(PML|MP)\d/.exec(token);
  if (numbered) return { mark: numbered[1]!, name: token.replace(/ .*/, '') };
  const [mark = '', ...rest] = token.split(' ');
  return { mark, name: rest.join(' ').replace(/-\*$/, '') };
}

/** `PML401/402` is two, `MF101/102/104` three, `PML301–303` three, `SQ001/SQ002` two. */
function expand(name: string): string[] {
  const parts = name.split('/');
  if (parts.slice(1).some((part) => /^[A-Z]*\d/.test(part))) {
    const prefix = /^[A-Z]+(?=\d)/.exec(name)?.[0] ?? '';
    const whole = parts.filter((part) => /\d/.test(part));
    return whole.flatMap((part) => expand(/^\d/.test(part) ? prefix + part : part));
  }
  const range = /^([A-Z]*)(\d+)–(\d+)$/.exec(name);
  if (!range) return [name];
  const [, prefix = '', first = '', last = ''] = range;
  const count = Number(last) - Number(first) + 1;
  return Array.from(
    { length: count },
    (_, index) => prefix + String(Number(first) + index).padStart(first.length, '0'),
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
