import { afterAll, expect, test } from '@jest/globals';
import { compare } from '../../src/schema/compare.ts';
import { createParser } from '../../src/sql/parser.ts';
import { changed } from './folded.ts';

const parser = createParser();
afterAll(() => parser.close());

async function differences(released: string, change: string): Promise<string[]> {
  const { before, after } = await changed(parser, released, change);
  return compare(before, after).map(({ kind, object, name, detail }) =>
    [kind, object, name, detail].filter((each) => each !== '').join(' '),
  );
}

test('says what was added, removed and changed, object by object', async () => {
  expect(
    await differences(
      `create type mood as enum ('sad', 'ok');
       create table users (id int primary key, name varchar(50), age int, old text, kind mood);
       create table gone (id int unique);
       create index users_name_idx on users (name) where (name <> '');
       create table posts (user_id int constraint fk references users on delete cascade);`,
      `alter type mood add value 'good';
       create table "New" (id int primary key); drop table gone; create view shown as select 1;
       create temp table scratch (id int);
       alter table users alter name type text, alter age set not null, alter age set default 3,
         drop old, add email text unique, add check (age > 0) not valid, alter kind drop not null;
       drop index users_name_idx; create unique index users_name_idx on users (lower(name));
       alter table posts drop constraint fk;
       alter table posts add constraint fk foreign key (user_id) references users (id) not valid;`,
    ),
  ).toEqual([
    "changed enum mood added 'good'",
    'added table "New" id integer',
    'removed table gone',
    'changed constraint posts.fk on delete cascade → no action, not validated',
    'changed column users.name type varchar(50) → text',
    'changed column users.age not null, default none → 3',
    'added column users.email text',
    'removed column users.old',
    'added constraint users.users_age_check check (age > 0) not validated',
    'added constraint users.users_email_key unique (email)',
    "changed index users.users_name_idx unique, columns name → lower(name), where (name <> '') → none",
    'added view shown',
  ]);
});

test('follows renames of what was there before, and what refers to it', async () => {
  expect(
    await differences(
      `create type mood as enum ('sad'); create schema auth;
       create table a (id int primary key, x int check (a.x > 0), m mood); create index i on a (x) where x > 1;
       create table b (a_id int references a);`,
      `alter table a rename to a1; alter table a1 rename to a2; alter table a2 set schema auth;
       alter table auth.a2 rename x to "Y"; alter index auth.i rename to j;
       alter table auth.a2 rename constraint a_pkey to a2_pkey; alter type mood rename to feeling;
       create table n (v int); alter table n rename v to w; alter table n rename to o;`,
    ),
  ).toEqual([
    'renamed enum mood to feeling',
    'renamed table a to auth.a2',
    'added table o w integer',
    'renamed column auth.a2.x to auth.a2."Y"',
    'renamed constraint auth.a2.a_pkey to auth.a2.a2_pkey',
    'renamed index auth.a2.i to auth.a2.j',
  ]);
});

test('the same expression written in another way is no difference', async () => {
  expect(
    await differences(
      `create table t (a int default now(), b int constraint c check ("t"."b" > 0));`,
      `alter table t drop constraint c, alter a set default ( NOW ( ) );
       alter table t add constraint c check ((B>0 /* positive */))`,
    ),
  ).toEqual([]);
});

test('policies, row level security, views, sequences, domains and the order of indexes', async () => {
  expect(
    await differences(
      `create table users (id int primary key, team text); alter table users enable row level security;
       create policy mine on users for select using (id = 1);
       create policy gone on users using (true);
       create policy same on users as restrictive to app using ((team = 'a')) with check (team = 'a');
       create index users_team_idx on users (team);
       create view names as select id, team from users; create view kept as select id from users;
       create sequence numbers; create domain mail as text; create table open (id int);`,
      `alter policy mine on users to app using (id = 2 and team in ('a', 'b'));
       drop policy gone on users; create policy fresh on users for insert with check (id > 0);
       drop policy same on users;
       create policy same on users as restrictive to app using (team = 'a') with check ( team = 'a' );
       drop index users_team_idx; create index users_team_idx on users (team desc);
       create or replace view names as select id, upper(team) as team from users;
       create or replace view kept as SELECT id FROM users;
       drop sequence numbers; create sequence others; alter domain mail add check (value <> '');
       alter table open enable row level security;`,
    ),
  ).toEqual([
    'changed domain mail constrained',
    'added sequence others',
    'removed sequence numbers',
    'changed table open row level security enabled',
    'changed index users.users_team_idx order default → desc',
    'added policy users.fresh for insert to public with check id > 0',
    "changed policy users.mine to public → app, using id = 1 → id = 2 and team in ('a', 'b')",
    'removed policy users.gone',
    'changed view names another query',
  ]);
});
