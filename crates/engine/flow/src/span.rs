//! Where each value of a JSON text stands, by its JSON pointer.
//!
//! Runs only over text the JSON parser accepted, so it follows the grammar without checking it.
//! Also finds keys written twice, which the parser would let the later one win.

use std::collections::BTreeMap;

/// A place in a text, both counted from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// The places of a text's values. A member of an object stands where its key does.
#[derive(Debug, Default)]
pub(crate) struct Spans {
    places: BTreeMap<String, Place>,
    /// Pointers of keys written twice, at their second place.
    pub(crate) doubled: Vec<(String, Place)>,
}

impl Spans {
    /// Scans `text`, which must be valid JSON.
    pub(crate) fn scan(text: &str) -> Self {
        let mut scanner =
            Scanner { letters: text.chars().peekable(), at: Place { line: 1, column: 1 }, spans: Self::default() };
        scanner.space();
        let start = scanner.at;
        scanner.spans.places.insert(String::new(), start);
        scanner.value("");
        scanner.spans
    }

    /// The place of `pointer`, or of the nearest value around it that is written down.
    pub(crate) fn place(&self, pointer: &str) -> Place {
        let mut pointer = pointer;
        loop {
            if let Some(place) = self.places.get(pointer) {
                return *place;
            }
            match pointer.rfind('/') {
                Some(end) => pointer = &pointer[..end],
                None => return Place { line: 1, column: 1 },
            }
        }
    }
}

struct Scanner<'a> {
    letters: std::iter::Peekable<std::str::Chars<'a>>,
    at: Place,
    spans: Spans,
}

impl Scanner<'_> {
    fn take(&mut self) -> Option<char> {
        let letter = self.letters.next()?;
        if letter == '\n' {
            self.at = Place { line: self.at.line + 1, column: 1 };
        } else {
            self.at.column += 1;
        }
        Some(letter)
    }

    fn space(&mut self) {
        while self.letters.peek().is_some_and(|letter| letter.is_ascii_whitespace()) {
            self.take();
        }
    }

    /// The depth is the parser's, which refuses more than 128 levels.
    fn value(&mut self, pointer: &str) {
        match self.letters.peek() {
            Some('{') => self.members(pointer),
            Some('[') => self.items(pointer),
            Some('"') => {
                self.string();
            }
            _ => {
                while self
                    .letters
                    .peek()
                    .is_some_and(|letter| !matches!(letter, ',' | ']' | '}') && !letter.is_ascii_whitespace())
                {
                    self.take();
                }
            }
        }
    }

    fn members(&mut self, pointer: &str) {
        self.take();
        loop {
            self.space();
            if self.letters.peek() != Some(&'"') {
                self.take();
                return;
            }
            let place = self.at;
            let key = self.string();
            let inner = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
            // What stands inside a doubled value is doubled with it, and not worth another word.
            let inside = self.spans.doubled.iter().any(|(outer, _)| inner.starts_with(&format!("{outer}/")));
            if self.spans.places.insert(inner.clone(), place).is_some() && !inside {
                self.spans.doubled.push((inner.clone(), place));
            }
            self.space();
            self.take();
            self.space();
            self.value(&inner);
            self.space();
            if self.take() != Some(',') {
                return;
            }
        }
    }

    fn items(&mut self, pointer: &str) {
        self.take();
        for index in 0.. {
            self.space();
            if matches!(self.letters.peek(), Some(']') | None) {
                self.take();
                return;
            }
            let inner = format!("{pointer}/{index}");
            self.spans.places.insert(inner.clone(), self.at);
            self.value(&inner);
            self.space();
            if self.take() != Some(',') {
                return;
            }
        }
    }

    /// The string as written between its quotes. Escapes stay as they are, which is enough for keys:
    /// every key a flow knows is plain.
    fn string(&mut self) -> String {
        self.take();
        let mut text = String::new();
        while let Some(letter) = self.take() {
            match letter {
                '"' => break,
                '\\' => {
                    text.push(letter);
                    text.extend(self.take());
                }
                _ => text.push(letter),
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_found_at_its_line_and_column() {
        let spans = Spans::scan("{\n  \"暖\": [1, {\"b\": \"x\\\"y\"}],\n  \"c\": null, \"c\": 2\n}");
        let at = |pointer: &str| (spans.place(pointer).line, spans.place(pointer).column);
        assert_eq!(at("/暖"), (2, 3));
        assert_eq!(at("/暖/0"), (2, 9));
        assert_eq!(at("/暖/1/b"), (2, 13));
        assert_eq!(at("/暖/1/missing"), (2, 12));
        assert_eq!(at(""), (1, 1));
        assert_eq!(spans.doubled, [("/c".to_string(), Place { line: 3, column: 14 })]);
    }
}
