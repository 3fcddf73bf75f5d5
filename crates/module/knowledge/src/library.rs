//! What may be served, in memory: the approved versions and the index over them.
//!
//! Of each article every approved version since the one in force is held, so that a text for next month
//! can be approved today without taking away the present one. Which of them counts is decided at the
//! moment of asking: the newest that is in force. Deliberately absent: drafts.

use std::collections::{BTreeMap, BTreeSet};

use warmline_base::{ArticleId, Fault, Timestamp};
use warmline_contract::ArticleAnswer;
use warmline_language::{ArticleDocument, ArticleFilter, ArticleIndex, Axes, Segmenter};

use crate::model::{ArticleBody, plain_text};
use crate::store::ServedVersion;

/// Hits asked of the index for each one wanted, because some may not be in force.
const SPARE: usize = 20;

/// One approved version.
#[derive(Clone, Debug)]
pub(crate) struct Served {
    pub(crate) version: i64,
    pub(crate) body: ArticleBody,
}

impl Served {
    fn in_force(&self, now: Timestamp) -> bool {
        self.body.effective_from <= now && self.body.expires_at.is_none_or(|end| now < end)
    }

    /// The article as others need it.
    pub(crate) fn answer(&self, id: ArticleId, score: f64) -> ArticleAnswer {
        ArticleAnswer {
            id,
            title: self.body.title.clone(),
            version: self.version,
            answer_short: self.body.answer_short.clone(),
            answer_customer: self.body.answer_customer.clone(),
            score,
            intents: self.body.links.clone(),
            english: self.body.english.clone(),
            axes: self.body.axes.clone(),
            effective_from: self.body.effective_from,
            expires_at: self.body.expires_at,
        }
    }

    fn document(&self, id: ArticleId) -> ArticleDocument {
        let body = &self.body;
        let mut questions = body.questions.clone();
        if let Some(english) = &body.english {
            questions.extend([english.title.clone(), english.answer_short.clone()]);
        }
        ArticleDocument {
            id: key(id, self.version),
            title: body.title.clone(),
            keywords: body.keywords.clone(),
            questions,
            answer: format!("{}\n{}", body.answer_customer, plain_text(&body.body_html)),
            axes: Axes {
                product: body.axes.product.clone(),
                scenario: body.axes.scenario.clone(),
                compliance: body.axes.compliance.clone(),
            },
        }
    }
}

/// An article that was found.
pub(crate) struct Found<'a> {
    pub(crate) id: ArticleId,
    pub(crate) score: f64,
    pub(crate) served: &'a Served,
}

/// Everything that is or will be in service.
pub(crate) struct Library {
    index: ArticleIndex,
    /// Newest version first.
    served: BTreeMap<ArticleId, Vec<Served>>,
    by_intent: BTreeMap<String, BTreeSet<ArticleId>>,
}

impl Library {
    /// A library of `versions`.
    ///
    /// # Errors
    /// `WL-LANGUAGE-INDEX` when the index cannot be built.
    pub(crate) fn build(segmenter: Segmenter, versions: Vec<ServedVersion>) -> Result<Self, Fault> {
        let mut served: BTreeMap<ArticleId, Vec<Served>> = BTreeMap::new();
        for ServedVersion { article, version, body } in versions {
            served.entry(article).or_default().push(Served { version, body });
        }
        let documents = served.iter().flat_map(|(id, versions)| versions.iter().map(|one| one.document(*id)));
        let index = ArticleIndex::build(segmenter, documents.collect())?;
        let mut library = Self { index, served, by_intent: BTreeMap::new() };
        let ids: Vec<ArticleId> = library.served.keys().copied().collect();
        ids.into_iter().for_each(|id| library.link(id));
        Ok(library)
    }

    /// Serves exactly `versions` of the article from now on.
    ///
    /// # Errors
    /// `WL-LANGUAGE-INDEX` when the index cannot be changed.
    pub(crate) fn replace(&mut self, id: ArticleId, versions: Vec<ServedVersion>) -> Result<(), Fault> {
        let known: Vec<i64> = self.served.get(&id).into_iter().flatten().map(|one| one.version).collect();
        if known.iter().copied().eq(versions.iter().map(|one| one.version)) {
            // A version never changes, so the same versions are the same texts.
            return Ok(());
        }
        self.by_intent.values_mut().for_each(|ids| {
            ids.remove(&id);
        });
        let versions: Vec<Served> =
            versions.into_iter().map(|ServedVersion { version, body, .. }| Served { version, body }).collect();
        for gone in known.iter().filter(|version| versions.iter().all(|one| one.version != **version)) {
            self.index.remove(&key(id, *gone))?;
        }
        for new in versions.iter().filter(|one| !known.contains(&one.version)) {
            self.index.update(new.document(id))?;
        }
        self.served.remove(&id);
        if !versions.is_empty() {
            self.served.insert(id, versions);
            self.link(id);
        }
        Ok(())
    }

    fn link(&mut self, id: ArticleId) {
        for intent in self.served.get(&id).into_iter().flatten().flat_map(|one| &one.body.links) {
            self.by_intent.entry(intent.clone()).or_default().insert(id);
        }
    }

    /// The version of the article in force at `now`; nothing when none is.
    pub(crate) fn in_force(&self, id: ArticleId, now: Timestamp) -> Option<&Served> {
        self.served.get(&id)?.iter().find(|one| one.in_force(now))
    }

    /// The articles in force that fit `text`, best first.
    ///
    /// # Errors
    /// `WL-LANGUAGE-INDEX` when the index fails.
    pub(crate) fn search(
        &self,
        text: &str,
        filter: &ArticleFilter,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Found<'_>>, Fault> {
        let hits = self.index.search(text, filter, limit + SPARE.max(limit))?;
        let found = hits.into_iter().filter_map(|hit| {
            let (id, version) = parsed(&hit.id)?;
            let served = self.in_force(id, now).filter(|served| served.version == version)?;
            Some(Found { id, score: f64::from(hit.coverage), served })
        });
        Ok(found.take(limit).collect())
    }

    /// The articles in force that answer `intent`, in the order of ids.
    pub(crate) fn linked_to(&self, intent: &str, now: Timestamp) -> impl Iterator<Item = (ArticleId, &Served)> {
        let ids = self.by_intent.get(intent).into_iter().flatten();
        let linked = ids.filter_map(move |id| Some((*id, self.in_force(*id, now)?)));
        // An upcoming version may be linked where the one in force is not.
        linked.filter(move |(_, served)| served.body.links.iter().any(|link| link == intent))
    }
}

/// The index's name of one version.
fn key(id: ArticleId, version: i64) -> String {
    format!("{id}/{version}")
}

fn parsed(key: &str) -> Option<(ArticleId, i64)> {
    let (id, version) = key.split_once('/')?;
    Some((id.parse().ok()?, version.parse().ok()?))
}
