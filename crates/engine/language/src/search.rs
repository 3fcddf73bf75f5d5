//! Search over knowledge articles: BM25 by field, in memory, with exact filters.
//!
//! A query is cut into terms and never parsed, so no text can be a syntax error. Fields count
//! differently: a hit in a sample question or the title says more than one in the answer. Changes
//! are visible to the next search. One writer thread; searching needs no lock.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, ConstScoreQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, Term};
use warmline_base::Fault;

use crate::segment::Segmenter;
use crate::snippet::snippet;

/// The three axes an article is filed under.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Axes {
    /// Product group.
    pub product: String,
    /// Scenario.
    pub scenario: String,
    /// Compliance topics.
    #[serde(default)]
    pub compliance: Vec<String>,
}

/// What is searched of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticleDocument {
    /// The article's id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Key phrases.
    pub keywords: Vec<String>,
    /// Sample questions.
    pub questions: Vec<String>,
    /// The answer as plain text.
    pub answer: String,
    /// Where it is filed.
    pub axes: Axes,
}

/// Which articles may be found; an absent axis allows all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArticleFilter {
    /// Product group, exactly.
    pub product: Option<String>,
    /// Scenario, exactly.
    pub scenario: Option<String>,
    /// One of the compliance topics, exactly.
    pub compliance: Option<String>,
}

/// An article that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct ArticleHit {
    /// The article's id.
    pub id: String,
    /// BM25 over the fields; comparable within one search only.
    pub score: f32,
    /// Share of the query's terms that occur in the title, keywords or sample questions, 0..1;
    /// below about 0.3 the article is a guess.
    pub coverage: f32,
    /// The part of the answer that fits the query.
    pub snippet: String,
}

/// Most terms of a query that are looked up.
const MOST_TERMS: usize = 64;
/// Most hits of one search.
const MOST_HITS: usize = 200;
/// Memory of the writer, in bytes: the least the library allows.
const WRITER_BYTES: usize = 15_000_000;
const TOKENIZER: &str = "warmline";

struct Fields {
    id: Field,
    searched: [(Field, f32); 4],
    product: Field,
    scenario: Field,
    compliance: Field,
}

struct Kept {
    document: ArticleDocument,
    heads: FxHashSet<String>,
}

/// The index of all articles that may be shown.
pub struct ArticleIndex {
    segmenter: Segmenter,
    fields: Fields,
    reader: IndexReader,
    writer: IndexWriter,
    kept: BTreeMap<String, Arc<Kept>>,
}

impl ArticleIndex {
    /// Builds an index of `documents`; of two with one id the later stays.
    ///
    /// # Errors
    /// `WL-LANGUAGE-INDEX` when the index library fails, which only lack of memory explains.
    pub fn build(segmenter: Segmenter, documents: Vec<ArticleDocument>) -> Result<Self, Fault> {
        let (schema, fields) = schema();
        let index = Index::create_in_ram(schema);
        index.tokenizers().register(TOKENIZER, TermTokenizer { segmenter: segmenter.clone() });
        let writer = index.writer_with_num_threads(1, WRITER_BYTES).map_err(broken)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(broken)?;
        let mut built = Self { segmenter, fields, reader, writer, kept: BTreeMap::new() };
        for document in documents {
            built.put(document)?;
        }
        built.publish()?;
        Ok(built)
    }

    /// Adds `document`, or replaces the one with its id.
    ///
    /// # Errors
    /// `WL-LANGUAGE-INDEX` when the index library fails.
    pub fn update(&mut self, document: ArticleDocument) -> Result<(), Fault> {
        self.put(document)?;
        self.publish()
    }

    /// Removes the article with `id`; returns whether it was there.
    ///
    /// # Errors
    /// `WL-LANGUAGE-INDEX` when the index library fails.
    pub fn remove(&mut self, id: &str) -> Result<bool, Fault> {
        let was_there = self.kept.remove(id).is_some();
        self.writer.delete_term(Term::from_field_text(self.fields.id, id));
        self.publish()?;
        Ok(was_there)
    }

    /// How many articles there are.
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// The articles that fit `query` under `filter`, best first, at most `limit` (and at most 200).
    /// A query without any term finds everything the filter allows, in the order of ids.
    ///
    /// # Errors
    /// `WL-LANGUAGE-INDEX` when the index library fails.
    pub fn search(&self, query: &str, filter: &ArticleFilter, limit: usize) -> Result<Vec<ArticleHit>, Fault> {
        let limit = limit.min(MOST_HITS);
        if limit == 0 {
            return Ok(Vec::new());
        }
        let mut terms = self.segmenter.terms(query);
        let mut seen = FxHashSet::default();
        terms.retain(|term| seen.insert(term.clone()));
        terms.truncate(MOST_TERMS);
        if terms.is_empty() {
            return Ok(self.listed(filter, limit));
        }
        let searcher = self.reader.searcher();
        let ranking = TopDocs::with_limit(limit).order_by_score();
        let found = searcher.search(&self.query(&terms, filter), &ranking).map_err(broken)?;
        let mut hits = Vec::with_capacity(found.len());
        for (score, address) in found {
            let stored: TantivyDocument = searcher.doc(address).map_err(broken)?;
            let id = stored.get_first(self.fields.id).and_then(|value| value.as_str());
            if let Some(kept) = id.and_then(|id| self.kept.get(id)) {
                hits.push(kept.hit(score, &terms));
            }
        }
        Ok(hits)
    }

