//! Reading a file line by line: CSV with a heading, or one JSON object a line.
//!
//! Nothing of a file is held but the line at hand, and a line has a largest size, so a quote that never closes
//! cannot fill the memory. What stands in a line is never repeated in a complaint about it.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::rc::Rc;

use anyhow::Context;
use serde_json::{Map, Value};

use super::columns::{Column, Form};

/// The largest line.
const LINE_BYTES: u64 = 256 * 1024;
/// The most lines of a file: more is several files.
pub const LINES_MAX: u64 = 5_000_000;

/// Why a line is left out.
#[derive(Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The column or field; empty when it is the whole line.
    pub column: String,
    /// What is wrong and what to do.
    pub detail: String,
}

impl Trouble {
    /// With the whole line.
    pub fn line(detail: impl Into<String>) -> Self {
        Self { column: String::new(), detail: detail.into() }
    }

    /// With one column.
    pub fn column(column: &str, detail: impl Into<String>) -> Self {
        Self { column: column.to_owned(), detail: detail.into() }
    }
}

/// One line: where it begins, counted from 1, and what it says.
pub type Row = (u64, Result<Map<String, Value>, Trouble>);

/// A file of rows with these columns.
pub enum Rows {
    /// Comma-separated values.
    Csv(Table),
    /// One JSON object a line.
    Json(Lines, &'static [Column]),
}

impl Rows {
    /// Opens the file; how it ends says what it is.
    ///
    /// # Errors
    /// When it cannot be read, ends otherwise, or its heading lacks a column or names an unknown one.
    pub fn open(path: &Path, columns: &'static [Column]) -> anyhow::Result<Self> {
        match path.extension().and_then(|end| end.to_str()) {
            Some("csv") => Ok(Self::Csv(Table::open(path, columns)?)),
            Some("jsonl") => Ok(Self::Json(Lines::open(path)?, columns)),
            _ => anyhow::bail!("{} is neither .csv nor .jsonl: name a file that ends so", path.display()),
        }
    }
}

impl Iterator for Rows {
    type Item = anyhow::Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Csv(table) => table.next(),
            Self::Json(lines, columns) => {
                let line = lines.next()?;
                Some(line.map(|(number, text)| (number, text.and_then(|text| object(&text, columns)))))
            }
        }
    }
}

/// A file of lines; empty ones are passed over.
pub struct Lines {
    reader: BufReader<File>,
    line: u64,
}

impl Lines {
    /// Opens the file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let file = File::open(path).with_context(|| format!("{} cannot be read", path.display()))?;
        Ok(Self { reader: BufReader::new(file), line: 0 })
    }

    fn read(&mut self) -> anyhow::Result<Option<Result<String, Trouble>>> {
        let mut bytes = Vec::new();
        let taken = (&mut self.reader).take(LINE_BYTES).read_until(b'\n', &mut bytes)?;
        if taken == 0 {
            return Ok(None);
        }
        self.line += 1;
        anyhow::ensure!(self.line <= LINES_MAX, "the file has more than {LINES_MAX} lines: split it");
        if taken as u64 == LINE_BYTES && bytes.last() != Some(&b'\n') {
            anyhow::bail!("line {} is larger than {LINE_BYTES} bytes: this is no file of one object a line", self.line);
        }
        Ok(Some(String::from_utf8(bytes).map_err(|_| not_utf8(""))))
    }
}

impl Iterator for Lines {
    type Item = anyhow::Result<(u64, Result<String, Trouble>)>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            return match self.read() {
                Err(error) => Some(Err(error)),
                Ok(None) => None,
                Ok(Some(Ok(text))) if text.trim().is_empty() => continue,
                Ok(Some(text)) => Some(Ok((self.line, text))),
            };
        }
    }
}

fn not_utf8(column: &str) -> Trouble {
    Trouble::column(column, "this is not UTF-8: save the file as \"CSV UTF-8\"")
}

