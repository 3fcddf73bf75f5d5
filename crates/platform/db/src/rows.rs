//! Statements that write several rows at once: a statement's way to the database and back costs more than a row.

/// How many rows there is a statement for. One for every number would crowd the databases' caches.
const SIZES: [usize; 10] = [1, 2, 3, 4, 5, 6, 7, 8, 16, 32];

/// A statement for each of some numbers of rows.
pub struct RowStatements([&'static str; SIZES.len()]);

impl RowStatements {
    /// Statements that begin with `insert` and end with `rest`, rows of `columns` placeholders between them. They are
    /// kept for the life of the process, so this is for statics.
    pub fn new(insert: &str, columns: usize, rest: &str) -> Self {
        let row = |row: usize| {
            let places: Vec<String> = (1..=columns).map(|column| format!("${}", row * columns + column)).collect();
            format!("({})", places.join(", "))
        };
        Self(SIZES.map(|size| {
            let rows: Vec<String> = (0..size).map(row).collect();
            &*format!("{insert} VALUES {} {rest}", rows.join(", ")).leak()
        }))
    }

    /// `rows` in pieces, the largest first, each with the statement for as many.
    pub fn chunks<'a, T>(&self, mut rows: &'a [T]) -> impl Iterator<Item = (&'static str, &'a [T])> {
        std::iter::from_fn(move || {
            let place = SIZES.iter().rposition(|size| *size <= rows.len())?;
            let (chunk, rest) = rows.split_at(SIZES[place]);
            rows = rest;
            Some((self.0[place], chunk))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_written_in_few_pieces() {
        let statements = RowStatements::new("INSERT INTO t (a, b)", 2, "ON CONFLICT DO NOTHING");
        let rows = [0; 71];
        let sizes: Vec<usize> = statements.chunks(&rows).map(|(_, chunk)| chunk.len()).collect();
        assert_eq!(sizes, [32, 32, 7]);
        let (two, _) = statements.chunks(&rows[..2]).next().unwrap();
        assert_eq!(two, "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4) ON CONFLICT DO NOTHING");
        assert_eq!(statements.chunks(&rows[..0]).count(), 0);
    }
}
