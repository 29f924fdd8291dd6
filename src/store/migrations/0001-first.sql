-- Openings of a chart, or results handed over, by day: what burdens are counted against.
create table openings (
  day text not null,
  client text not null,
  service text not null,
  knowledge text not null,
  arms text not null,
  openings bigint not null,
  primary key (day, client, service, knowledge, arms)
);

-- Every card that was worked out, shown or not. Patient and person are keyed digests, as are what it rests on and held.
create table cards (
  card text primary key,
  at bigint not null,
  day text not null,
  client text not null,
  service text not null,
  rule text not null,
  knowledge text not null,
  topic text not null,
  indicator text not null,
  language text not null,
  arms text not null,
  shown text not null,
  quiet_by text,
  patient text,
  person text,
  basis text,
  held text not null,
  samples text not null,
  offered text not null
);
create index cards_of_patient on cards (patient, at);
create index cards_by_day on cards (day);

-- What users answered. An answer to a card that this client was never given has no partner in cards.
create table feedback (
  client text not null,
  card text not null,
  outcome text not null,
  outcome_at bigint not null,
  received_at bigint not null,
  day text not null,
  reason text,
  reason_system text,
  commented integer not null,
  accepted text not null,
  primary key (client, card, outcome, outcome_at)
);
create index feedback_of_card on feedback (card);
create index feedback_by_day on feedback (day);

create table used_tokens (
  issuer text not null,
  jti text not null,
  until bigint not null,
  primary key (issuer, jti)
);
create index used_tokens_until on used_tokens (until);