/// The object of a line, with nothing but known columns in their form.
fn object(text: &str, columns: &[Column]) -> Result<Map<String, Value>, Trouble> {
    let value: Map<String, Value> = serde_json::from_str(text).map_err(|error| {
        Trouble::line(format!("this is no JSON object on one line, from character {} on", error.column()))
    })?;
    let mut kept = Map::new();
    for (name, value) in value {
        let known = columns.iter().find(|column| column.name == name);
        let column = known.ok_or_else(|| Trouble::line("the object has an unknown key: see --template"))?;
        let fits = match column.form {
            _ if value.is_null() => continue,
            Form::Text => value.is_string(),
            Form::Words => value.as_array().is_some_and(|words| words.iter().all(Value::is_string)),
            Form::Number => value.as_u64().is_some_and(|number| number <= u64::from(u8::MAX)),
        };
        if !fits {
            return Err(Trouble::column(&name, form_detail(column.form)));
        }
        kept.insert(name, value);
    }
    Ok(kept)
}

const fn form_detail(form: Form) -> &'static str {
    match form {
        Form::Text => "write a text in quotes",
        Form::Words => "write a list of texts",
        Form::Number => "write a whole number from 0 to 255",
    }
}

/// A CSV file.
pub struct Table {
    reader: csv::Reader<Bounded>,
    left: Rc<Cell<u64>>,
    heading: Vec<&'static Column>,
    lines: u64,
}

