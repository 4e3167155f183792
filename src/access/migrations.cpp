#include "access/access.h"
#include "store/store.h"

#include <array>

namespace atelier::access {

namespace {

// Times are milliseconds since 1970 in UTC; ids are UUIDs as text; hash is SHA-256 of a secret that
// is kept nowhere. What is revoked is deleted: the audit log remembers it.
constexpr std::string_view tables = R"sql(
create table person (
  id text primary key,
  name text not null,
  name_key text not null unique,
  role integer not null,
  password text,
  created_at integer not null
);

create table code (
  hash blob primary key,
  kind text not null,
  person text,
  expires_at integer not null
);

create table session (
  id text primary key,
  hash blob not null unique,
  person text not null,
  kind text not null,
  created_at integer not null,
  last_seen_at integer not null,
  address text not null,
  agent text not null
);
create index session_person on session (person);

create table token (
  id text primary key,
  hash blob not null unique,
  person text,
  parent text,
  name text not null,
  scopes integer not null,
  created_at integer not null,
  expires_at integer,
  last_used_at integer
);
create index token_person on token (person);
create index token_parent on token (parent);

create table audit (
  number integer primary key,
  at integer not null,
  caller_id text not null,
  caller_name text not null,
  via text not null,
  address text not null,
  session text not null,
  action text not null,
  subject text not null,
  detail text not null,
  hash blob not null
);
)sql";

constexpr std::string_view subjects = "create index audit_subject on audit (subject, number);";

constexpr std::array list{
    store::Migration{100, "people, sessions, tokens and the audit log", tables},
    store::Migration{101, "what was done to one thing", subjects}};

}  // namespace

std::span<const store::Migration> migrations() { return list; }

}  // namespace atelier::access
