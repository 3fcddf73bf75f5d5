//! An article's text as it is edited, and its rules.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use warmline_base::{Fault, Timestamp};
use warmline_contract::{ArticleAxes, EnglishAnswer};

use super::html::clean_html;

/// What is said differently to one kind of customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SegmentVariant {
    /// The segment, such as 学生.
    pub segment: String,
    /// What is said to it.
    pub text: String,
}

/// An article as it is edited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ArticleBody {
    /// Title, 1 to 80 characters.
    pub title: String,
    /// Key phrases.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// How customers ask it.
    #[serde(default)]
    pub questions: Vec<String>,
    /// The answer to be spoken: at most 60 characters, nothing that cannot be read aloud.
    pub answer_short: String,
    /// The answer as written to a customer, at most 1,000 characters.
    pub answer_customer: String,
    /// The article itself, as HTML of the allow-list.
    pub body_html: String,
    /// Why it is so (知其所以然).
    #[serde(default)]
    pub reason: String,
    /// The rule it rests on.
    #[serde(default)]
    pub source: String,
    /// Mistakes often made.
    #[serde(default)]
    pub mistakes: Vec<String>,
    /// Where it is filed.
    pub axes: ArticleAxes,
    /// Stages of a customer's life with the bank.
    #[serde(default)]
    pub lifecycle: Vec<String>,
    /// What kind of wish it answers, such as 咨询.
    #[serde(default)]
    pub demand_type: String,
    /// What is said differently to some customers.
    #[serde(default)]
    pub segment_variants: Vec<SegmentVariant>,
    /// The intents it answers, by code.
    #[serde(default)]
    pub links: Vec<String>,
    /// The answer in English.
    #[serde(default)]
    pub english: Option<EnglishAnswer>,
    /// The department that answers for it, such as `D03`.
    #[serde(default)]
    pub owner_department: String,
    /// From when it may be served.
    #[schema(value_type = String, format = DateTime)]
    pub effective_from: Timestamp,
    /// Until when, exclusive; for good without.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires_at: Option<Timestamp>,
}

/// The longest spoken answer, in characters: about fifteen seconds.
const SPEAKABLE: usize = 60;
/// The longest English short answer, in characters.
const SPEAKABLE_ENGLISH: usize = 200;
/// The longest article, in bytes of HTML.
const BODY_BYTES: usize = 64 * 1024;
/// The most entries of a list.
const ENTRIES: usize = 50;
/// The longest entry of a list, in characters.
const ENTRY: usize = 300;

impl ArticleBody {
    /// The same article with harmless HTML, when it obeys every rule.
    ///
    /// # Errors
    /// `WL-ARTICLE-TEXT`, `WL-ARTICLE-SHORT-ANSWER`, `WL-ARTICLE-AXES`, `WL-ARTICLE-LIST`,
    /// `WL-ARTICLE-DATES`, each at its place.
    pub fn checked(mut self) -> Result<Self, Fault> {
        length("/title", &self.title, 1, 80)?;
        speakable("/answer_short", &self.answer_short, SPEAKABLE)?;
        length("/answer_customer", &self.answer_customer, 1, 1_000)?;
        length("/reason", &self.reason, 0, 2_000)?;
        length("/source", &self.source, 0, 500)?;
        length("/demand_type", &self.demand_type, 0, 20)?;
        length("/owner_department", &self.owner_department, 0, 20)?;
        if let Some(english) = &self.english {
            length("/english/title", &english.title, 1, 160)?;
            speakable("/english/answer_short", &english.answer_short, SPEAKABLE_ENGLISH)?;
        }
        if self.body_html.len() > BODY_BYTES {
            let detail = format!("the article is longer than {BODY_BYTES} bytes: split it");
            return Err(Fault::invalid("WL-ARTICLE-TEXT", detail).at("/body_html"));
        }
        self.check_axes()?;
        self.check_lists()?;
        if self.expires_at.is_some_and(|end| end <= self.effective_from) {
            let detail = "it would expire before it takes effect: correct one of the two dates";
            return Err(Fault::invalid("WL-ARTICLE-DATES", detail).at("/expires_at"));
        }
        self.body_html = clean_html(&self.body_html);
        Ok(self)
    }

    fn check_axes(&self) -> Result<(), Fault> {
        let named = |value: &str| (1..=20).contains(&value.trim().chars().count());
        let wrong = |place: &str| {
            let detail = "every article is filed by product and scenario: choose one of the list";
            Err(Fault::invalid("WL-ARTICLE-AXES", detail).at(place))
        };
        if !named(&self.axes.product) {
            return wrong("/axes/product");
        }
        if !named(&self.axes.scenario) {
            return wrong("/axes/scenario");
        }
        match self.axes.compliance.iter().position(|topic| !named(topic)) {
            Some(index) => wrong(&format!("/axes/compliance/{index}")),
            None => Ok(()),
        }
    }

