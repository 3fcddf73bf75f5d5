//! Statements that write several rows at once: a statement's way to the database and back costs more than a row.

/// One statement for each of 1, 2, 4 and so on rows; one for every number of rows would crowd the databases' caches.
pub struct RowStatements([&'static str; 6]);

impl RowStatements {
    /// Statements that begin with `insert` and end with `rest`, rows of `columns` placeholders between them. They are
    /// kept for the life of the process, so this is for statics.
    pub fn new(insert: &str, columns: usize, rest: &str) -> Self {
        let row = |row: usize| {
            let places: Vec<String> = (1..=columns).map(|column| format!("${}", row * columns + column)).collect();
            format!("({})", places.join(", "))
        };
        Self(std::array::from_fn(|power| {
            let rows: Vec<String> = (0..1 << power).map(row).collect();
            &*format!("{insert} VALUES {} {rest}", rows.join(", ")).leak()
        }))
    }

    /// `rows` in pieces, each with the statement for as many.
    pub fn chunks<'a, T>(&self, mut rows: &'a [T]) -> impl Iterator<Item = (&'static str, &'a [T])> {
        std::iter::from_fn(move || {
            let power = (rows.len().checked_ilog2()? as usize).min(self.0.len() - 1);
            let (chunk, rest) = rows.split_at(1 << power);
            rows = rest;
            Some((self.0[power], chunk))
        })
    }

    /// All of them, for the test that prepares them.
    pub const fn all(&self) -> &[&'static str] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_written_in_powers_of_two() {
        let statements = RowStatements::new("INSERT INTO t (a, b)", 2, "ON CONFLICT DO NOTHING");
        let rows = [0; 71];
        let sizes: Vec<usize> = statements.chunks(&rows).map(|(_, chunk)| chunk.len()).collect();
        assert_eq!(sizes, [32, 32, 4, 2, 1]);
        assert_eq!(statements.all()[1], "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4) ON CONFLICT DO NOTHING");
        assert_eq!(statements.chunks(&rows[..0]).count(), 0);
    }
}
