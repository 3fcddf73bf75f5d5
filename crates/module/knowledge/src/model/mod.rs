//! What an article is: its text and the rules it obeys, its life, and how it is shown.

mod body;
mod html;
mod menu;
mod state;
mod view;

pub use body::{ArticleBody, SegmentVariant};
pub use html::clean_html;
pub(crate) use html::plain_text;
pub(crate) use menu::{Menu, MenuGroup, MenuTopic};
pub use state::ArticleState;
pub(crate) use state::Step;
pub use view::{ArticleHit, ArticleRow, ArticleVersionRow, ArticleView, Votes};
