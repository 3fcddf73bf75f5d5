//! Articles with three axes, a menu of three clicks, and search.
//!
//! An article goes from draft to review to approved; an approved version is served from its
//! `effective_from` until its `expires_at`, and while it is served somebody may already be writing the
//! next one. Invariants: nobody approves what they wrote, in the code and in the database; text that is
//! not approved, not yet in force, expired or retired is found by no search, menu or answer; stored HTML
//! has passed the allow-list; a version once written never changes. What may be served is held in memory,
//! built from the rows at start and brought up to date after every change. Deliberately absent: who
//! needs which article (the assistant's and the desk's), attachments, and full-text search of drafts.

mod app;
mod demo;
mod events;
mod http;
mod library;
mod model;
mod port;
mod record;
mod store;

pub use app::{
    ArticleImported, ArticleList, Knowledge, MenuArticle, MenuGroupView, MenuTopicView, MenuView, Search, SearchResult,
};
pub use demo::{DemoKnowledge, segmenter};
pub use events::KnowledgeKeeper;
pub use http::routes;
pub use model::{
    ArticleBody, ArticleHit, ArticleRow, ArticleState, ArticleVersionRow, ArticleView, SegmentVariant, Votes,
    clean_html,
};
pub use record::ArticleRecord;
pub use store::STATEMENTS;

use warmline_db::{Migration, Schema};

/// The tables of this room.
pub const SCHEMA: Schema = Schema {
    module: "knowledge",
    migrations: &[Migration { number: 1, name: "articles, votes, menu", sql: include_str!("schema.sql") }],
};
