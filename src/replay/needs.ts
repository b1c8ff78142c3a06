/** Roles that hosted PostgreSQLs have from the start: Supabase, Neon, Amazon RDS, Google Cloud SQL, Azure. */
const hostedRoles: readonly string[] = [
  'anon',
  'authenticated',
  'authenticator',
  'service_role',
  'dashboard_user',
  'supabase_admin',
  'supabase_auth_admin',
  'supabase_storage_admin',
  'supabase_functions_admin',
  'supabase_realtime_admin',
  'supabase_replication_admin',
  'supabase_read_only_user',
  'neon_superuser',
  'neondb_owner',
  'rds_superuser',
  'rds_iam',
  'cloudsqlsuperuser',
  'azure_pg_admin',
];

/** What SQL takes for granted that an empty database does not have. */
export interface Needs {
  /** By the names that CREATE EXTENSION uses. */
  readonly extensions: readonly string[];
  /** Extensions that are used without being created, so that somebody has done it by hand. */
  readonly assumed: readonly string[];
  readonly roles: readonly string[];
}

/** What texts of SQL need; read from the text alone, since too much does no harm. */
export function needsOf(texts: readonly string[]): Needs {
  const all = texts.join('\n').replace(/--.*$/gm, '');
  const created = [...all.matchAll(/create\s+extension\s+(?:if\s+not\s+exists\s+)?"?([\w-]+)"?/gi)];
  const extensions = new Set(created.map(([, name = '']) => name.toLowerCase()));
  const assumed = assumptions
    .filter(({ extension, sign }) => !extensions.has(extension) && sign.test(all))
    .map(({ extension }) => extension);
  const roles = hostedRoles.filter((role) => new RegExp(`\\b${role}\\b`).test(all));
  return { extensions: [...extensions, ...assumed].sort(), assumed, roles };
}

const assumptions: readonly { readonly extension: string; readonly sign: RegExp }[] = [
  {
    extension: 'vector',
    sign: /\b(?:vector|halfvec|sparsevec)\s*\(\s*\d+\s*\)|\bvector_\w+_ops\b/i,
  },
  { extension: 'pg_trgm', sign: /\b(?:gin|gist)_trgm_ops\b/i },
  { extension: 'uuid-ossp', sign: /\buuid_generate_v\d/i },
  { extension: 'citext', sign: /\bcitext\b/i },
];