    fn check_lists(&self) -> Result<(), Fault> {
        let lists = [
            ("/keywords", &self.keywords),
            ("/questions", &self.questions),
            ("/mistakes", &self.mistakes),
            ("/lifecycle", &self.lifecycle),
            ("/links", &self.links),
            ("/axes/compliance", &self.axes.compliance),
        ];
        for (place, entries) in lists {
            entry_list(place, entries.iter().map(String::as_str))?;
        }
        entry_list("/segment_variants", self.segment_variants.iter().map(|variant| variant.text.as_str()))
    }
}

fn length(place: &str, text: &str, least: usize, most: usize) -> Result<(), Fault> {
    if (least..=most).contains(&text.trim().chars().count()) {
        return Ok(());
    }
    let detail = format!("this has {least} to {most} characters");
    Err(Fault::invalid("WL-ARTICLE-TEXT", detail).at(place))
}

fn entry_list<'a>(place: &str, entries: impl ExactSizeIterator<Item = &'a str>) -> Result<(), Fault> {
    let wrong = |detail: String, place: String| Err(Fault::invalid("WL-ARTICLE-LIST", detail).at(place));
    if entries.len() > ENTRIES {
        return wrong(format!("at most {ENTRIES} entries: remove some"), place.into());
    }
    for (index, entry) in entries.enumerate() {
        if entry.trim().is_empty() || entry.chars().count() > ENTRY {
            return wrong(format!("an entry has 1 to {ENTRY} characters"), format!("{place}/{index}"));
        }
    }
    Ok(())
}

/// A short answer is said aloud by people and machines, so it holds nothing that only the eye can read.
fn speakable(place: &str, text: &str, most: usize) -> Result<(), Fault> {
    let count = text.trim().chars().count();
    let detail = if count == 0 || count > most {
        format!("a short answer has 1 to {most} characters so that it can be said in one breath; this one has {count}")
    } else if text
        .chars()
        .any(|letter| letter.is_control() || matches!(letter, '<' | '>' | '{' | '}' | '|' | '#' | '*'))
        || text.contains("://")
    {
        "a short answer is said aloud: leave out line breaks, links, markup and list signs".into()
    } else {
        return Ok(());
    };
    Err(Fault::invalid("WL-ARTICLE-SHORT-ANSWER", detail).at(place))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn article(title: &str) -> ArticleBody {
        ArticleBody {
            title: title.into(),
            keywords: vec![],
            questions: vec![],
            answer_short: "七天内到网点补办。".into(),
            answer_customer: "请您七天内带证件到网点补办。".into(),
            body_html: "<p>步骤</p>".into(),
            reason: String::new(),
            source: String::new(),
            mistakes: vec![],
            axes: ArticleAxes { product: "借记卡".into(), scenario: "挂失补办".into(), compliance: vec![] },
            lifecycle: vec![],
            demand_type: "办理".into(),
            segment_variants: vec![],
            links: vec![],
            english: None,
            owner_department: "D01".into(),
            effective_from: Timestamp(0),
            expires_at: None,
        }
    }

    fn refusal(change: impl FnOnce(&mut ArticleBody)) -> Option<(&'static str, String)> {
        let mut body = article("挂失");
        change(&mut body);
        body.checked().err().map(|fault| (fault.code, fault.place.unwrap_or_default()))
    }

    #[test]
    fn every_mistake_is_named_at_its_place() {
        let short = |text: &str| refusal(|body| body.answer_short = text.into());
        let unspeakable = Some(("WL-ARTICLE-SHORT-ANSWER", "/answer_short".to_owned()));
        assert_eq!(refusal(|_| {}), None);
        assert_eq!(short(&"长".repeat(60)), None);
        assert_eq!(short(&"长".repeat(61)), unspeakable);
        assert_eq!(short("请看 https://bank.example"), unspeakable);
        assert_eq!(short("一、\n二、"), unspeakable);
        assert_eq!(short("  "), unspeakable);
        assert_eq!(refusal(|body| body.title.clear()), Some(("WL-ARTICLE-TEXT", "/title".into())));
        assert_eq!(refusal(|body| body.axes.scenario.clear()), Some(("WL-ARTICLE-AXES", "/axes/scenario".into())));
        assert_eq!(
            refusal(|body| body.expires_at = Some(Timestamp(0))),
            Some(("WL-ARTICLE-DATES", "/expires_at".into()))
        );
        assert_eq!(
            refusal(|body| body.questions = vec!["问".into(), " ".into()]),
            Some(("WL-ARTICLE-LIST", "/questions/1".into()))
        );
    }
}
