//! Every fault code has a page in `docs/errors`, every page a code, and every page the one form.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{files, shown};

const MARK: &str = "\"WL-";

/// Codes without a page, pages without a code, and pages of another form.
pub(super) fn check(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut raised: BTreeMap<String, String> = BTreeMap::new();
    for path in files(&root.join("crates"), &[".rs"])? {
        let name = shown(root, &path);
        // Tests may make up codes of their own.
        if name.contains("/tests/") {
            continue;
        }
        for code in codes_in(&std::fs::read_to_string(&path)?) {
            raised.entry(code).or_insert_with(|| name.clone());
        }
    }
    let mut pages = BTreeSet::new();
    let mut found = Vec::new();
    for path in files(&root.join("docs/errors"), &[".md"])? {
        let code = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if let Some(wrong) = wrong_form(&code, &std::fs::read_to_string(&path)?) {
            found.push(format!("{}: {wrong}", shown(root, &path)));
        }
        pages.insert(code);
    }
    found.extend(
        raised
            .iter()
            .filter(|(code, _)| !pages.contains(*code))
            .map(|(code, place)| format!("docs/errors/{code}.md is missing; the code is raised in {place}")),
    );
    found.extend(
        pages
            .iter()
            .filter(|page| !raised.contains_key(*page))
            .map(|page| format!("docs/errors/{page}.md tells of a code nobody raises")),
    );
    Ok(found)
}

/// The quoted codes of a source text.
fn codes_in(text: &str) -> Vec<String> {
    text.match_indices(MARK)
        .filter_map(|(start, _)| {
            let (code, _) = text[start + 1..].split_once('"')?;
            let whole = code.len() > 3 && !code.ends_with('-');
            let plain = code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-');
            (whole && plain).then(|| code.to_owned())
        })
        .collect()
}

fn wrong_form(code: &str, page: &str) -> Option<String> {
    if page.lines().next() != Some(format!("# {code}").as_str()) {
        return Some(format!("the first line must be `# {code}`"));
    }
    ["What happened", "What to do"]
        .iter()
        .find(|heading| !page.lines().any(|line| line.strip_prefix("## ") == Some(**heading)))
        .map(|heading| format!("the part `## {heading}` is missing"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_page_and_every_page_its_code() {
        super::super::assert_tidy(check);
    }

    #[test]
    fn codes_are_found_where_they_are_quoted() {
        let text = format!("Fault::invalid({MARK}PAGE-LIMIT\", {MARK}\" {MARK}X-\" `WL-COMMENT` {MARK}lower\"");
        assert_eq!(codes_in(&text), ["WL-PAGE-LIMIT"]);
    }

    #[test]
    fn a_page_says_what_happened_and_what_to_do() {
        assert_eq!(wrong_form("WL-X", "# WL-X\n\n## What happened\na\n\n## What to do\nb\n"), None);
        assert!(wrong_form("WL-X", "# WL-Y\n## What happened\n## What to do\n").is_some());
        assert!(wrong_form("WL-X", "# WL-X\n## What happened\n").is_some());
    }
}
