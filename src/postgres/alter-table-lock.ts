import type { AlterTableCmd } from '@pgsql/types';

/** Commands that lock a table with less than ACCESS EXCLUSIVE (AlterTableGetLockLevel in tablecmds.c). */
const weaker: ReadonlySet<string> = new Set([
  'AT_AttachPartition',
  'AT_ClusterOn',
  'AT_DisableTrig',
  'AT_DisableTrigAll',
  'AT_DisableTrigUser',
  'AT_DropCluster',
  'AT_EnableAlwaysTrig',
  'AT_EnableReplicaTrig',
  'AT_EnableTrig',
  'AT_EnableTrigAll',
  'AT_EnableTrigUser',
  'AT_ResetOptions',
  'AT_ResetRelOptions',
  'AT_SetOptions',
  'AT_SetRelOptions',
  'AT_SetStatistics',
  'AT_ValidateConstraint',
]);

/** Whether a command of ALTER TABLE takes an ACCESS EXCLUSIVE lock on its table, so that reads wait. */
export function locksReads({ subtype, def }: AlterTableCmd): boolean {
  if (weaker.has(subtype ?? '')) return false;
  if (!def) return true;
  if ('PartitionCmd' in def) return def.PartitionCmd.concurrent !== true;
  return !('Constraint' in def && def.Constraint.contype === 'CONSTR_FOREIGN');
}
