//! The menu as it is stored. Its shape is the promise: a topic, a group, an article, so nothing is
//! further away than three clicks.

use serde::{Deserialize, Serialize};
use warmline_base::ArticleId;

/// The whole menu.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Menu {
    pub(crate) topics: Vec<MenuTopic>,
}

/// The first click.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MenuTopic<A = ArticleId> {
    pub(crate) id: String,
    pub(crate) name: String,
    #[serde(default = "Vec::new")]
    pub(crate) children: Vec<MenuGroup<A>>,
    #[serde(default = "Vec::new")]
    pub(crate) articles: Vec<A>,
}

/// The second click. A group holds articles and no further groups: a deeper menu does not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MenuGroup<A = ArticleId> {
    pub(crate) id: String,
    pub(crate) name: String,
    #[serde(default = "Vec::new")]
    pub(crate) articles: Vec<A>,
}
