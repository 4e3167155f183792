#include "catalog/catalog.h"

#include <array>

namespace atelier::catalog {

namespace {

// `row` grows as assets arrive and is never used twice: newest first is the order of rows, in
// `asset` and in the index of words alike. Rows of `asset` are small, since lists and filters read
// many of them; the description (without its text, which the index of words keeps) stands apart.
// Indexes that only save reading whole rows begin with what grows, so that adding to them is
// appending. Trashed assets have an index of words of their own, so that no query pays for them.
constexpr std::string_view assets = R"(
create table asset (
  row integer primary key autoincrement,
  id blob not null unique,
  version integer not null,
  trashed integer not null,
  kind integer not null,
  bytes integer not null,
  added integer not null,
  taken integer,
  taken_key integer not null,
  width integer,
  height integer,
  duration integer,
  pages integer,
  rating integer,
  iso real,
  aperture real,
  focal_length real,
  altitude real,
  latitude real,
  longitude real,
  perceptual_hash integer,
  digest blob not null,
  title text not null,
  title_key text not null,
  media_type text not null,
  file_name text not null,
  taken_at text not null,
  added_at text not null,
  thumb_hash text not null,
  colour text not null,
  unreadable text not null,
  trashed_at text not null,
  vault_folder text not null,
  facets text not null
);
create index asset_digest on asset (digest);
create index asset_trashed on asset (trashed);
create index asset_taken on asset (trashed, taken_key);
create index asset_title on asset (trashed, title_key);
create index asset_bytes on asset (trashed, bytes);
create index asset_kind on asset (trashed, kind, row, bytes);
create index asset_unreadable on asset (trashed) where unreadable <> '';
create index asset_place on asset (latitude, longitude) where latitude is not null;
create index asset_perceptual_hash on asset (row, perceptual_hash)
  where perceptual_hash is not null;

create table asset_description (
  row integer primary key references asset (row),
  json text not null
);

create virtual table search using fts5 (
  title, description, keyword, creator, person, place, city, region, country, camera, lens, rights,
  album, genre, file_name, text, term,
  tokenize = 'porter unicode61 remove_diacritics 2', prefix = '2 3'
);
create virtual table search_trash using fts5 (
  title, description, keyword, creator, person, place, city, region, country, camera, lens, rights,
  album, genre, file_name, text, term,
  tokenize = 'porter unicode61 remove_diacritics 2', prefix = '2 3'
);
)";

constexpr std::string_view collections = R"(
create table collection (
  id blob not null primary key,
  name text not null,
  name_key text not null unique,
  created_at text not null
);
)";

constexpr std::string_view searches = R"(
create table saved_search (
  id blob not null primary key,
  name text not null,
  name_key text not null unique,
  query text not null,
  sort text not null,
  created_at text not null
);
)";

constexpr std::string_view events = R"(
create table event (
  id integer primary key autoincrement,
  at text not null,
  name text not null,
  asset blob,
  data text not null
);
)";

constexpr std::array steps{
    store::Migration{200, "assets and their words", assets},
    store::Migration{201, "collections", collections},
    store::Migration{202, "events", events},
    store::Migration{203, "saved searches", searches},
};

}  // namespace

std::span<const store::Migration> migrations() { return steps; }

}  // namespace atelier::catalog
