/** Options that say which change in a git repository is meant. */
export const changeOptions = {
  repo: { type: 'string', default: '.' },
  base: { type: 'string' },
  head: { type: 'string' },
  released: { type: 'string' },
  all: { type: 'boolean', default: false },
} as const;

/** The part of a command's help that explains them. */
export const changeOptionsHelp = `\
  --repo DIR                  work tree or bare repository (.)
  --base REV                  where the change goes to (the tip of the default branch)
  --head REV                  the change (the work tree with its untracked files)
  --released REV              whose migrations count as applied (base)
  --all                       everything, not only what is new: the whole history, as it runs on an
                              empty database, every snapshot, and the schema
`;

/** What those options say. */
export interface ChangeFlags {
  readonly repo: string;
  readonly base?: string | undefined;
  readonly head?: string | undefined;
  readonly released?: string | undefined;
  readonly all: boolean;
}
