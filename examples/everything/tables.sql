-- Each line is once that a receiver worked on a webhook. Nothing here stops it from doing so twice.
create table work (receiver text not null, id text not null);
-- What the backend behind the gateway remembers.
create table seen (id text primary key);
