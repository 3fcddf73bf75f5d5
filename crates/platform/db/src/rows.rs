//! Statements that write several rows at once: a statement's way to the database and back costs more than a row.

use crate::Tx;

/// How many rows there is a statement for. One for every number would crowd the databases' caches.
const SIZES: [usize; 13] = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 24, 32];

/// A statement for each of some numbers of rows.
pub struct RowStatements {
    /// With `$1` and on. SQLite takes them for names and looks through all of them for each value.
    numbered: [&'static str; SIZES.len()],
    /// The same with `?`.
    plain: [&'static str; SIZES.len()],
}

impl RowStatements {
    /// Statements that begin with `insert` and end with `rest`, rows of `columns` placeholders between them. They are
    /// kept for the life of the process, so this is for statics.
    pub fn new(insert: &str, columns: usize, rest: &str) -> Self {
        let all = |place: &dyn Fn(usize) -> String| {
            let row = |row: usize| {
                let places: Vec<String> = (1..=columns).map(|column| place(row * columns + column)).collect();
                format!("({})", places.join(", "))
            };
            SIZES.map(|size| {
                let rows: Vec<String> = (0..size).map(row).collect();
                &*format!("{insert} VALUES {} {rest}", rows.join(", ")).leak()
            })
        };
        Self { numbered: all(&|number| format!("${number}")), plain: all(&|_| "?".to_owned()) }
    }

    /// `rows` in pieces, the largest first, each with the statement for as many.
    pub fn chunks<'a, T>(
        &self,
        tx: &Tx,
        rows: &'a [T],
    ) -> impl Iterator<Item = (&'static str, &'a [T])> + use<'_, 'a, T> {
        let statements = match tx {
            Tx::Sqlite(_) => &self.plain,
            Tx::Postgres(_) => &self.numbered,
        };
        pieces(rows).map(|(place, piece)| (statements[place], piece))
    }

    /// Whether so many rows are one piece.
    pub fn is_one(count: usize) -> bool {
        SIZES.contains(&count)
    }
}

/// Each piece with its size's place.
fn pieces<T>(mut rows: &[T]) -> impl Iterator<Item = (usize, &[T])> {
    std::iter::from_fn(move || {
        let place = SIZES.iter().rposition(|size| *size <= rows.len())?;
        let (piece, rest) = rows.split_at(SIZES[place]);
        rows = rest;
        Some((place, piece))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_written_in_few_pieces() {
        let statements = RowStatements::new("INSERT INTO t (a, b)", 2, "ON CONFLICT DO NOTHING");
        let rows = [0; 71];
        let sizes: Vec<usize> = pieces(&rows).map(|(_, piece)| piece.len()).collect();
        assert_eq!(sizes, [32, 32, 7]);
        let (place, _) = pieces(&rows[..2]).next().unwrap();
        assert_eq!(statements.numbered[place], "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4) ON CONFLICT DO NOTHING");
        assert_eq!(statements.plain[place], "INSERT INTO t (a, b) VALUES (?, ?), (?, ?) ON CONFLICT DO NOTHING");
        assert_eq!(pieces(&rows[..0]).count(), 0);
        assert!(RowStatements::is_one(12) && !RowStatements::is_one(11));
    }
}
