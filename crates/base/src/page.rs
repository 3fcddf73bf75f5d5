//! Paging by position, never by offset, so a page stays right while rows arrive.

use serde::{Deserialize, Serialize};

use crate::{Fault, Timestamp};
use uuid::Uuid;

/// How many rows a list returns: 1 to 200.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit(u16);

impl Limit {
    /// The most rows one page holds.
    pub const MAX: u16 = 200;
    /// Rows of a page when the caller names no number.
    pub const DEFAULT: Self = Self(50);

    /// A limit as the caller asked for it.
    ///
    /// # Errors
    /// `WL-PAGE-LIMIT` when the number is not within 1 to 200.
    pub fn parse(asked: Option<u16>) -> Result<Self, Fault> {
        match asked {
            None => Ok(Self::DEFAULT),
            Some(number @ 1..=Self::MAX) => Ok(Self(number)),
            Some(number) => {
                Err(Fault::invalid("WL-PAGE-LIMIT", format!("limit is {number}: use a number from 1 to 200")))
            }
        }
    }

    /// The number of rows, as SQL wants it.
    pub const fn rows(self) -> i64 {
        self.0 as i64
    }

    /// One row more than the page holds: its presence tells that another page follows.
    pub const fn rows_and_one(self) -> i64 {
        self.0 as i64 + 1
    }
}

/// The last row of a page: the next one starts after it. Text form `<micros>.<uuid>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The time column of the last row.
    pub at: Timestamp,
    /// The id of the last row, which breaks ties.
    pub id: Uuid,
}

impl Cursor {
    /// Where a descending list starts: after everything.
    pub const END: Self = Self { at: Timestamp(i64::MAX), id: Uuid::max() };

    /// The cursor as it travels in an address.
    pub fn text(self) -> String {
        format!("{}.{}", self.at.0, self.id.simple())
    }

    /// A cursor from an address.
    ///
    /// # Errors
    /// `WL-PAGE-CURSOR` when the text was not handed out by a list.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let wrong = || Fault::invalid("WL-PAGE-CURSOR", "cursor is not one a list returned: start again without it");
        let (at, id) = text.split_once('.').ok_or_else(wrong)?;
        Ok(Self { at: Timestamp(at.parse().map_err(|_| wrong())?), id: Uuid::try_parse(id).map_err(|_| wrong())? })
    }
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows, in the list's order.
    pub items: Vec<T>,
    /// Give this back as `cursor` for the next page; absent on the last one.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// Cuts `rows` (fetched with [`Limit::rows_and_one`]) to the page and names the next one.
    pub fn cut(mut rows: Vec<T>, limit: Limit, cursor_of: impl Fn(&T) -> Cursor) -> Self {
        let size = usize::from(limit.0);
        let more = rows.len() > size;
        rows.truncate(size);
        let next = if more { rows.last().map(|row| cursor_of(row).text()) } else { None };
        Self { items: rows, next }
    }

    /// The same page with every row turned into something else.
    pub fn map<U>(self, turn: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(turn).collect(), next: self.next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_text() {
        let cursor = Cursor { at: Timestamp(42), id: Uuid::from_u128(9) };
        assert_eq!(Cursor::parse(&cursor.text()).unwrap(), cursor);
        assert_eq!(Cursor::parse("x").unwrap_err().code, "WL-PAGE-CURSOR");
    }

    #[test]
    fn a_page_names_its_successor_only_when_there_is_one() {
        let at = |n: &i64| Cursor { at: Timestamp(*n), id: Uuid::nil() };
        let full = Page::cut((0..51).collect(), Limit::DEFAULT, at);
        assert_eq!((full.items.len(), full.next.is_some()), (50, true));
        assert!(Page::cut((0..50).collect(), Limit::DEFAULT, at).next.is_none());
    }
}