    fn listed(&self, filter: &ArticleFilter, limit: usize) -> Vec<ArticleHit> {
        let allowed = self.kept.values().filter(|kept| filter.allows(&kept.document.axes));
        allowed.take(limit).map(|kept| kept.hit(0.0, &[])).collect()
    }

    fn query(&self, terms: &[String], filter: &ArticleFilter) -> BooleanQuery {
        let mut any: Vec<(Occur, Box<dyn Query>)> = Vec::with_capacity(terms.len() * 4);
        for term in terms {
            // A pair of characters is weaker evidence than a word, a longer word stronger.
            let weight = (term.chars().count() as f32 / 2.0).clamp(0.5, 2.0);
            for (field, boost) in self.fields.searched {
                let term = TermQuery::new(Term::from_field_text(field, term), IndexRecordOption::WithFreqs);
                any.push((Occur::Should, Box::new(BoostQuery::new(Box::new(term), boost * weight))));
            }
        }
        let mut all: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, Box::new(BooleanQuery::new(any)))];
        let axes = [
            (self.fields.product, &filter.product),
            (self.fields.scenario, &filter.scenario),
            (self.fields.compliance, &filter.compliance),
        ];
        for (field, wanted) in axes {
            if let Some(wanted) = wanted {
                let term = TermQuery::new(Term::from_field_text(field, wanted), IndexRecordOption::Basic);
                all.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(term), 0.0))));
            }
        }
        BooleanQuery::new(all)
    }

    fn put(&mut self, document: ArticleDocument) -> Result<(), Fault> {
        let fields = &self.fields;
        self.writer.delete_term(Term::from_field_text(fields.id, &document.id));
        let [title, keywords, questions, answer] = fields.searched.map(|(field, _)| field);
        let mut row = TantivyDocument::default();
        row.add_text(fields.id, &document.id);
        row.add_text(title, &document.title);
        document.keywords.iter().for_each(|text| row.add_text(keywords, text));
        document.questions.iter().for_each(|text| row.add_text(questions, text));
        row.add_text(answer, &document.answer);
        row.add_text(fields.product, &document.axes.product);
        row.add_text(fields.scenario, &document.axes.scenario);
        document.axes.compliance.iter().for_each(|text| row.add_text(fields.compliance, text));
        self.writer.add_document(row).map_err(broken)?;
        let heads = std::iter::once(&document.title).chain(&document.keywords).chain(&document.questions);
        let heads = heads.flat_map(|text| self.segmenter.terms(text)).collect();
        self.kept.insert(document.id.clone(), Arc::new(Kept { document, heads }));
        Ok(())
    }

    fn publish(&mut self) -> Result<(), Fault> {
        self.writer.commit().map_err(broken)?;
        self.reader.reload().map_err(broken)
    }
}

impl Kept {
    fn hit(&self, score: f32, terms: &[String]) -> ArticleHit {
        let covered = terms.iter().filter(|term| self.heads.contains(*term)).count();
        ArticleHit {
            id: self.document.id.clone(),
            score,
            coverage: covered as f32 / terms.len().max(1) as f32,
            snippet: snippet(&self.document.answer, terms),
        }
    }
}

impl ArticleFilter {
    fn allows(&self, axes: &Axes) -> bool {
        self.product.as_ref().is_none_or(|wanted| *wanted == axes.product)
            && self.scenario.as_ref().is_none_or(|wanted| *wanted == axes.scenario)
            && self.compliance.as_ref().is_none_or(|wanted| axes.compliance.contains(wanted))
    }
}

impl std::fmt::Debug for ArticleIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ArticleIndex").field("articles", &self.kept.len()).finish_non_exhaustive()
    }
}

fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let indexing = TextFieldIndexing::default().set_tokenizer(TOKENIZER).set_index_option(IndexRecordOption::WithFreqs);
    let text = TextOptions::default().set_indexing_options(indexing);
    let fields = Fields {
        id: builder.add_text_field("id", STRING | STORED),
        searched: [
            (builder.add_text_field("title", text.clone()), 2.2),
            (builder.add_text_field("keywords", text.clone()), 2.0),
            (builder.add_text_field("questions", text.clone()), 2.4),
            (builder.add_text_field("answer", text), 1.0),
        ],
        product: builder.add_text_field("product", STRING),
        scenario: builder.add_text_field("scenario", STRING),
        compliance: builder.add_text_field("compliance", STRING),
    };
    (builder.build(), fields)
}

fn broken(error: tantivy::TantivyError) -> Fault {
    Fault::internal("WL-LANGUAGE-INDEX", format!("the article index failed, restart to rebuild it: {error}"))
}

/// Hands the segmenter's terms to the index library.
#[derive(Clone)]
struct TermTokenizer {
    segmenter: Segmenter,
}

struct TermStream {
    terms: std::vec::IntoIter<String>,
    token: Token,
}

impl Tokenizer for TermTokenizer {
    type TokenStream<'a> = TermStream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> TermStream {
        TermStream { terms: self.segmenter.terms(text).into_iter(), token: Token::default() }
    }
}

impl TokenStream for TermStream {
    fn advance(&mut self) -> bool {
        let Some(term) = self.terms.next() else { return false };
        self.token.position = self.token.position.wrapping_add(1);
        self.token.text = term;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
