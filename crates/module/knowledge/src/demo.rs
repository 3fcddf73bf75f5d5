//! Loads the demo bank's articles and menu: written with codes where the stored ones have ids.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use warmline_base::{ArticleId, Fault};
use warmline_contract::Action;
use warmline_language::{Concept, Segmenter};
use warmline_runtime::{Ctx, Object, Work};

use crate::Knowledge;
use crate::app::told;
use crate::model::{ArticleState, Menu, MenuGroup, MenuTopic};
use crate::record::ArticleRecord;
use crate::store::{self, NewVersion, StateChange};

/// Who wrote and who checked the demo's articles: two, as always.
const MAKER: &str = "demo:editor";
const CHECKER: &str = "demo:checker";

/// The texts of the demo files.
#[derive(Clone, Copy, Debug)]
pub struct DemoKnowledge<'a> {
    /// `articles.json`: articles with a code as their id, and dates without a time.
    pub articles: &'a str,
    /// `knowledge-menu.json`: topics with groups with article codes.
    pub menu: &'a str,
}

#[derive(Deserialize)]
struct Lexicon {
    bank_words: Vec<String>,
    #[serde(default)]
    concepts: Vec<Concept>,
}

/// A segmenter that knows the bank's words, from the text of `lexicon.json`.
///
/// # Errors
/// `WL-DEMO-KNOWLEDGE` when the text does not read.
pub fn segmenter(lexicon: &str) -> Result<Segmenter, Fault> {
    let lexicon: Lexicon = parse("lexicon.json", lexicon)?;
    Ok(Segmenter::new(lexicon.bank_words.iter().map(String::as_str), &lexicon.concepts))
}

impl Knowledge {
    /// Stores what is not there yet, in one transaction; what is there stays as it is.
    /// Returns the articles' ids by their codes.
    ///
    /// # Errors
    /// `WL-DEMO-KNOWLEDGE` when a text does not read or the menu names an article that does not exist;
    /// the faults of the articles themselves.
    pub async fn load(&self, ctx: &Ctx, demo: DemoKnowledge<'_>) -> Result<BTreeMap<String, ArticleId>, Fault> {
        let articles: Vec<ArticleRecord> = parse("articles.json", demo.articles)?;
        let topics: Vec<MenuTopic<String>> = parse("knowledge-menu.json", demo.menu)?;
        let mut work = ctx.open(Action::KnowledgeEdit, &Object::any("knowledge")).await?;
        let mut ids = BTreeMap::new();
        for article in articles {
            let code = article.id.clone();
            let id = match store::by_code(work.tx(), &code).await? {
                Some(id) => id,
                None => store_article(&mut work, article).await?,
            };
            ids.insert(code, id);
        }
        let menu = resolve(topics, &ids)?;
        let at = work.now();
        let text = serde_json::to_string(&menu).expect("a menu is plain data");
        store::first_menu(work.tx(), &text, at).await?;
        work.commit().await?;
        self.rebuild().await?;
        Ok(ids)
    }
}

async fn store_article(work: &mut Work, article: ArticleRecord) -> Result<ArticleId, Fault> {
    let id: ArticleId = work.id();
    let at = work.now();
    let (code, state) = (article.id.clone(), article.state.unwrap_or(ArticleState::Published));
    let body = article.checked().map_err(|fault| {
        let place = fault.place.clone().unwrap_or_default();
        fault.at(format!("articles.json {code}{place}"))
    })?;
    let new = NewVersion { article: id, body: &body, by: MAKER, at, change: "新建" };
    store::insert(work.tx(), Some(&code), &new).await?;
    let (to, served_from) = match state {
        ArticleState::Published | ArticleState::Approved => (ArticleState::Approved, Some(1)),
        other => (other, None),
    };
    if to != ArticleState::Draft {
        let change = StateChange { article: id, version: 1, from: ArticleState::Draft, to, served_from, at };
        store::set_state(work.tx(), &change).await?;
    }
    if served_from.is_some() {
        store::set_checked(work.tx(), id, 1, CHECKER, at).await?;
    }
    told(work, id, "added", 1);
    Ok(id)
}

fn resolve(topics: Vec<MenuTopic<String>>, ids: &BTreeMap<String, ArticleId>) -> Result<Menu, Fault> {
    let known = |codes: Vec<String>| {
        let known = |code: String| {
            let missing = || format!("knowledge-menu.json: there is no article {code}");
            ids.get(&code).copied().ok_or_else(|| Fault::invalid("WL-DEMO-KNOWLEDGE", missing()))
        };
        codes.into_iter().map(known).collect::<Result<Vec<_>, Fault>>()
    };
    let mut menu = Menu::default();
    for topic in topics {
        let mut children = Vec::with_capacity(topic.children.len());
        for group in topic.children {
            children.push(MenuGroup { id: group.id, name: group.name, articles: known(group.articles)? });
        }
        menu.topics.push(MenuTopic { id: topic.id, name: topic.name, children, articles: known(topic.articles)? });
    }
    Ok(menu)
}

fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|error| Fault::invalid("WL-DEMO-KNOWLEDGE", format!("{file}: {error}")))
}
