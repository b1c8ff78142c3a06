import type { Peer } from './case.ts';

const before = `CREATE TABLE users (id bigint PRIMARY KEY, name text, born date);
  CREATE TABLE posts (id integer, author bigint, body json);`;

/** Hints of eugene, of its linter and of its tracer. */
export const eugene: Peer = {
  tool: 'eugene',
  cases: [
    {
      rule: 'E1',
      released: before,
      unsafe: [
        'ALTER TABLE users ADD CONSTRAINT named CHECK (name IS NOT NULL);',
        'ALTER TABLE posts ADD CONSTRAINT fk FOREIGN KEY (author) REFERENCES users (id);',
        'ALTER TABLE "public"."users" ADD a int, ADD CHECK (name <> \'\');',
      ],
      safe: [
        'ALTER TABLE users ADD CONSTRAINT named CHECK (name IS NOT NULL) NOT VALID;',
        [
          'ALTER TABLE users ADD CONSTRAINT named CHECK (name IS NOT NULL) NOT VALID;',
          'ALTER TABLE users VALIDATE CONSTRAINT named;',
        ],
      ],
    },
    {
      rule: 'E2',
      released: before,
      unsafe: ['ALTER TABLE users ALTER COLUMN name SET NOT NULL;'],
      safe: [
        [
          'ALTER TABLE users ADD CONSTRAINT named CHECK (name IS NOT NULL) NOT VALID;',
          'ALTER TABLE users VALIDATE CONSTRAINT named;',
          'ALTER TABLE users ALTER COLUMN name SET NOT NULL;',
        ],
      ],
    },
    {
      rule: 'E3',
      released: before,
      unsafe: ['CREATE TABLE a (b json);', 'ALTER TABLE users ADD COLUMN extra json;'],
      safe: ['CREATE TABLE a (b jsonb);', 'ALTER TABLE users ADD COLUMN extra jsonb;'],
    },
    {
      rule: 'E4',
      released: before,
      unsafe: [
        'ALTER TABLE users ADD COLUMN mail text;\nUPDATE users SET mail = name WHERE mail IS NULL;',
      ],
      safe: [
        [
          'ALTER TABLE users ADD COLUMN mail text;',
          'UPDATE users SET mail = name WHERE mail IS NULL;',
        ],
      ],
    },
    {
      rule: 'E5',
      released: before,
      unsafe: ['ALTER TABLE posts ALTER COLUMN id TYPE bigint;'],
      safe: ['ALTER TABLE posts ADD COLUMN long_id bigint;'],
    },
    {
      rule: 'E6',
      released: before,
      unsafe: [
        'CREATE INDEX i ON users (name);',
        'CREATE UNIQUE INDEX "i" ON "public"."users" ("name");',
      ],
      safe: ['CREATE INDEX CONCURRENTLY i ON users (name);'],
    },
    {
      rule: 'E7',
      released: before,
      unsafe: [
        'ALTER TABLE users ADD CONSTRAINT u UNIQUE (name);',
        'ALTER TABLE posts ADD PRIMARY KEY (id);',
      ],
      safe: ['ALTER TABLE users ADD CONSTRAINT u UNIQUE USING INDEX users_name;'],
    },
    {
      rule: 'E8',
      released: before,
      unsafe: ['ALTER TABLE users ADD CONSTRAINT e EXCLUDE (born WITH =);'],
      safe: ['CREATE TABLE a (b date, EXCLUDE (b WITH =));'],
    },
    {
      rule: 'E9',
      released: before,
      unsafe: ['ALTER TABLE users ADD COLUMN mail text;'],
      safe: ["SET LOCAL lock_timeout = '2s';\nALTER TABLE users ADD COLUMN mail text;"],
    },
    {
      rule: 'E10',
      released: before,
      unsafe: ['ALTER TABLE users ADD COLUMN key uuid DEFAULT gen_random_uuid();'],
      safe: ['ALTER TABLE users ADD COLUMN key uuid;'],
    },
    {
      rule: 'E10',
      by: 'statement-after-access-exclusive',
      released: before,
      unsafe: [
        "ALTER TABLE users ADD COLUMN mail text;\nUPDATE users SET mail = '' WHERE mail IS NULL;",
      ],
      safe: ['ALTER TABLE users ADD COLUMN mail text;'],
    },
    {
      rule: 'E11',
      released: before,
      unsafe: [
        'ALTER TABLE users ADD COLUMN number serial;',
        'ALTER TABLE users ADD COLUMN loud text GENERATED ALWAYS AS (upper(name)) STORED;',
      ],
      safe: ['ALTER TABLE users ADD COLUMN number integer;'],
    },
    {
      rule: 'E15',
      released: before,
      unsafe: [
        'ALTER TABLE posts ADD CONSTRAINT fk FOREIGN KEY (author) REFERENCES users (id) NOT VALID;',
      ],
      safe: [
        'CREATE INDEX posts_author ON posts (author);\nALTER TABLE posts ADD CONSTRAINT fk FOREIGN KEY (author) REFERENCES users (id) NOT VALID;',
      ],
    },
    {
      rule: 'W12',
      released: before,
      unsafe: [
        'ALTER TABLE users ALTER name SET NOT NULL;\nALTER TABLE users ALTER born SET NOT NULL;',
      ],
      safe: ['ALTER TABLE users ALTER name SET NOT NULL, ALTER born SET NOT NULL;'],
    },
    {
      rule: 'W13',
      unsafe: ["CREATE TYPE size AS ENUM ('s', 'm', 'l');"],
      safe: ["CREATE TABLE a (size text CHECK (size IN ('s', 'm', 'l')));"],
    },
    {
      rule: 'W14',
      released: `${before}\nCREATE UNIQUE INDEX posts_id ON posts (id);`,
      unsafe: ['ALTER TABLE posts ADD CONSTRAINT posts_pk PRIMARY KEY USING INDEX posts_id;'],
      safe: [
        [
          'ALTER TABLE posts ALTER COLUMN id SET NOT NULL;',
          'ALTER TABLE posts ADD CONSTRAINT posts_pk PRIMARY KEY USING INDEX posts_id;',
        ],
      ],
    },
  ],
};
