import type { Peer } from './case.ts';

const shop = `CREATE TABLE customers (id bigint PRIMARY KEY, name text, vip boolean, age integer);
  CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total integer, note text);`;

/** Rules of squawk 2.66. */
export const squawk: Peer = {
  tool: 'squawk',
  cases: [
    {
      rule: 'adding-field-with-default',
      unsafe: [
        'ALTER TABLE orders ADD COLUMN token uuid DEFAULT gen_random_uuid();',
        'ALTER TABLE "public"."orders" ADD COLUMN IF NOT EXISTS "lucky" float8 DEFAULT random();',
        'BEGIN;\nALTER TABLE orders ADD a int, ADD seen timestamptz DEFAULT clock_timestamp();\nCOMMIT;',
        'ALTER TABLE orders ADD COLUMN twice integer GENERATED ALWAYS AS (total * 2) STORED;',
      ],
      safe: [
        'ALTER TABLE orders ADD COLUMN paid boolean;\nALTER TABLE orders ALTER COLUMN paid SET DEFAULT false;',
        'ALTER TABLE orders ADD COLUMN paid boolean DEFAULT false NOT NULL;',
        'ALTER TABLE orders ADD COLUMN made timestamptz DEFAULT now();',
      ],
    },
    {
      rule: 'adding-foreign-key-constraint',
      unsafe: [
        'ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (customer_id) REFERENCES customers (id);',
        'ALTER TABLE IF EXISTS "orders" ADD FOREIGN KEY ("customer_id") REFERENCES "customers";',
        'ALTER TABLE orders ADD COLUMN a int, ADD CONSTRAINT fk FOREIGN KEY (customer_id) REFERENCES customers (id);',
      ],
      safe: [
        'ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;',
        'BEGIN;\nCREATE TABLE items (order_id bigint);\nALTER TABLE items ADD CONSTRAINT fk FOREIGN KEY (order_id) REFERENCES orders (id);\nCOMMIT;',
      ],
    },
    {
      rule: 'adding-not-nullable-field',
      released: shop,
      unsafe: [
        'ALTER TABLE orders ALTER COLUMN note SET NOT NULL;',
        'ALTER TABLE ONLY public."orders" ALTER "note" SET NOT NULL, ALTER total SET NOT NULL;',
      ],
      safe: [
        'ALTER TABLE orders ADD CONSTRAINT note_set CHECK (note IS NOT NULL) NOT VALID;',
        [
          'ALTER TABLE orders ADD CONSTRAINT note_set CHECK (note IS NOT NULL) NOT VALID;',
          'ALTER TABLE orders VALIDATE CONSTRAINT note_set;',
          'ALTER TABLE orders ALTER COLUMN note SET NOT NULL;',
        ],
      ],
    },
    {
      rule: 'adding-required-field',
      unsafe: [
        'ALTER TABLE orders ADD COLUMN email text NOT NULL;',
        'ALTER TABLE IF EXISTS orders ADD IF NOT EXISTS "email" varchar(20) NOT NULL UNIQUE;',
      ],
      safe: [
        'ALTER TABLE orders ADD COLUMN email text;',
        "ALTER TABLE orders ADD COLUMN email text NOT NULL DEFAULT '';",
        'ALTER TABLE orders ADD COLUMN n int GENERATED ALWAYS AS (1) STORED NOT NULL;',
      ],
    },
    {
      rule: 'adding-serial-primary-key-field',
      released: 'CREATE TABLE logs (line text);',
      unsafe: [
        'ALTER TABLE logs ADD COLUMN id serial PRIMARY KEY;',
        'ALTER TABLE logs ADD PRIMARY KEY (line);',
      ],
      safe: [
        'ALTER TABLE logs ADD CONSTRAINT logs_pk PRIMARY KEY USING INDEX logs_line;',
        'CREATE TABLE lines (id bigserial PRIMARY KEY);',
      ],
    },
    {
      rule: 'ban-alter-domain-with-add-constraint',
      released: 'CREATE DOMAIN code AS text;\nCREATE TABLE a (b code);',
      unsafe: ['ALTER DOMAIN code ADD CONSTRAINT upper_only CHECK (VALUE = upper(VALUE));'],
      safe: ["ALTER DOMAIN code SET DEFAULT 'X';"],
    },
    {
      rule: 'ban-char-field',
      unsafe: [
        'CREATE TABLE a (b char(20));',
        'ALTER TABLE orders ADD COLUMN b character;',
        'BEGIN;\nCREATE TABLE "a" ("b" bpchar NOT NULL);\nCOMMIT;',
      ],
      safe: ['CREATE TABLE a (b text);', 'ALTER TABLE orders ADD COLUMN b varchar(1);'],
    },
    {
      rule: 'ban-concurrent-index-creation-in-transaction',
      unsafe: [
        'BEGIN;\nCREATE INDEX CONCURRENTLY i ON orders (total);\nCOMMIT;',
        'START TRANSACTION;\nSELECT 1;\nCREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON public.orders (total);\nCOMMIT;',
      ],
      safe: ['CREATE INDEX CONCURRENTLY i ON orders (total);'],
    },
    {
      rule: 'ban-create-domain-with-constraint',
      unsafe: [
        'CREATE DOMAIN positive AS integer CHECK (VALUE > 0);',
        'CREATE DOMAIN app.name AS text CONSTRAINT n CHECK (VALUE <> $$$$) NOT NULL;',
      ],
      safe: ['CREATE DOMAIN code AS text;'],
    },
    {
      rule: 'ban-drop-column',
      unsafe: [
        'ALTER TABLE orders DROP COLUMN note;',
        'ALTER TABLE IF EXISTS "public"."orders" DROP COLUMN IF EXISTS "note", DROP total CASCADE;',
      ],
      safe: ['ALTER TABLE orders ALTER COLUMN note DROP DEFAULT;'],
    },
    {
      rule: 'ban-drop-database',
      unsafe: ['DROP DATABASE shop;', 'DROP DATABASE IF EXISTS "shop" WITH (FORCE);'],
      safe: ['DROP SCHEMA IF EXISTS empty;'],
    },
    {
      rule: 'ban-drop-not-null',
      unsafe: [
        'ALTER TABLE customers ALTER COLUMN name DROP NOT NULL;',
        'ALTER TABLE ONLY public.customers ALTER age DROP NOT NULL, ALTER name DROP NOT NULL;',
      ],
      released: 'CREATE TABLE customers (name text NOT NULL, age int NOT NULL);',
      safe: ['ALTER TABLE customers ALTER COLUMN name DROP DEFAULT;'],
    },
    {
      rule: 'ban-drop-table',
      unsafe: ['DROP TABLE orders;', 'DROP TABLE IF EXISTS public."orders", customers CASCADE;'],
      safe: ['DROP VIEW IF EXISTS orders_view;'],
    },
    {
      rule: 'ban-duplicate-column-assignments',
      unsafe: ['UPDATE orders SET total = 1, note = null, total = 2 WHERE id = 1;'],
      safe: ['UPDATE orders SET total = 1, note = null WHERE id = 1;'],
    },
    {
      rule: 'ban-truncate-cascade',
      unsafe: [
        'TRUNCATE customers CASCADE;',
        'TRUNCATE TABLE ONLY public.customers, orders CASCADE;',
      ],
      safe: ['SELECT 1;'],
    },
    {
      rule: 'ban-uncommitted-transaction',
      unsafe: ['BEGIN;\nALTER TABLE orders ADD COLUMN a int;', 'START TRANSACTION;\nSELECT 1;'],
      safe: ['BEGIN;\nALTER TABLE orders ADD COLUMN a int;\nCOMMIT;', 'SELECT 1;'],
    },
    {
      rule: 'changing-column-type',
      unsafe: [
        'ALTER TABLE orders ALTER COLUMN total TYPE bigint;',
        'ALTER TABLE public."orders" ALTER "total" SET DATA TYPE text USING "total"::text;',
      ],
      safe: ['ALTER TABLE orders ALTER COLUMN total SET DEFAULT 0;'],
    },
    {
      rule: 'constraint-missing-not-valid',
      unsafe: [
        'ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0);',
        'ALTER TABLE ONLY "orders" ADD CHECK (total > 0);',
        'ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (customer_id) REFERENCES customers (id);',
      ],
      safe: [
        'ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID;',
        'BEGIN;\nCREATE TABLE a (b int);\nALTER TABLE a ADD CONSTRAINT positive CHECK (b > 0);\nCOMMIT;',
        [
          'ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID;',
          'ALTER TABLE orders VALIDATE CONSTRAINT positive;',
        ],
      ],
    },
    {
      rule: 'constraint-missing-not-valid',
      by: 'validate-in-same-tx',
      unsafe: [
        'BEGIN;\nALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT positive;\nCOMMIT;',
      ],
      safe: [],
    },
    {
      rule: 'disallowed-unique-constraint',
      by: 'add-column-inline-unique',
      unsafe: ['ALTER TABLE customers ADD COLUMN email text UNIQUE;'],
      safe: [],
    },
    {
      rule: 'disallowed-unique-constraint',
      unsafe: [
        'ALTER TABLE customers ADD CONSTRAINT u UNIQUE (name);',
        'ALTER TABLE IF EXISTS "customers" ADD UNIQUE ("name", "age");',
      ],
      safe: [
        'CREATE UNIQUE INDEX CONCURRENTLY u ON customers (name);\nALTER TABLE customers ADD CONSTRAINT u UNIQUE USING INDEX u;',
        'CREATE TABLE a (b text UNIQUE);',
      ],
    },
    {
      rule: 'identifier-too-long',
      unsafe: [
        `ALTER TABLE orders ADD CONSTRAINT ${'orders_customer_'.repeat(5)}fk CHECK (total > 0) NOT VALID;`,
        `CREATE TABLE "${'a'.repeat(64)}" (b int);`,
      ],
      safe: [`CREATE TABLE "${'a'.repeat(63)}" (b int);`],
    },
    {
      rule: 'prefer-bigint-over-int',
      unsafe: [
        'CREATE TABLE a (b int);',
        'ALTER TABLE orders ADD COLUMN b integer NOT NULL DEFAULT 0;',
        'CREATE TABLE a (b serial);',
      ],
      safe: ['CREATE TABLE a (b bigint, c bigserial);'],
    },
    {
      rule: 'prefer-bigint-over-smallint',
      unsafe: ['CREATE TABLE a (b smallint);', 'ALTER TABLE orders ADD b int2, ADD c smallserial;'],
      safe: ['CREATE TABLE a (b bigint);'],
    },
    {
      rule: 'prefer-identity',
      unsafe: [
        'CREATE TABLE a (b serial PRIMARY KEY);',
        'ALTER TABLE orders ADD COLUMN b bigserial;',
      ],
      safe: ['CREATE TABLE a (b bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY);'],
    },
    {
      rule: 'prefer-repack',
      unsafe: ['VACUUM FULL orders;', 'CLUSTER orders USING orders_pkey;'],
      safe: ['VACUUM orders;', 'VACUUM (ANALYZE) orders;'],
    },
    {
      rule: 'prefer-robust-stmts',
      unsafe: [
        'CREATE TABLE a (b bigint);',
        'ALTER TABLE orders ADD COLUMN email text;',
        'ALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0) NOT VALID;',
        'CREATE INDEX CONCURRENTLY i ON orders (total);\nSELECT 1;',
        'DROP TABLE orders;\nSELECT 1;',
        'ALTER TABLE orders DROP COLUMN note;',
        'ALTER TABLE orders DROP CONSTRAINT c;',
        'DROP INDEX i;\nSELECT 1;',
        'ALTER TABLE orders RENAME TO old_orders;',
      ],
      safe: [
        'CREATE TABLE IF NOT EXISTS a (b bigint);',
        'ALTER TABLE orders ADD COLUMN IF NOT EXISTS email text;',
        'ALTER TABLE orders DROP CONSTRAINT IF EXISTS c;\nALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0) NOT VALID;',
        'CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON orders (total);',
        'DROP TABLE IF EXISTS orders;\nDROP INDEX IF EXISTS i;',
        'BEGIN;\nALTER TABLE orders ADD COLUMN email text;\nCOMMIT;',
      ],
    },
    {
      rule: 'prefer-text-field',
      unsafe: [
        'CREATE TABLE a (b varchar(100));',
        'ALTER TABLE orders ADD COLUMN b character varying(20);',
        'ALTER TABLE orders ALTER COLUMN note TYPE varchar(1000);',
      ],
      safe: ['CREATE TABLE a (b text CONSTRAINT c CHECK (length(b) < 100));'],
    },
    {
      rule: 'prefer-timestamp-tz',
      unsafe: [
        'CREATE TABLE a (b timestamp);',
        'CREATE TABLE a (b timestamp(3) without time zone);',
        'ALTER TABLE orders ADD COLUMN b timestamp;',
      ],
      safe: ['CREATE TABLE a (b timestamptz, c timestamp with time zone);'],
    },
    {
      rule: 'renaming-column',
      unsafe: [
        'ALTER TABLE orders RENAME COLUMN total TO sum;',
        'ALTER TABLE IF EXISTS public."orders" RENAME "total" TO "sum";',
      ],
      safe: ['ALTER TABLE orders ADD COLUMN sum bigint;'],
    },
    {
      rule: 'renaming-table',
      unsafe: [
        'ALTER TABLE orders RENAME TO purchases;',
        'ALTER TABLE IF EXISTS "public"."orders" RENAME TO "purchases";',
      ],
      safe: ['CREATE TABLE purchases (id bigint);'],
    },
    {
      rule: 'require-concurrent-index-creation',
      unsafe: [
        'CREATE INDEX i ON orders (total);',
        'CREATE UNIQUE INDEX IF NOT EXISTS "i" ON "public"."orders" ("total");',
      ],
      safe: [
        'CREATE INDEX CONCURRENTLY i ON orders (total);',
        'BEGIN;\nCREATE TABLE a (b int);\nCREATE INDEX i ON a (b);\nCOMMIT;',
      ],
    },
    {
      rule: 'require-concurrent-index-deletion',
      released: `${shop}\nCREATE INDEX i ON orders (total);`,
      unsafe: ['DROP INDEX i;', 'DROP INDEX IF EXISTS "public"."i";'],
      safe: ['DROP INDEX CONCURRENTLY i;', 'DROP INDEX CONCURRENTLY IF EXISTS i;'],
    },
    {
      rule: 'require-concurrent-partition-detach',
      released:
        'CREATE TABLE days (d date) PARTITION BY RANGE (d);\n' +
        "CREATE TABLE days_1 PARTITION OF days FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');",
      unsafe: ['ALTER TABLE days DETACH PARTITION days_1;'],
      safe: ['ALTER TABLE days DETACH PARTITION days_1 CONCURRENTLY;'],
    },
    {
      rule: 'require-concurrent-reindex',
      released: `${shop}\nCREATE INDEX i ON orders (total);`,
      unsafe: ['REINDEX INDEX i;', 'REINDEX TABLE orders;'],
      safe: ['REINDEX INDEX CONCURRENTLY i;', 'REINDEX (CONCURRENTLY) TABLE orders;'],
    },
    {
      rule: 'require-enum-value-ordering',
      released: "CREATE TYPE mood AS ENUM ('sad', 'glad');",
      unsafe: [
        "ALTER TYPE mood ADD VALUE 'fine';",
        `ALTER TYPE "mood" ADD VALUE IF NOT EXISTS 'fine';`,
      ],
      safe: [
        "ALTER TYPE mood ADD VALUE 'fine' BEFORE 'glad';",
        "ALTER TYPE mood ADD VALUE 'ok' AFTER 'sad';",
      ],
    },
    {
      rule: 'require-lock-timeout',
      unsafe: ['ALTER TABLE orders ADD COLUMN a bigint;', 'DROP TABLE orders;'],
      safe: ["SET lock_timeout = '1s';\nALTER TABLE orders ADD COLUMN a bigint;"],
    },
    {
      rule: 'require-statement-timeout',
      unsafe: ['ALTER TABLE orders ADD COLUMN a bigint;'],
      safe: ["SET statement_timeout = '5s';\nALTER TABLE orders ADD COLUMN a bigint;"],
    },
    {
      rule: 'require-timeout-settings',
      unsafe: ['ALTER TABLE orders ADD COLUMN a bigint;'],
      safe: [
        "SET lock_timeout = '1s';\nSET statement_timeout = '5s';\nALTER TABLE orders ADD COLUMN a bigint;",
      ],
    },
    {
      rule: 'require-table-schema',
      unsafe: [
        'CREATE TABLE a (b int);',
        'ALTER TABLE orders ADD COLUMN b int;',
        'DROP TABLE orders;',
      ],
      safe: ['CREATE TABLE app.a (b int);', 'ALTER TABLE "app"."orders" ADD COLUMN b int;'],
    },
    {
      rule: 'syntax-error',
      unsafe: ['CREATE TABEL a (b int);', 'ALTER TABLE orders ADD COLUMN;'],
      safe: ['CREATE TABLE a (b int);'],
    },
    {
      rule: 'transaction-nesting',
      unsafe: ['BEGIN;\nBEGIN;\nSELECT 1;\nCOMMIT;', 'SELECT 1;\nCOMMIT;', 'ROLLBACK;'],
      safe: ['BEGIN;\nSELECT 1;\nCOMMIT;\nBEGIN;\nSELECT 1;\nCOMMIT;'],
    },
    {
      rule: 'transaction-nesting',
      transaction: 'each',
      unsafe: ['BEGIN;\nSELECT 1;\nCOMMIT;'],
      safe: ['SELECT 1;'],
    },
  ],
};