impl Table {
    fn open(path: &Path, columns: &'static [Column]) -> anyhow::Result<Self> {
        let file = File::open(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let left = Rc::new(Cell::new(LINE_BYTES));
        let bounded = Bounded { file, left: Rc::clone(&left) };
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            // With the usual terminator the lines of a file from Windows are counted one too few.
            .terminator(csv::Terminator::Any(b'\n'))
            .from_reader(bounded);
        let heading = heading(reader.byte_headers()?, columns)?;
        Ok(Self { reader, left, heading, lines: 0 })
    }

    fn read(&mut self) -> anyhow::Result<Option<Row>> {
        let mut record = csv::ByteRecord::new();
        loop {
            self.left.set(LINE_BYTES);
            if !self.reader.read_byte_record(&mut record).context("the file cannot be read on")? {
                return Ok(None);
            }
            self.lines += 1;
            // Sheets end in lines of nothing but commas.
            if record.iter().any(|cell| !cell.trim_ascii().is_empty()) {
                break;
            }
        }
        anyhow::ensure!(self.lines <= LINES_MAX, "the file has more than {LINES_MAX} lines: split it");
        let line = record.position().map_or(0, csv::Position::line);
        Ok(Some((line, cells(&record, &self.heading))))
    }

    fn next(&mut self) -> Option<anyhow::Result<Row>> {
        self.read().transpose()
    }
}

fn heading(cells: &csv::ByteRecord, columns: &'static [Column]) -> anyhow::Result<Vec<&'static Column>> {
    let mut heading: Vec<&'static Column> = Vec::with_capacity(cells.len());
    for (index, cell) in cells.iter().enumerate() {
        let known =
            std::str::from_utf8(cell).ok().and_then(|name| columns.iter().find(|column| column.name == name.trim()));
        let column = known.with_context(|| {
            let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
            format!("heading {} of the first line is unknown: use some of {}", index + 1, names.join(", "))
        })?;
        anyhow::ensure!(
            heading.iter().all(|known| known.name != column.name),
            "the first line names {} twice: keep one",
            column.name
        );
        heading.push(column);
    }
    for column in columns.iter().filter(|column| column.required) {
        let there = heading.iter().any(|known| known.name == column.name);
        anyhow::ensure!(there, "the first line lacks the column {}: see --template", column.name);
    }
    Ok(heading)
}

fn cells(record: &csv::ByteRecord, heading: &[&Column]) -> Result<Map<String, Value>, Trouble> {
    if record.len() != heading.len() {
        let detail = format!("the line has {} cells where the heading has {}", record.len(), heading.len());
        return Err(Trouble::line(detail));
    }
    let mut row = Map::new();
    for (cell, column) in record.iter().zip(heading) {
        let text = std::str::from_utf8(cell).map_err(|_| not_utf8(column.name))?.trim();
        if text.is_empty() {
            continue;
        }
        let value = match column.form {
            Form::Text => Value::from(text),
            Form::Words => text.split([';', ';']).map(str::trim).filter(|word| !word.is_empty()).collect(),
            Form::Number => {
                let wrong = |_| Trouble::column(column.name, form_detail(Form::Number));
                Value::from(text.parse::<u8>().map_err(wrong)?)
            }
        };
        row.insert(column.name.to_owned(), value);
    }
    Ok(row)
}

/// A file of which only so much may be read before somebody allows more.
struct Bounded {
    file: File,
    left: Rc<Cell<u64>>,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left.get() == 0 {
            return Err(io::Error::other("a line is larger than 256 KiB: a quotation mark may never be closed"));
        }
        let read = self.file.read(buffer)?;
        self.left.set(self.left.get().saturating_sub(read as u64));
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::super::columns::CUSTOMERS;
    use super::*;

    fn read(name: &str, text: &[u8]) -> anyhow::Result<Vec<Row>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        Rows::open(&path, CUSTOMERS)?.collect()
    }

    #[test]
    fn a_table_of_excel_and_an_object_a_line_say_the_same() {
        let csv = "\u{feff}customer_number,name,cards,vip\r\nN1,\"韩,知远\",9999 ;8888,3\r\n,,,\r\nN2,罗桂兰,,\r\n";
        let json = "{\"customer_number\":\"N1\",\"name\":\"韩,知远\",\"cards\":[\"9999\",\"8888\"],\"vip\":3}\n\n\
                    {\"customer_number\":\"N2\",\"name\":\"罗桂兰\",\"birth\":null}\n";
        let table = read("a.csv", csv.as_bytes()).unwrap();
        let objects = read("a.jsonl", json.as_bytes()).unwrap();
        let values = |rows: Vec<Row>| rows.into_iter().map(|(_, row)| row.unwrap()).collect::<Vec<_>>();
        assert_eq!(table.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 4]);
        assert_eq!(objects.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(values(table), values(objects));
    }

    #[test]
    fn a_bad_line_is_named_by_its_column_and_the_next_is_read() {
        let mut csv = b"customer_number,name,vip\nN1,a,x\nN2,b\nN3,".to_vec();
        csv.extend_from_slice(&[0xba, 0xab]);
        csv.extend_from_slice(b",1\nN4,d,1\n");
        let rows = read("a.csv", &csv).unwrap();
        let places: Vec<_> =
            rows.iter().map(|(line, row)| (*line, row.as_ref().err().map(|bad| &*bad.column))).collect();
        assert_eq!(places, [(2, Some("vip")), (3, Some("")), (4, Some("name")), (5, None)]);
    }

    #[test]
    fn an_object_of_another_shape_is_refused_without_being_repeated() {
        for (text, column) in
            [("{", ""), ("{\"secret\":1}", ""), ("{\"vip\":\"secret\"}", "vip"), ("{\"cards\":\"secret\"}", "cards")]
        {
            let mut rows = read("a.jsonl", text.as_bytes()).unwrap();
            let trouble = rows.pop().unwrap().1.unwrap_err();
            assert_eq!(trouble.column, column);
            assert!(!trouble.detail.contains("secret"));
        }
    }

    #[test]
    fn a_heading_that_does_not_fit_stops_everything() {
        for heading in ["name\n", "customer_number,name,phone\n", "customer_number,name,name\n"] {
            assert!(read("a.csv", heading.as_bytes()).is_err(), "{heading}");
        }
    }

    #[test]
    fn a_quotation_that_never_ends_does_not_fill_the_memory() {
        let mut text = "customer_number,name\nN1,\"".to_owned();
        for line in 0..100_000 {
            writeln!(text, "N{line},韩知远").unwrap();
        }
        assert!(read("a.csv", text.as_bytes()).is_err());
    }
}
