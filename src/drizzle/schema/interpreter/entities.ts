import type { Run } from './scope.ts';
import {
  NeedsModules,
  Opaque,
  OverBudget,
  type ModuleRequest,
  type Unmade,
  Unresolved,
} from './values.ts';

/** An export that drizzle-kit would take into the schema. */
export interface Entity {
  readonly value: object;
  readonly path: string;
  readonly name: string;
}

/** An export that could not be read, or whose value is not known. */
export interface Failure {
  readonly path: string;
  readonly name: string;
  readonly error: Unresolved | Opaque;
  /** The object that is missing for that, where it is known. */
  readonly unmade: Unmade | null;
}

/** What stops an evaluation short of a result: what it needs, or why it fails. Others are rethrown. */
export function attempt<Result>(
  run: () => Result,
): { result: Result } | { needs: readonly ModuleRequest[] } | { failed: Unresolved } {
  try {
    return { result: run() };
  } catch (error) {
    if (error instanceof NeedsModules) return { needs: error.requests };
    if (error instanceof OverBudget) throw error;
    if (error instanceof Unresolved) return { failed: error };
    if (error instanceof RangeError) return { failed: new Unresolved('it nests too deeply', null) };
    const message = error instanceof Error ? error.message : 'no reason';
    return { failed: new Unresolved(`Drizzle refuses it: ${message.slice(0, 300)}`, null) };
  }
}

/** The exports of the schema's files. */
export interface Collected {
  readonly entities: readonly Entity[];
  readonly failures: readonly Failure[];
  readonly needs: readonly ModuleRequest[];
}

/** Evaluates every export of the schema's files, as importing them would. */
export function collectEntities(paths: readonly string[], run: Run): Collected {
  const entities = new Map<object, Entity>();
  const failures: Failure[] = [];
  const needs: ModuleRequest[] = [];
  for (const path of paths) {
    const names = attempt(() => run.modules.exportNames(path));
    if ('needs' in names) needs.push(...names.needs);
    if ('failed' in names) failures.push({ path, name: '*', error: names.failed, unmade: null });
    for (const name of 'result' in names ? names.result : []) collect(path, name);
  }
  return { entities: [...entities.values()], failures, needs };

  function collect(path: string, name: string): void {
    const found = attempt(() => run.modules.readExport(path, name));
    if ('needs' in found) needs.push(...found.needs);
    if ('failed' in found) {
      failures.push({ path, name, error: found.failed, unmade: found.failed.unmade });
    }
    if (!('result' in found)) return;
    const value = found.result?.value;
    if (value instanceof Opaque && value.mayBeEntity) {
      failures.push({ path, name, error: value, unmade: null });
    }
    if (isEntity(value, run) && !entities.has(value)) entities.set(value, { value, path, name });
  }
}

const kinds: ReadonlySet<string> = new Set([
  'table',
  'view',
  'schema',
  'sequence',
  'role',
  'policy',
  'relations',
]);

function isEntity(value: unknown, { host }: Run): value is object {
  if (host.isEnum(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  return kinds.has(host.kindOf(value)?.name ?? '');
}
