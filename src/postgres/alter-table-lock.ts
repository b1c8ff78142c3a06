import type { AlterTableCmd } from '@pgsql/types';
import type { LockMode } from './lock-mode.ts';

/** Commands that take less than ACCESS EXCLUSIVE (AlterTableGetLockLevel in tablecmds.c). */
const weaker: Readonly<Record<string, LockMode>> = {
  AT_AttachPartition: 'SHARE UPDATE EXCLUSIVE',
  AT_ClusterOn: 'SHARE UPDATE EXCLUSIVE',
  AT_DetachPartitionFinalize: 'SHARE UPDATE EXCLUSIVE',
  AT_DropCluster: 'SHARE UPDATE EXCLUSIVE',
  AT_ResetOptions: 'SHARE UPDATE EXCLUSIVE',
  AT_ResetRelOptions: 'SHARE UPDATE EXCLUSIVE',
  AT_SetOptions: 'SHARE UPDATE EXCLUSIVE',
  AT_SetRelOptions: 'SHARE UPDATE EXCLUSIVE',
  AT_SetStatistics: 'SHARE UPDATE EXCLUSIVE',
  AT_ValidateConstraint: 'SHARE UPDATE EXCLUSIVE',
  AT_DisableTrig: 'SHARE ROW EXCLUSIVE',
  AT_DisableTrigAll: 'SHARE ROW EXCLUSIVE',
  AT_DisableTrigUser: 'SHARE ROW EXCLUSIVE',
  AT_EnableAlwaysTrig: 'SHARE ROW EXCLUSIVE',
  AT_EnableReplicaTrig: 'SHARE ROW EXCLUSIVE',
  AT_EnableTrig: 'SHARE ROW EXCLUSIVE',
  AT_EnableTrigAll: 'SHARE ROW EXCLUSIVE',
  AT_EnableTrigUser: 'SHARE ROW EXCLUSIVE',
};

/** The lock that a command of ALTER TABLE takes on its own table, since PostgreSQL 12. */
export function lockOfCommand({ subtype, def }: AlterTableCmd): LockMode {
  const known = weaker[subtype ?? ''];
  if (known) return known;
  if (def && 'PartitionCmd' in def && def.PartitionCmd.concurrent) return 'SHARE UPDATE EXCLUSIVE';
  const isForeignKey = def && 'Constraint' in def && def.Constraint.contype === 'CONSTR_FOREIGN';
  return isForeignKey ? 'SHARE ROW EXCLUSIVE' : 'ACCESS EXCLUSIVE';
}
