//! Prints how fast search is over five thousand points and how often triage is right.
//!
//! `cargo bench -p warmline-language --bench search` prints `search.p95_ms`, `triage.p95_ms`,
//! `triage.fit_ms` and `intent.top1_pct`, one a line. The points are the demo articles, repeated
//! with a varied title so that no two are alike.
#![expect(clippy::disallowed_methods, reason = "a bench measures the real clock")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::time::Instant;

use warmline_language::{ArticleDocument, ArticleFilter, ArticleIndex, Axes, Daypart};

const POINTS: usize = 5_000;

fn main() {
    let held_out = support::labelled(include_str!("../tests/data/held_out.txt"));
    let far = support::labelled(include_str!("../tests/data/far_wording.txt"));
    let queries: Vec<&str> = held_out.iter().chain(&far).map(|(_, text)| *text).collect();

    let index = ArticleIndex::build(support::segmenter(), points()).expect("the index is built");
    let search = p95_ms(&queries, |query| {
        let hits = index.search(query, &ArticleFilter::default(), 10).expect("the index is searched");
        assert!(!hits.is_empty(), "{query} finds nothing");
    });

    let began = Instant::now();
    let triage = support::triage();
    let fit = began.elapsed().as_secs_f64() * 1_000.0;
    let reading = p95_ms(&queries, |query| drop(triage.read(query, Daypart::Day)));
    let right = held_out
        .iter()
        .filter(|(intent, text)| triage.read(text, Daypart::Day).intent.is_some_and(|guess| guess.intent == *intent))
        .count();

    println!("search.p95_ms {search:.2} ms");
    println!("triage.p95_ms {reading:.2} ms");
    println!("triage.fit_ms {fit:.0} ms");
    println!("intent.top1_pct {:.1} %", 100.0 * right as f64 / held_out.len() as f64);
}

fn points() -> Vec<ArticleDocument> {
    let articles: Vec<support::Article> = support::demo("articles.json");
    articles
        .iter()
        .cycle()
        .take(POINTS)
        .enumerate()
        .map(|(at, article)| {
            let mut document = article.document();
            document.id = format!("{}-{at}", document.id);
            document.title = format!("{} {at}", document.title);
            document.axes = Axes { scenario: format!("{}{}", document.axes.scenario, at % 7), ..document.axes };
            document
        })
        .collect()
}

/// The 95th percentile over ten rounds of all queries, in milliseconds.
fn p95_ms(queries: &[&str], mut run: impl FnMut(&str)) -> f64 {
    let mut taken: Vec<f64> = Vec::with_capacity(queries.len() * 10);
    for query in queries.iter().cycle().take(queries.len() * 10) {
        let began = Instant::now();
        run(query);
        taken.push(began.elapsed().as_secs_f64() * 1_000.0);
    }
    taken.sort_by(f64::total_cmp);
    taken[taken.len() * 95 / 100]
}
